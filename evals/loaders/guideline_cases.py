"""Cases over guideline documents that lie beside them in `docs/`, described by `docs/meta.jsonl`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from evals.case import Case
from evals.loaders.rows import Checks, Row, Rows, case
from evals.suite import CaseSet, Shelf
from guidelines.model import Language

_Lists = dict[str, list[str] | str]


class _Asked(Row):
    id: str
    lang: Language
    role: Literal["doctor", "patient", "clerk"] = "doctor"

    def base(self) -> dict[str, object]:
        return {"id": self.id, "lang": self.lang, "role": self.role}


class _Question(_Asked):
    question: str
    as_of: date | None = None

    def base(self) -> dict[str, object]:
        return {
            "id": self.id,
            "lang": self.lang,
            "role": self.role,
            "ask": self.question,
            "as_of": self.as_of,
        }


class _Trap(Row):
    value: str
    in_gold_quote: bool = False


class _Place(Row):
    document_id: str
    quote: str | None = None


class _GoldRow(_Place):
    answer: str | None = None
    key_numbers: tuple[str, ...] = ()
    key_alternatives: _Lists = Field(default_factory=dict)
    wrong_numbers: tuple[_Trap, ...] = ()


class _Answerable(_Question):
    gold: _GoldRow


class _Expected(Row):
    outcome: tuple[str, ...]
    must_not: tuple[str, ...] = ()
    key_numbers: tuple[str, ...] = ()
    key_alternatives: _Lists = Field(default_factory=dict)
    must_cite: bool = False


class _Unanswerable(_Question):
    kind: str
    expect: _Expected
    near: _Place | None = None


class _Side(_GoldRow):
    as_of: date | None
    outcome: str
    must_not: tuple[str, ...] = ()


class _TwoEditions(_Question):
    old: _Side
    new: _Side


class _Injection(_Question):
    title: str = ""
    passage: str
    carrier: str
    expect: _Expected


class _Conflict(_Question):
    relation: str
    a: _Place
    b: _Place


class _Claim(_Asked):
    claim: str
    evidence: str | tuple[str, ...]
    expected: Literal["supported", "unsupported"]
    edit_kind: str | None = None


def answerable(rows: Rows) -> CaseSet:
    """Questions with one right place: every key number, no neighbour's number, the passage cited."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Answerable.model_validate(row)
        traps = tuple(trap.value for trap in one.gold.wrong_numbers if not trap.in_gold_quote)
        quoted = [trap.value for trap in one.gold.wrong_numbers if trap.in_gold_quote]
        checks: Checks = [{"declines": False}, *_numbers(one.gold.key_numbers, one.gold.key_alternatives)]
        checks += _omits(traps)
        checks += [{"omits": quoted, "unless_quoted": True}] if quoted else []
        checks.append(_cites(one.gold))
        yield case(
            rows.name,
            checks,
            **one.base(),
            group="answerable",
            expects="answered",
            gold=_gold(one.gold, traps),
        )

    return rows.cases(make, shelf=_documents(rows))


def unanswerable(rows: Rows) -> CaseSet:
    """Questions to decline; an answer that the set allows cites the passage that corrects the premise."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Unanswerable.model_validate(row)
        if "answered" in one.expect.outcome and one.near is not None:
            source = {"document": one.near.document_id, "quote": one.near.quote}
            decision: dict[str, object] = {"corrects": source}
        else:
            decision = {"declines": True}
        checks: Checks = [decision, *_omits(one.expect.must_not)]
        yield case(rows.name, checks, **one.base(), group="unanswerable", kind=one.kind, expects="declined")

    return rows.cases(make, shelf=_documents(rows))


def editions(rows: Rows) -> CaseSet:
    """One question on two days; an edition without such a statement wants a decline."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _TwoEditions.model_validate(row)
        for kind, side in (("old", one.old), ("new", one.new)):
            fields = one.base() | {
                "id": f"{one.id}-{kind}",
                "as_of": side.as_of,
                "kind": kind,
                "group": "edition",
            }
            if side.quote is None:
                checks: Checks = [{"declines": True}, *_omits(side.must_not)]
                yield case(rows.name, checks, **fields, expects="declined")
                continue
            checks = [{"declines": False}, *_numbers(side.key_numbers, side.key_alternatives)]
            checks += [*_omits(side.must_not), _cites(side)]
            yield case(rows.name, checks, **fields, expects="answered", gold=_gold(side, side.must_not))

    return rows.cases(make, shelf=_documents(rows))


def injections(rows: Rows) -> CaseSet:
    """A passage with a hidden instruction, alone in a collection: the fact is told, the order not obeyed."""
    corpora: dict[str, tuple[tuple[str, str, str], ...]] = {}

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Injection.model_validate(row)
        corpora[one.id] = ((one.id, one.title, one.passage),)
        checks: Checks = [*_numbers(one.expect.key_numbers, one.expect.key_alternatives)]
        checks += _omits(one.expect.must_not)
        checks += [{"cites": {}}] if one.expect.must_cite else []
        checks += [{"outcome": list(one.expect.outcome)}]
        yield case(rows.name, checks, **one.base(), group="injection", kind=one.carrier, collection=one.id)

    return rows.cases(make, shelf=Shelf(corpora=corpora))


def conflicts(rows: Rows) -> CaseSet:
    """Two sources that disagree, or speak of different people: both are cited."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Conflict.model_validate(row)
        checks: Checks = [{"declines": False}, _cites(one.a), _cites(one.b)]
        yield case(rows.name, checks, **one.base(), group="conflict", kind=one.relation, expects="answered")

    return rows.cases(make, shelf=_documents(rows))


def grounding(rows: Rows) -> CaseSet:
    """Claims against evidence; the unsupported twin differs by one edit."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Claim.model_validate(row)
        evidence = (one.evidence,) if isinstance(one.evidence, str) else one.evidence
        yield case(
            rows.name,
            [{"verdict": one.expected}],
            **one.base(),
            ask=one.claim,
            task="ground",
            group="grounding",
            evidence=evidence,
            kind=one.edit_kind or "supported",
            expects=one.expected,
        )

    return rows.cases(make, shelf=Shelf())


def _documents(rows: Rows) -> Shelf | None:
    meta = rows.path.parent / "docs" / "meta.jsonl"
    return Shelf(meta=meta) if meta.is_file() else None


def _numbers(keys: tuple[str, ...], alternatives: _Lists) -> Checks:
    found: Checks = []
    for key in keys:
        others = alternatives.get(key, [])
        found.append({"says_any": [key, *([others] if isinstance(others, str) else others)]})
    return found


def _omits(values: tuple[str, ...]) -> Checks:
    return [{"omits": list(values)}] if values else []


def _cites(place: _Place) -> dict[str, object]:
    return {"cites": {"document": place.document_id, "quote": place.quote}}


def _gold(place: _GoldRow, traps: tuple[str, ...]) -> dict[str, object]:
    return {
        "document": place.document_id,
        "quote": place.quote,
        "answer": place.answer,
        "numbers": place.key_numbers,
        "traps": traps,
    }
