"""The open cases of differences, held out from tuning where they could be: found, and with the right kind."""

import json
from functools import cache
from pathlib import Path

import pytest

from assistant.changes import compare
from guidelines.changes import loose_content
from tests.unit.changes.test_pairs import plain

OPEN = Path(__file__).resolve().parents[4] / "shared" / "data" / "guidelines_open"
pytestmark = pytest.mark.skipif(not OPEN.exists(), reason="the open cases do not lie beside the project")


def cases():
    lines = (OPEN / "diff.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def compared(old, new):
    files = [OPEN / "docs" / f"{document}.txt" for document in (old, new)]
    return compare(*(loose_content(file.read_bytes(), name=file.name) for file in files)).changes


def covering(changes, side, quote):
    """Find the change that holds a quotation, or most of it."""
    wanted = plain(quote)
    pieces = [(plain(getattr(one, side).text), one) for one in changes if getattr(one, side) is not None]
    whole = [one for text, one in pieces if wanted in text]
    parts = [one for text, one in pieces if len(text) * 2 >= len(wanted) and text in wanted]
    return (whole or parts or [None])[0]


def kinds(case):
    changes = compared(case["old_id"], case["new_id"])
    sides = [(side, case[side]["quote"]) for side in ("old", "new") if case[side] and case[side].get("quote")]
    found = [covering(changes, side, quote) for side, quote in sides]
    return [one.kind.value if one else None for one in found]


def test_nine_of_ten_changes_have_an_accepted_kind():
    changed = [case for case in cases() if case["expect"] == "changed"]
    right = [case for case in changed if set(kinds(case)) & set(case["accept_kinds"])]
    assert len(right) >= 0.9 * len(changed)


def test_no_unchanged_statement_is_reported_as_a_clinical_change():
    unchanged = [case for case in cases() if case["expect"] == "unchanged"]
    assert [case["id"] for case in unchanged if set(kinds(case)) & set(case["not_kinds"])] == []
