"""Originals come back byte by byte, or with a reason why not."""

import errno
import os
from hashlib import sha256

import pytest

from assistant.errors import DiskFullError, StoreError
from assistant.store.files import OriginalsFolder


def test_keeps_the_same_bytes_once(tmp_path):
    folder = OriginalsFolder(tmp_path / "originals")
    address = folder.put(b"%PDF made up")
    assert address == sha256(b"%PDF made up").hexdigest() == folder.put(b"%PDF made up")
    assert folder.get(address) == b"%PDF made up"
    assert folder.holds(address)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_puts_a_damaged_original_right(tmp_path):
    folder = OriginalsFolder(tmp_path)
    address = folder.put(b"words")
    path = tmp_path / address[:2] / address
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(StoreError, match="damaged"):
        folder.get(address)
    folder.put(b"words")
    assert folder.get(address) == b"words"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("f" * 64, "add the document again", id="absent"),
        pytest.param("../../etc/passwd", "no SHA-256", id="path"),
    ],
)
def test_refuses_what_it_does_not_hold(tmp_path, address, words):
    with pytest.raises(StoreError, match=words):
        OriginalsFolder(tmp_path).get(address)


def test_a_full_disk_leaves_no_file(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match="free some space"):
        OriginalsFolder(tmp_path).put(b"words")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
