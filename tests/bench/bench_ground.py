"""The claim-evidence check: a sentence, a drafted sentence against twelve, a hostile text.

Usage: `python tests/bench/bench_ground.py`. Needs no model and no data but the examples of the rules.
"""

import sys
import time
import tomllib
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant import grounding
from assistant.grounding.check import check
from assistant.grounding.facts import read
from assistant.grounding.grounder import Grounder
from assistant.grounding.sentences import DraftSentence
from assistant.grounding.verdict import EvidenceText
from guidelines import Passage
from retrieval.evidence import Evidence, EvidenceSentence
from tests.bench.bars import finish, p95

EXAMPLES = Path(grounding.__file__).with_name("examples.toml")
HOSTILE = (
    "不",
    "1,",
    "5 mg ",
    "(",
    "1/2 ",
    "who not ",
    "患者应每日服用5 mg，",
    "patients should not take 5 mg, ",
)
DEEP = 100_000
PASSES = 5


def rules():
    """Give the proof sentences of the rules: evidence and claims."""
    for rule in tomllib.loads(EXAMPLES.read_text("utf-8"))["rule"]:
        yield rule["evidence"], [*rule["hits"], *rule["misses"]]


def spent(call, *args):
    """Time a call in milliseconds of this process, so that a busy machine does not count."""
    begun = time.process_time()
    call(*args)
    return 1000 * (time.process_time() - begun)


def unread(claim, evidence):
    """Time the check of a claim against a text, neither of which was read before."""
    read.cache_clear()
    return spent(check, claim, evidence)


def numbered(texts):
    """Make packed evidence of texts."""
    sentences = []
    for marker, text in enumerate(texts, 1):
        place = {"start": 0, "end": len(text)}
        passage = Passage(
            passage_id=f"p{marker}",
            edition_id="e@1",
            document_id="e",
            ordinal=marker,
            kind="narrative",
            text=text,
            **place,
        )
        sentences.append(
            EvidenceSentence(
                marker=marker, text=text, passage=passage, title="t", scope="s", score=1.0, **place
            )
        )
    return Evidence(sentences=tuple(sentences), tokens=10, truncated=False)


def main():
    """Measure and hold against the bars."""
    pairs = [(claim, [EvidenceText(evidence)]) for evidence, claims in rules() for claim in claims]
    passes = [[unread(claim, evidence) for claim, evidence in pairs] for _ in range(1 + PASSES)]
    # The first pass warms the process: a server that has run for a while has met each word, not each text.
    single = [median(times) for times in zip(*passes[1:], strict=True)]
    packed = numbered([evidence for evidence, _ in rules()][:12])
    grounder = Grounder()
    drafted = []
    for claim, _ in pairs:
        sentence = DraftSentence(text=claim, markers=(1,), raw=claim)
        drafted.append(median(spent(grounder.ground, sentence, packed) for _ in range(PASSES)))
    claim = "患者应每日服用5 mg。"
    hostile = {unit: spent(check, claim, [EvidenceText((unit * DEEP)[:DEEP])]) for unit in HOSTILE}
    print({unit[:8]: round(ms) for unit, ms in hostile.items()})
    print(f"check p50 {sorted(single)[len(single) // 2]:.2f} ms, n {len(single)}")
    finish({"ground": p95(single), "grounder": p95(drafted), "ground_hostile": max(hostile.values())})


if __name__ == "__main__":
    main()
