"""Checks: one case against one answer, deterministic, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from evals.case import Case, Check, Cites, Declines, HasOutcome, Omits, OriginShare, Quotes, Says
from evals.folding import holds
from evals.outcome import Answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """`passed is None`: could not be scored; reported apart, never a fail."""

    check: str
    passed: bool | None
    why: str


def judge(case: Case, answer: Answer | str) -> tuple[Verdict, ...]:
    """Judge every check of a case; an answer that could not be had or read leaves them unscored."""
    if isinstance(answer, str):
        return tuple(Verdict(name_of(check), None, answer) for check in case.checks)
    return tuple(_judged(check, answer) for check in case.checks)


def name_of(check: Check) -> str:
    """Give the key that a check has in a suite."""
    return next(iter(type(check).model_fields))


def _judged(check: Check, answer: Answer) -> Verdict:
    match check:
        case Says(says=wanted):
            passed = any(holds(answer.shown, one) for one in wanted)
            why = f"shown text holds {'one' if passed else 'none'} of {list(wanted)}"
        case Omits(omits=unwanted):
            found = [one for one in unwanted if holds(answer.shown, one)]
            passed, why = not found, f"shown text holds {found}"
        case Cites(cites=wanted_document):
            cited = sorted({one.document_id for claim in answer.sentences for one in claim.citations})
            passed = any(_belongs(document, wanted_document) for document in cited)
            why = f"cited {cited}"
        case Quotes(quote=fragment):
            quotes = [one.quote for claim in answer.sentences for one in claim.citations]
            passed = any(holds(quote, fragment) for quote in quotes)
            why = f"{'a' if passed else 'no'} quotation of {len(quotes)} holds {fragment!r}"
        case Declines(declines=wanted_decline):
            passed = (answer.outcome != "answered") is wanted_decline
            why = f"outcome is {answer.outcome}"
        case HasOutcome(outcome=wanted_outcome):
            passed, why = answer.outcome == wanted_outcome, f"outcome is {answer.outcome}"
        case OriginShare(origin_share=least):
            return _origin_share(answer, least)
        case _:
            assert_never(check)
    return Verdict(name_of(check), passed, why)


def _origin_share(answer: Answer, least: float) -> Verdict:
    sentences = answer.sentences
    if not sentences:
        return Verdict("origin_share", None, "no sentence shown")
    written = sum(claim.origin == "model" for claim in sentences)
    why = f"{written} of {len(sentences)} sentences are the model's"
    return Verdict("origin_share", written / len(sentences) >= least, why)


def _belongs(document_id: str, wanted: str) -> bool:
    return document_id == wanted or document_id.startswith(f"{wanted}-")
