"""Checks: one case against what came back, deterministic, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from evals.case import Case
from evals.demands import (
    Before,
    Cites,
    Corrects,
    Declines,
    Demand,
    Escalates,
    Finds,
    Founded,
    HasOutcome,
    HasVerdict,
    IsBlocked,
    Omits,
    OriginShare,
    Quotes,
    Says,
    SaysAny,
    Source,
    name_of,
)
from evals.folding import comparable, holds, overlaps, stands_under
from evals.outcome import Answer, Cited, Judged


@dataclass(frozen=True, slots=True)
class Verdict:
    """`passed is None`: could not be scored; reported apart, never a fail."""

    check: str
    passed: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where the gold passage stood among the hits, from 1; None when it was not among them."""

    gold: int | None


@dataclass(frozen=True, slots=True)
class Wrote:
    """What the examined draft says without ground, of so many sentences."""

    unfounded: tuple[str, ...]
    sentences: int


Reply = Answer | Judged | Ranks | Wrote


def judge(case: Case, reply: Reply | str) -> tuple[Verdict, ...]:
    """Judge every check of a case; a reply that could not be had or read leaves them unscored."""
    if isinstance(reply, str):
        return tuple(Verdict(name_of(check), None, reply) for check in case.checks)
    return tuple(_judged(check, reply) for check in case.checks)


def _judged(check: Demand, reply: Reply) -> Verdict:
    found: tuple[bool | None, str]
    match check, reply:
        case HasVerdict(verdict=wanted), Judged(verdict=given):
            found = (given == "supported") is (wanted == "supported"), f"found {given}, is {wanted}"
        case Finds(finds=most), Ranks(gold=rank):
            found = rank is not None and rank <= most, f"gold passage at rank {rank}"
        case Founded(), Wrote(unfounded=faults, sentences=n):
            found = not faults, f"{len(faults)} of {n} sentences without ground: {', '.join(faults)}"
        case ((Cites() | Quotes()), Answer()):
            found = _of_citations(check, reply)
        case ((Says() | SaysAny() | Omits() | Before() | OriginShare()), Answer()):
            found = _of_text(check, reply)
        case ((Declines() | Corrects() | Escalates() | IsBlocked() | HasOutcome()), Answer()):
            found = _of_decision(check, reply)
        case _:
            found = None, "this check is for another task"
    return Verdict(name_of(check), *found)


def _of_citations(check: Cites | Quotes, answer: Answer) -> tuple[bool, str]:
    match check:
        case Cites(cites=source):
            passed = any(fits(cited, source) for cited in answer.citations)
            return passed, f"cited {sorted({one.document_id for one in answer.citations})}"
        case Quotes(quote=fragment):
            passed = any(holds(cited.quote, fragment) for cited in answer.citations)
            return (
                passed,
                f"{'a' if passed else 'no'} quotation of {len(answer.citations)} holds {fragment!r}",
            )
        case _:
            assert_never(check)


def _of_decision(
    check: Declines | Corrects | Escalates | IsBlocked | HasOutcome, answer: Answer
) -> tuple[bool, str]:
    why = f"outcome is {answer.outcome}"
    match check:
        case Declines(declines=wanted):
            passed = (answer.outcome != "answered") is wanted
        case Escalates(escalates=wanted):
            passed = (answer.outcome == "emergency") is wanted
        case IsBlocked(blocked=wanted):
            passed = (answer.outcome == "blocked") is wanted
        case HasOutcome(outcome=names):
            passed = answer.outcome in names
        case Corrects(corrects=source):
            corrected = any(fits(cited, source) for cited in answer.citations)
            passed = answer.outcome != "answered" or corrected
            why += f", {'cites' if corrected else 'does not cite'} the passage"
        case _:
            assert_never(check)
    return passed, why


def _of_text(check: Says | SaysAny | Omits | Before | OriginShare, answer: Answer) -> tuple[bool | None, str]:
    match check:
        case Says(says=wanted):
            missing = [one for one in wanted if not holds(answer.shown, one)]
            return not missing, f"shown text lacks {missing}"
        case SaysAny(says_any=wanted):
            passed = any(holds(answer.shown, one) for one in wanted)
            return passed, f"shown text holds {'one' if passed else 'none'} of {list(wanted)}"
        case Omits(omits=unwanted, unless_quoted=lenient):
            told = _told(answer, own_words_only=lenient)
            found = [one for one in unwanted if holds(told, one)]
            return not found, f"shown sentences hold {found}"
        case Before(before=wanted):
            places = [comparable(answer.shown).find(comparable(one)) for one in wanted]
            return -1 not in places and places == sorted(set(places)), f"places {places}"
        case OriginShare(origin_share=least):
            return _origin_share(answer, least)
        case _:
            assert_never(check)


def _origin_share(answer: Answer, least: float) -> tuple[bool | None, str]:
    sentences = answer.sentences
    if not sentences:
        return None, "no sentence shown"
    written = sum(claim.origin == "model" for claim in sentences)
    return written / len(sentences) >= least, f"{written} of {len(sentences)} sentences are the model's"


def fits(cited: Cited, source: Source) -> bool:
    """Say whether one citation fits all that a source names; a document's family counts as the document."""
    return (
        (source.document is None or _belongs(cited.document_id, source.document))
        and (
            source.edition is None
            or cited.edition_id in (source.edition, f"{source.document}@{source.edition}")
        )
        and (source.quote is None or _quotes(cited, source.quote))
    )


def _quotes(cited: Cited, quote: str) -> bool:
    return overlaps(cited.quote, quote) or stands_under(quote, cited.section or "")


def _belongs(document_id: str, wanted: str) -> bool:
    return document_id == wanted or document_id.startswith(f"{wanted}-")


def _told(answer: Answer, *, own_words_only: bool) -> str:
    """Give what was shown without our fixed text, and without verbatim sentences if they do not count."""
    text = answer.text
    silent = ("template", "verbatim") if own_words_only else ("template",)
    for claim in answer.claims:
        if claim.origin in silent:
            text = text.replace(claim.text, " ")
    return "\n".join((text, *(claim.text for claim in answer.claims if claim.origin not in silent)))
