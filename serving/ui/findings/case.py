"""One case as HTML: the other system's steps to judge, the words for the call, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Final, get_args

from assistant.findings import Case, Standing
from assistant.findings.finding import Contact, Earlier, Finding, Review
from assistant.findings.script import Spoken
from assistant.findings.states import TABLE, WITHHELD, Call, Decision
from serving.ui.findings.frame import FINDINGS, due_html, standing_html
from serving.ui.labels import both
from serving.ui.safety.frame import choice_html, field_html, form_html, moment, part_html

_DECISIONS: Final[tuple[str, ...]] = get_args(Decision)
_RESULTS: Final = ("confirmed", "ruled_out", "did_not_come", "postponed", "give_up", "reopen")
_CALLS: Final[tuple[str, ...]] = ("told", *(one for one in get_args(Call) if one != "told"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case for a viewer: a clerk is not shown what was found; only a doctor reviews and settles.

    `holds` says that the viewer has the review task; `script` are the words in both languages, once there
    is somebody to call. `given` is what a form said that could not be taken.
    """

    now: datetime
    case: Case
    names: Mapping[str, str]
    sees: bool
    doctor: bool
    calls: bool
    holds: bool
    script: Mapping[str, Sequence[Spoken]]
    given: Mapping[str, str] = field(default_factory=dict)


def case_html(view: CaseView) -> str:
    """Render one case."""
    case = view.case
    parts = [_head(view), _changed(view)]
    if view.sees:
        if case.standing is Standing.FLAGGED and view.doctor:
            body = _review(case, view.given) if view.holds else _take(case)
        else:
            body = _words(case.finding, case.review)
            if case.standing is Standing.RECONSIDER and view.doctor and not view.holds:
                body += _take_form(case)
        parts.append(part_html("finding_steps", body, hint="findings_ai"))
        parts.extend(map(_earlier, reversed(case.earlier)))
    if view.script and view.calls:
        parts.append(part_html("finding_script", _script(view.script), hint="finding_script_hint"))
    parts.extend(_forms(view))
    parts.append(part_html("finding_history", _history(view)))
    return "".join(parts)


def _head(view: CaseView) -> str:
    case, finding = view.case, view.case.finding
    phone = escape(case.phone) if case.phone else both("finding_no_phone")
    born = f" · {finding.subject.birth_date}" if finding.subject.birth_date else ""
    facts = [
        ("finding_patient", f"{escape(finding.subject.name)}{born}"),
        ("finding_phone", phone),
        ("finding_due", due_html(case, view.now)),
    ]
    if view.sees:
        system = escape(f"{finding.system or '–'} {finding.version or ''}".strip())
        facts += [
            ("finding_source", escape(finding.source)),
            ("finding_model", system),
            ("finding_examined_on", finding.examined_on.isoformat()),
        ]
    told = "".join(f"<dt>{both(key)}</dt><dd>{value}</dd>" for key, value in facts)
    left = f'<p class="yz-hint">{both("finding_left_out", finding.left_out)}</p>' if finding.left_out else ""
    return (
        f'<div class="yz-title"><h2>{escape(case.ticket)} {standing_html(case)}</h2></div>'
        f'<dl class="yz-facts-of">{told}</dl>{left if view.sees else ""}'
    )


def _changed(view: CaseView) -> str:
    """Say at the top what the source did to its finding since it posted it."""
    case, told = view.case, []
    if case.earlier:
        told.append(both("finding_corrected", f"{case.earlier[-1].until.astimezone():%Y-%m-%d %H:%M}"))
    if case.taken_back is not None:
        told.append(both("finding_taken_back_at", f"{case.taken_back.at.astimezone():%Y-%m-%d %H:%M}"))
        if view.sees and case.taken_back.reason:
            told.append(escape(case.taken_back.reason))
    lines = "".join(f"<p>{one}</p>" for one in told)
    return f'<section class="yz-panel yz-off-now" role="status">{lines}</section>' if lines else ""


def _earlier(one: Earlier) -> str:
    """Fold away what the source had said before, with what was made of it."""
    until = both("finding_until", f"{one.until.astimezone():%Y-%m-%d %H:%M}")
    return f"<details><summary>{until}</summary>{_words(one.finding, one.review)}</details>"


def _words(finding: Finding, review: Review | None) -> str:
    return f'<ol class="yz-stages">{"".join(_judged(finding, review))}</ol>{_by(review)}'


def _take(case: Case) -> str:
    return f"{_words(case.finding, None)}{_take_form(case)}"


def _take_form(case: Case) -> str:
    return form_html(f"{FINDINGS}/{case.ticket}/take", f"<p>{both('finding_take_first')}</p>", "finding_take")


def _stage(finding: Finding, number: int) -> str:
    stage = finding.stages[number - 1]
    place = both("finding_step", number)
    score = f" <small>{both('finding_score', stage.score)}</small>" if stage.score is not None else ""
    return f"<p>{place} · <b>{escape(stage.name)}</b>{score}</p><p>{escape(stage.text)}</p>"


