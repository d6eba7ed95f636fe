"""Every kind of edit is stopped and every free wording kept, over sentences that state no medical facts."""

import json
from operator import itemgetter
from pathlib import Path

from assistant.grounding import EvidenceText, check
from tests.fakes.tables import every

ROWS = [json.loads(line) for line in Path(__file__).with_name("kinds.jsonl").read_text("utf-8").splitlines()]
KEPT = [(row["evidence"], claim) for row in ROWS for claim in row["kept"]]
STOPPED = [(row["evidence"], claim) for row in ROWS for _, claim in row["stopped"]]


@every(KEPT, name=itemgetter(1))
def test_what_is_said_in_other_words_is_kept(row):
    evidence, claim = row
    verdict = check(claim, [EvidenceText(text) for text in evidence])
    assert verdict.verdict == "supported", verdict


@every(STOPPED, name=itemgetter(1))
def test_one_edit_is_stopped(row):
    evidence, claim = row
    verdict = check(claim, [EvidenceText(text) for text in evidence])
    assert verdict.verdict != "supported", verdict
