"""The starter library behind a checker, without vectors: passages rank by the letter pairs they share."""

import json
from pathlib import Path

import pytest

from assistant.checking import Checker, CheckRequest
from assistant.checking.sources import Sources
from assistant.citing import Citing
from assistant.exchange import Asker, Role
from assistant.gate import RuleGate
from guidelines.library.loader import starter_library
from retrieval import Found, Hit
from retrieval.token_counts import EstimatedCounter
from tests.fakes.memory_ledger import MemoryLedger

DOCTOR = Asker(role=Role.DOCTOR, person="p1", groups=frozenset({"all", "staff"}))
PATIENT = Asker(role=Role.PATIENT, person="p2")


def cases(name):
    file = Path(__file__).with_name(f"{name}.jsonl")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def pairs(text):
    folded = text.lower()
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


class PairRetriever:
    """Ranks every passage of the view by the letter pairs that it shares with the question."""

    def __init__(self, ledger):
        self._ledger = ledger
        self._known = [
            (passage, edition.title, pairs(f"{edition.title} {passage.text}"))
            for edition in ledger.editions()
            for passage in ledger.passages(edition.edition_id)
        ]

    def find(self, question, *, view, limit):
        asked = pairs(question)
        hits = [
            Hit(passage=passage, title=title, score=len(asked & held) / (len(held) + 20))
            for passage, title, held in self._known
            if view.admits(passage)
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.passage_id))
        return Found(hits=tuple(hits[:limit]))


class Records:
    """Keeps what was recorded."""

    def __init__(self):
        self.kept = []

    def append(self, question, outcome):
        self.kept.append((question, outcome))
        return f"r{len(self.kept)}"


def checker_over(ledger, records=None):
    gate = RuleGate()
    return Checker(
        Sources(
            ledger,
            PairRetriever(ledger),
            EstimatedCounter(),
            dictates=lambda sentence: gate.dictates(sentence) is not None,
        ),
        Citing(ledger),
        gate,
        records or Records(),
        version=lambda _: "pairs",
    )


@pytest.fixture(scope="session")
def library():
    ledger = MemoryLedger()
    ledger.add(list(starter_library()))
    return ledger


@pytest.fixture
def records():
    return Records()


@pytest.fixture
def check(library, records):
    """Check a text against the starter library."""
    checker = checker_over(library, records)

    def checked(text, *, asker=DOCTOR, as_of=None):
        return checker.check(CheckRequest(id="c1", text=text, asker=asker, as_of=as_of))

    return checked