def _review(case: Case, given: Mapping[str, str]) -> str:
    stages = "".join(
        f'<li class="yz-stage">{_stage(case.finding, number)}'
        f'<div class="yz-judged">{_verdict(number, given)}</div></li>'
        for number in range(1, len(case.finding.stages) + 1)
    )
    ways = (("", "any"), ("yes", "finding_recall_yes"), ("no", "finding_recall_no"))
    recall = choice_html("recall", "finding_decision", ways, given.get("recall", ""))
    body = (
        f'<ol class="yz-stages">{stages}</ol>{recall}'
        f"{field_html('note', 'finding_note', given.get('note', ''))}"
        f'<input type="hidden" name="version" value="{case.version}">'
    )
    return form_html(f"{FINDINGS}/{case.ticket}/review", body, "finding_sign")


def _verdict(number: int, given: Mapping[str, str]) -> str:
    options = (("", "any"), ("accepted", "verdict_accepted"), ("not_accepted", "verdict_not_accepted"))
    verdict, reason = f"verdict-{number}", f"reason-{number}"
    chosen = choice_html(verdict, "finding_decision", options, given.get(verdict, ""))
    return chosen + field_html(reason, "finding_reason", given.get(reason, ""))


def _judged(finding: Finding, review: Review | None) -> Iterable[str]:
    judged = {} if review is None else {one.stage: one for one in review.judged}
    for number in range(1, len(finding.stages) + 1):
        one = judged.get(number)
        look = "yz-grave-none" if one is not None and one.verdict == "accepted" else "yz-grave-moderate"
        verdict = f'<span class="yz-badge {look}">{both(f"verdict_{one.verdict}")}</span>' if one else ""
        why = f" {escape(one.reason)}" if one is not None and one.reason else ""
        yield f'<li class="yz-stage">{_stage(finding, number)}<p>{verdict}{why}</p></li>'


def _by(review: Review | None) -> str:
    if review is None:
        return ""
    decided = both("finding_recall_yes" if review.recall else "finding_recall_no")
    at = f"{review.at.astimezone():%Y-%m-%d %H:%M}"
    note = f" {escape(review.note)}" if review.note else ""
    return f"<p>{both('finding_reviewed', review.name, at)}: <b>{decided}</b>{note}</p>"


def _script(script: Mapping[str, Sequence[Spoken]]) -> str:
    return "".join(
        f'<ul class="yz-script yz-l" lang="{language}">'
        + "".join(
            f'<li class="yz-to-{one.to}"><small>{both(f"script_{one.to}")}</small> {escape(one.text)}</li>'
            for one in lines
        )
        + "</ul>"
        for language, lines in script.items()
    )


def _forms(view: CaseView) -> Iterable[str]:
    """Offer the steps that are possible from here, calls apart from what a doctor settles."""
    possible = {step for standing, step in TABLE if standing is view.case.standing}
    if view.calls and (calls := [one for one in _CALLS if one in possible]):
        yield part_html("finding_contact", _contact(view.case, calls, here="-call"))
    if view.doctor and view.holds and (ways := [one for one in _DECISIONS if one in possible]):
        yield part_html("finding_reconsider", _contact(view.case, ways, here="-decide"))
    if view.doctor and (results := [one for one in _RESULTS if one in possible]):
        yield part_html("finding_result", _contact(view.case, results, here="-result"))


def _contact(case: Case, steps: Sequence[str], *, here: str) -> str:
    options = [("", "any"), *((one, f"contact_{one}") for one in steps)]
    phone = field_html("phone", "finding_phone", here=here) if "new_number" in steps else ""
    body = (
        f"{choice_html('step', 'finding_standing', options, '', here=here)}"
        f'<div class="yz-field"><label for="yz-day{here}">{both("finding_day")}</label>'
        f'<input type="date" id="yz-day{here}" name="day"></div>{phone}'
        f"{field_html('note', 'finding_note', here=here)}"
        f'<input type="hidden" name="version" value="{case.version}">'
    )
    return form_html(f"{FINDINGS}/{case.ticket}/contact", body, "finding_keep")


def _history(view: CaseView) -> str:
    steps = "".join(f"<li>{_happened(view, one)}</li>" for one in view.case.contacts)
    first = f"<li>{moment(view.case.flagged_at)} {both('finding_flagged')}</li>"
    return f'<ol class="yz-acts">{first}{steps}</ol>'


def _happened(view: CaseView, one: Contact) -> str:
    """Tell a step; why a doctor accepted or not is no word for a clerk."""
    hidden = not view.sees and one.step in WITHHELD
    parts = [
        f"{moment(one.at)} {both(f'contact_{one.step}')}",
        escape(view.names.get(one.by, one.by)),
        "" if one.day is None else one.day.isoformat(),
        "" if hidden else escape(one.note),
    ]
    return " · ".join(filter(None, parts))
