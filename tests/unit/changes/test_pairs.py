"""Labelled pairs of invented editions: each statement gets the first kind that applies, with its numbers."""

import re
import tomllib
from functools import cache
from operator import itemgetter
from pathlib import Path

from assistant.changes import ChangeKind, compare
from guidelines.changes import loose_content, units
from guidelines.text import fold
from tests.fakes.tables import every

PAIRS = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text("utf-8"))["pair"]


def contents(pair):
    suffix = "md" if pair["old"].lstrip().startswith("#") else "txt"
    return [loose_content(pair[side].encode(), name=f"{pair['id']}.{suffix}") for side in ("old", "new")]


@cache
def compared(identity):
    (pair,) = [one for one in PAIRS if one["id"] == identity]
    return compare(*contents(pair)).changes


def plain(text):
    return re.sub(r"\s", "", fold(text))


def holding(changes, side, quote):
    """Find the change whose `side` holds a quotation."""
    for change in changes:
        stated = getattr(change, side)
        if stated is not None and plain(quote) in plain(stated.text):
            return change
    raise AssertionError(f"no change holds {quote!r}")


@every([(pair["id"], one) for pair in PAIRS for one in pair["expect"]])
def test_a_statement_gets_the_first_kind_that_applies(row):
    identity, expected = row
    found = {id(one): one for one in _found(identity, expected)}
    assert len(found) == 1, "old and new quotation stand in different changes"
    (change,) = found.values()
    assert change.kind in {expected["kind"], *expected.get("accept", ())}
    numbers = [(one.old, one.new) for one in change.numbers]
    for pair in expected.get("numbers", ()):
        assert tuple(pair) in numbers


def _found(identity, expected):
    changes = compared(identity)
    return [holding(changes, side, expected[side]) for side in ("old", "new") if side in expected]


@every(PAIRS, name=itemgetter("id"))
def test_every_statement_is_told_once_in_its_editions_own_words(pair):
    old, new = contents(pair)
    changes = compare(old, new).changes
    for content, side in ((old, "old"), (new, "new")):
        told = [getattr(one, side) for one in changes if getattr(one, side) is not None]
        letters = sorted("".join("".join(one.text.split()) for one in told))
        assert letters == sorted("".join("".join(unit.text.split()) for unit in units(content)))
        for one in told:
            for quoted in one.quoted:
                passage = next(p for p in content.passages if p.passage_id == quoted.passage_id)
                assert passage.start <= quoted.start < quoted.end <= passage.end
                assert plain(content.text[quoted.start : quoted.end]) in plain(one.text)


@every(PAIRS, name=itemgetter("id"))
def test_an_edition_against_itself_has_no_change(pair):
    for content in contents(pair):
        assert {one.kind for one in compare(content, content).changes} == {ChangeKind.UNCHANGED}


@every(PAIRS, name=itemgetter("id"))
def test_what_is_added_one_way_is_removed_the_other(pair):
    old, new = contents(pair)
    there, back = compare(old, new).summary, compare(new, old).summary
    assert abs(there[ChangeKind.ADDED] - back[ChangeKind.REMOVED]) <= 1
    assert abs(there[ChangeKind.UNCHANGED] - back[ChangeKind.UNCHANGED]) <= 1
