"""The cards that cannot be missed: 120, the emergency department, three kinds of crisis (domain §3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.ports import GateVerdict
from assistant.triage import Direction
from guidelines import Language
from serving.ui.patient.frame import message, paragraph
from serving.ui.patient.words import both, said, script_in, spoken

Kind = Literal["E120", "ED", "self_harm", "harm", "violence"]
_CRISES: Final[tuple[tuple[Kind, frozenset[str]], ...]] = (
    ("self_harm", frozenset({"RF100", "RF101"})),
    ("violence", frozenset({"SG-VIOLENCE"})),
    ("harm", frozenset({"RF102"})),
)
CRISES: Final = frozenset(kind for kind, _ in _CRISES)
_LINES: Final[dict[Kind, tuple[str, ...]]] = {
    "self_harm": ("120", "110", "12356"),
    "harm": ("120", "110"),
    "violence": ("110", "120", "12338"),
}
_TEXTS: Final[dict[Kind, tuple[str, ...]]] = {
    "E120": ("level_E120", "card_E120"),
    "ED": ("level_ED", "card_ED"),
    "self_harm": ("crisis_title", "crisis_text", "crisis_harm"),
    "harm": ("harm_title", "harm_text"),
    "violence": ("violence_title", "violence_text", "violence_leave"),
}
_RANK: Final[tuple[Kind, ...]] = ("self_harm", "harm", "violence", "E120", "ED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What must be said before anything else, and on which rules and words it stands.

    A plain thought of suicide is below 120 by its rule and an alarm all the same (REG-17).
    """

    kind: Kind
    level: str
    rules: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    first_aid: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    """The hospital's own numbers."""

    @property
    def crisis(self) -> bool:
        """Whether the conversation stays open so that the person is not left alone."""
        return self.kind in CRISES

    def told(self, language: Language) -> tuple[str, ...]:
        """Give the card's words as they go into the record."""
        script = script_in(language)
        return (*(spoken(key, script) for key in _TEXTS[self.kind]), *self.first_aid, *self.offers)

    def adds_to(self, standing: str | None) -> bool:
        """Say whether the card is more than the one that stands already."""
        if standing not in _RANK:
            return True
        return standing != self.kind and (standing == "ED" or self.crisis)


def alarm_of(verdict: GateVerdict, direction: Direction | None) -> Alarm | None:
    """Read the gate's verdict and the interview's direction; either raises the alarm, neither lowers it."""
    flags = [one for one in verdict.rules if one.kind == "red_flag"]
    rules = dict.fromkeys(one.id for one in flags)
    levels = [verdict.urgency] if verdict.verdict == "emergency" and verdict.urgency else []
    evidence: tuple[str, ...] = ()
    aid: tuple[str, ...] = ()
    if direction is not None:
        rules |= dict.fromkeys(one.id for one in direction.red_flags)
        levels += [direction.urgency] if direction.urgency in {"E120", "ED"} else []
        evidence = tuple(dict.fromkeys(one.evidence for one in direction.red_flags if one.evidence))
        aid = tuple(one.text for one in direction.advice if one.id in rules)
    crisis = next((kind for kind, ids in _CRISES if ids & rules.keys()), None)
    if crisis is None and not levels:
        return None
    level = "E120" if "E120" in levels else levels[0] if levels else "C24"
    return Alarm(
        kind=crisis or ("E120" if level == "E120" else "ED"),
        level=level,
        rules=tuple(rules) or ("triage",),
        evidence=evidence,
        first_aid=() if crisis else aid,
        bring=() if direction is None else tuple(one.text for one in direction.advice if one.id == "bring"),
        departments=() if direction is None else direction.departments,
        offers=verdict.offers if flags else (),
    )


def alarm_html(alarm: Alarm, language: Language, *, departments: str = "", extra: Iterable[str] = ()) -> str:
    """Render the card; `extra` are messages that stand at its end, e.g. the ticket."""
    title, *texts = _TEXTS[alarm.kind]
    body = (
        f'<h3 class="yp-alarm-title">{both(title)}</h3>'
        f"{''.join(paragraph(key) for key in texts)}{_calls(alarm)}{_first_aid(alarm.offers, language)}"
        f"{_first_aid(alarm.first_aid, language)}{_going(alarm, language, departments)}{_say_120(alarm)}"
        f"{_because(alarm, language)}{''.join(extra)}"
    )
    look = "calm" if alarm.kind in {"self_harm", "violence"} else "red"
    return message(body, kind=f"yp-card yp-alarm yp-alarm-{look} yp-is-{alarm.kind}")


def reminder_html(alarm: Alarm, *, told: bool = False) -> str:
    """Render what is said when the same card stands already; `told`: a person has these words, too."""
    if not alarm.crisis:
        words, look = "after_urgent", ""
    else:
        words, look = "after_crisis" if told else "after_crisis_alone", " yp-alarm-calm"
    return message(f"{paragraph(words)}{_calls(alarm)}", kind=f"yp-card yp-alarm-again{look}", acts=False)


def _calls(alarm: Alarm) -> str:
    """Give the numbers as large buttons, the most urgent first."""
    numbers: Sequence[str] = _LINES.get(alarm.kind, ("120",))
    buttons = "".join(
        f'<a class="yp-call{" yp-call-first" if place == 0 else ""}" href="tel:{number}">'
        f"<strong>{number}</strong><span>{both(f'line_{number}')}</span></a>"
        for place, number in enumerate(numbers)
    )
    return f'<div class="yp-calls">{buttons}</div>'


def _first_aid(texts: Sequence[str], language: Language) -> str:
    return "".join(f'<p class="yp-aid">{said(one, language)}</p>' for one in texts)


def _say_120(alarm: Alarm) -> str:
    if alarm.kind != "E120":
        return ""
    from_rules = both("say_120_text")
    return f'<p class="yp-say120"><strong>{both("say_120")}</strong>{from_rules}</p>'


def _going(alarm: Alarm, language: Language, departments: str) -> str:
    """Say where to go and what to bring; whom an ambulance fetches need not read that."""
    if alarm.kind != "ED":
        return ""
    items = "".join(f"<li>{said(one, language)}</li>" for one in alarm.bring)
    bring = f'<section class="yp-part"><h4>{both("bring")}</h4><ul>{items}</ul></section>' if items else ""
    return f"{departments}{bring}"


def _because(alarm: Alarm, language: Language) -> str:
    """Quote the words that raised the alarm; a crisis is not held up to the person."""
    if alarm.crisis or not alarm.evidence:
        return ""
    whole = [
        one for one in alarm.evidence if not any(one != other and one in other for other in alarm.evidence)
    ]
    quoted = "、".join(f"“{one}”" for one in whole[:3])
    return f'<p class="yp-because">{both("because")} {said(quoted, language)}</p>'
