"""Made-up questions and outcomes of every kind, for tests of what carries them."""

from datetime import date

from assistant.exchange import (
    NOT_MEASURED,
    Answered,
    Asker,
    Blocked,
    Claim,
    Deferred,
    Dropped,
    Emergency,
    Question,
    Role,
    Trace,
    Turn,
)
from guidelines.citation import cite
from guidelines.ledger import Standing
from guidelines.model import Status
from tests.fakes.editions import content

TRACE = Trace(
    versions={"model": "scripted", "prompt": "answer.zh@1", "index": "i1", "policy": "p1"},
    signals={"margin": 0.5, "hits": 3, "conflict": False, "age": NOT_MEASURED, "one": 1, "ja": True},
    timings_ms={"gate": 0.2, "total": 12.0},
    notes=("注意",),
    dropped=(Dropped("a sentence that stayed inside", "number"),),
    risk=0.25,
)


def asked(text="what does the example say?", *, person="p-1", role=Role.DOCTOR):
    asker = Asker(role=role, person=person, groups=frozenset({"all", "staff"}), department="心内科")
    return Question(
        id="q1",
        text=text,
        asker=asker,
        language="zh",
        as_of=date(2024, 2, 29),
        history=(Turn("patient", "before"),),
    )


def claim():
    held = content("ht-2020")
    passage = held.passages[1]
    citation = cite(
        held.edition, held.text, passage, start=0, end=6, standing=Standing(status=Status.CURRENT)
    )
    return Claim(text="a shown sentence", origin="repaired", citations=(citation,))


def answered(**fields):
    return Answered(**{"mode": "model", "claims": (claim(),), "trace": TRACE, "effect": "flag"} | fields)


OUTCOMES = {
    "answered": answered(),
    "answered-plain": answered(effect=None, claims=()),
    "deferred": Deferred(claims=(), reason="no evidence", effect="hard", trace=TRACE),
    "blocked": Blocked(claims=(), reason="never", rules=("r1", "r2"), trace=TRACE),
    "emergency": Emergency(claims=(), reason="now", rules=("r3",), urgency="E120", trace=TRACE),
}
