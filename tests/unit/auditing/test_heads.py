"""Signed heads: what is signed, what is refused, who keeps the key."""

import json
import subprocess
from base64 import b64decode

import pytest

from assistant.audit import Intact
from assistant.auditing.heads import read_heads
from assistant.errors import AuditHeadError, StoreError
from assistant.store.head_key import HeadKeyFile
from serving.head_keeping import HeadKeeper


def test_a_head_says_which_link_and_when_and_is_checked_without_us(archive, tmp_path):
    head = archive.room.head()
    written = json.loads(head.line())
    assert (written["seq"], written["at"]) == (5, archive.clock().isoformat())
    signature = b64decode(written.pop("signature"))
    signed = json.dumps(written, sort_keys=True, separators=(",", ":")).encode()
    for name, data in (("signed", signed), ("sig", signature), ("pub", archive.room.public_key())):
        (tmp_path / name).write_bytes(data)
    command = "openssl pkeyutl -verify -pubin -inkey pub -rawin -in signed -sigfile sig"
    assert subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "signed").write_bytes(signed.replace(b'"seq":5', b'"seq":4'))
    assert subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("field", ["seq", "digest", "at", "key"])
def test_a_head_whose_fields_were_changed_is_nobody_s(archive, field):
    written = json.loads(archive.room.head().line())
    written[field] = {"seq": 4, "digest": "0" * 64, "at": "2001", "key": "0" * 16}[field]
    assert archive.verify(json.dumps(written)).fault == "signature"


REFUSED = {
    "nothing": "",
    "blank": "\n \n",
    "no-json": "head",
    "no-object": "[1]",
    "fields": '{"seq": 1}',
    "digest": '{"format":1,"seq":1,"digest":"X","at":"","key":"","signature":""}',
    "base64": '{"format":1,"seq":1,"digest":"%s","at":"","key":"","signature":"?"}' % ("0" * 64),
    "format": '{"format":2,"seq":1,"digest":"%s","at":"","key":"","signature":""}' % ("0" * 64),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_head_is_refused_by_its_line(text):
    with pytest.raises(AuditHeadError, match="head"):
        read_heads(text, name="kept")


def test_days_and_a_head_do_not_go_together(archive):
    kept = archive.room.kept([archive.room.head()], [])
    with pytest.raises(AuditHeadError, match="whole chain"):
        archive.room.verify(archive.clock().date(), None, kept)


def test_what_is_no_public_key_is_refused(archive):
    with pytest.raises(AuditHeadError, match=r"audit\.pub"):
        archive.verify(archive.room.head().line(), keys=[b"no key"])


def test_of_a_broken_chain_nothing_is_signed(archive):
    with archive.tampering() as session:
        session.connection().exec_driver_sql("UPDATE record SET role = 'nobody' WHERE seq = 2")
    with pytest.raises(AuditHeadError, match="broken at link 2"):
        archive.room.head()


def test_the_key_is_its_owner_s_alone_and_its_public_half_lies_beside_it(tmp_path):
    path = tmp_path / "keys" / "audit.key"
    pem = HeadKeyFile(path).public_pem()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.with_suffix(".pub").read_bytes() == pem == HeadKeyFile(path).public_pem()
    path.chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        HeadKeyFile(path).private()
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(StoreError, match="backup"):
        HeadKeyFile(path).private()


def test_a_server_appends_a_head_only_when_the_chain_has_moved(archive, tmp_path):
    to = tmp_path / "elsewhere.jsonl"
    keeper = HeadKeeper(archive.room, to)
    assert [keeper.keep(), keeper.keep()] == [True, False]
    archive.record()
    assert keeper.keep()
    lines = to.read_text("ascii").splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [5, 6]
    assert isinstance(archive.verify(*lines), Intact)
