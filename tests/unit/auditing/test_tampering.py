"""Whatever is deleted, changed, cut off or rewritten in the chain is found, the last two by a kept head."""

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlmodel import col, delete, select, update

from assistant.audit import FIRST_PREVIOUS, Broken, Head, Intact
from assistant.store.records import link_of
from assistant.store.tables import ChainHeadRow, RecordBodyRow, RecordRow
from tests.unit.auditing.conftest import archive_at

pytestmark = pytest.mark.story
LAST = 5
CHANGED = {
    "record_id": "r_other",
    "at": "2001-01-01T00:00:00.000000Z",
    "person": "p-9",
    "role": "nobody",
    "decision": "blocked!",
    "versions": '{"model": "other"}',
    "body_sha256": "0" * 64,
    "previous": "1" * 64,
    "digest": "2" * 64,
}


def rows(session):
    return session.exec(select(RecordRow).order_by(col(RecordRow.seq))).all()


def set_head(session, seq, digest):
    session.connection().execute(update(ChainHeadRow).values(seq=seq, digest=digest))


def drop(session, *seqs):
    gone = session.exec(select(RecordRow.record_id).where(col(RecordRow.seq).in_(seqs))).all()
    session.connection().execute(delete(RecordBodyRow).where(col(RecordBodyRow.record_id).in_(gone)))
    session.connection().execute(delete(RecordRow).where(col(RecordRow.seq).in_(seqs)))


def relink(session, *, first=1, renumber=False, **fields):
    """Rewrite the history from a link on so that every digest fits: what no chain alone can show."""
    previous, number = FIRST_PREVIOUS, 0
    for row in rows(session):
        number = number + 1 if renumber else row.seq
        link = replace(link_of(row), seq=number, previous=previous)
        if row.seq == first:
            link = replace(link, **fields)
        told = {"seq": link.seq, "previous": link.previous, "digest": link.digest(), **fields}
        changed = told if row.seq == first else {key: told[key] for key in ("seq", "previous", "digest")}
        session.connection().execute(
            update(RecordRow).where(col(RecordRow.record_id) == row.record_id).values(**changed)
        )
        previous = link.digest()
    set_head(session, number, previous)


def cut(session, after):
    drop(session, *range(after + 1, LAST + 1))
    kept = rows(session)
    set_head(session, after, kept[-1].digest if kept else FIRST_PREVIOUS)


def change(session, link, /, **fields):
    if "record_id" in fields:
        old = session.exec(select(RecordRow.record_id).where(RecordRow.seq == link)).one()
        body = update(RecordBodyRow).where(col(RecordBodyRow.record_id) == old)
        session.connection().execute(body.values(record_id=fields["record_id"]))
    session.connection().execute(update(RecordRow).where(col(RecordRow.seq) == link).values(**fields))


def reseal(session, seq):
    """Put another body in the place of one, with its hash in the link."""
    record = session.exec(select(RecordRow.record_id).where(RecordRow.seq == seq)).one()
    session.connection().execute(
        update(RecordBodyRow).where(col(RecordBodyRow.record_id) == record).values(sealed=b"another")
    )
    return sha256(b"another").hexdigest()


def swap(session, one, other):
    for old, new in ((one, 99), (other, one), (99, other)):
        change(session, old, seq=new)


def grown_again(session):
    """Cut the end off and let the chain grow to its old length with another link."""
    last = rows(session)[-1]
    relink(session, first=LAST, decision=f"{last.decision}!")


# What the bare chain shows: the first broken link, or None where only a kept head can show it.
ATTACKS = {
    **{
        f"changed-{name}": (lambda s, n=name, v=value: change(s, 3, **{n: v}), 3)
        for name, value in CHANGED.items()
    },
    "changed-number": (lambda s: change(s, 5, seq=9), 5),
    "deleted-first": (lambda s: drop(s, 1), 1),
    "deleted-middle": (lambda s: drop(s, 3), 3),
    "deleted-last": (lambda s: drop(s, 5), 5),
    "deleted-all": (lambda s: drop(s, *range(1, 6)), 1),
    "swapped": (lambda s: swap(s, 2, 4), 2),
    "body-changed": (lambda s: reseal(s, 2), 2),
    "body-and-hash-changed": (lambda s: change(s, 2, body_sha256=reseal(s, 2)), 2),
    "head-ahead": (lambda s: set_head(s, 7, "3" * 64), 6),
    "head-behind": (lambda s: set_head(s, 4, rows(s)[3].digest), 6),
    "cut-off-with-its-head": (lambda s: cut(s, 3), None),
    "all-cut-off-with-the-head": (lambda s: cut(s, 0), None),
    "rewritten-first": (lambda s: relink(s, first=1, decision="blocked"), None),
    "rewritten-middle": (lambda s: relink(s, first=3, person="p-9"), None),
    "rewritten-last": (grown_again, None),
    "rewritten-with-another-body": (lambda s: relink(s, first=2, body_sha256=reseal(s, 2)), None),
    "one-taken-out-and-closed-up": (lambda s: (drop(s, 2), relink(s, first=0, renumber=True)), None),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_found(archive, attack):
    kept = archive.room.head().line()
    assert isinstance(archive.verify(kept), Intact)
    act, seen_at = ATTACKS[attack]
    with archive.tampering() as session:
        act(session)
    bare = archive.room.verify(None, None)
    if seen_at is None:
        assert isinstance(bare, Intact), "if the chain alone shows it, say so in the table"
    else:
        assert (bare.seq, bare.fault in {"changed", "truncated"}) == (seen_at, True)
    assert isinstance(archive.verify(kept), Broken)


def test_every_column_of_a_link_is_vouched_for():
    assert set(CHANGED) | {"seq"} == set(RecordRow.model_fields)


def test_several_kept_heads_tell_where_the_history_became_another(archive):
    lines = [archive.room.head().line()]
    for _ in range(3):
        archive.record()
        lines.append(archive.room.head().line())
    told = archive.verify(*lines)
    assert (told.links, told.last) == (8, 8)
    with archive.tampering() as session:
        relink(session, first=7, role="nobody")
    told = archive.verify(*lines)
    assert (told.seq, told.fault) == (7, "rewritten")
    assert "link 7 to link 7" in told.why


def test_a_cut_off_chain_that_has_grown_again_is_another_history(archive):
    kept = archive.room.head().line()
    with archive.tampering() as session:
        cut(session, 3)
    told = archive.verify(kept)
    assert (told.seq, told.fault) == (4, "truncated")
    for _ in range(4):
        archive.record(person="p-2")
    assert isinstance(archive.room.verify(None, None), Intact)
    assert archive.verify(kept).fault == "rewritten"


def test_a_house_that_shows_two_histories_is_found_by_their_heads(archive):
    first = archive.room.head()
    two = archive.room.sign(Head(seq=first.seq, digest="4" * 64))
    assert archive.verify(first.line(), two.line()).fault == "rewritten"


def test_another_house_s_heads_prove_nothing(archive, tmp_path):
    other = archive_at(tmp_path / "other")
    try:
        other.record()
        told = archive.verify(other.room.head().line())
        assert (told.fault, "not trusted" in told.why) == ("signature", True)
        mine = archive.room.head().line()
        assert archive.verify(mine, keys=[other.room.public_key()]).fault == "signature"
        assert isinstance(
            archive.verify(mine, keys=[other.room.public_key(), archive.room.public_key()]), Intact
        )
    finally:
        other.database.close()
