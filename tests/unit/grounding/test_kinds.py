"""Every kind of edit is stopped and every free wording kept, over sentences that state no medical facts."""

import json
from pathlib import Path

import pytest

from assistant.grounding import EvidenceText, check

ROWS = [json.loads(line) for line in Path(__file__).with_name("kinds.jsonl").read_text("utf-8").splitlines()]
KEPT = [pytest.param(row["evidence"], claim, id=claim) for row in ROWS for claim in row["kept"]]
STOPPED = [
    pytest.param(row["evidence"], claim, id=f"{kind}-{claim}")
    for row in ROWS
    for kind, claim in row["stopped"]
]


@pytest.mark.parametrize(("evidence", "claim"), KEPT)
def test_what_is_said_in_other_words_is_kept(evidence, claim):
    verdict = check(claim, [EvidenceText(text) for text in evidence])
    assert verdict.verdict == "supported", verdict


@pytest.mark.parametrize(("evidence", "claim"), STOPPED)
def test_one_edit_is_stopped(evidence, claim):
    verdict = check(claim, [EvidenceText(text) for text in evidence])
    assert verdict.verdict != "supported", verdict
