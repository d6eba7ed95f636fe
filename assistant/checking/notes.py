"""The one line beside a verdict: which edition says what, in the statement's own language."""

from __future__ import annotations

from assistant.checking.judging import Finding
from assistant.checking.wording import words
from guidelines import Language, Status
from guidelines.citation import Citation

_LONGEST = 60


def note_for(
    finding: Finding, current: tuple[Citation, ...], retired: tuple[Citation, ...], language: Language
) -> str | None:
    """Write the note of a finding; None where the quotations speak for themselves."""
    match finding.verdict:
        case "supported" if finding.dispute is not None:
            other = finding.dispute
            return words(
                "conflict",
                language,
                edition=f"{current[-1].title}",
                stated=_short(other.stated),
                claimed=_short(other.claimed),
            )
        case "supported" if retired:
            return words("unchanged", language, old=_named(retired[0]), new=_named(current[0]))
        case "outdated":
            return _outdated(finding, current, retired[0], language)
        case "contradicted" if finding.dispute is not None:
            said = finding.dispute
            return words(
                "contradicted",
                language,
                claimed=_short(said.claimed),
                edition=_named(current[0]),
                stated=_short(said.stated),
            )
        case "not_found":
            return words("not_found", language)
        case _:
            return None


def _outdated(finding: Finding, current: tuple[Citation, ...], retired: Citation, language: Language) -> str:
    old = _named(retired)
    if retired.status is Status.WITHDRAWN:
        return words("withdrawn", language, old=old)
    if not current:
        return words("outdated_silent", language, old=old)
    if finding.dispute is None:
        return words("outdated", language, old=old, new=_named(current[0]))
    return words(
        "outdated_values",
        language,
        old=old,
        new=_named(current[0]),
        before=_short(finding.dispute.claimed),
        now=_short(finding.dispute.stated),
    )


def _named(citation: Citation) -> str:
    """Name an edition by its label, which for a digest often is only a year."""
    return citation.label or str(citation.year)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
