"""What a clause speaks of: its kind, its subject, its polarity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from assistant.drafting import placing_signs as sign
from assistant.drafting.answering import Uttered, says_nothing
from assistant.drafting.asking import about
from assistant.drafting.clauses import Clause, clauses_of, is_filler
from assistant.drafting.finding import Finding, Kind, Subject
from assistant.drafting.learned.channel import Firmness, Heard, Reading
from assistant.drafting.lexicon import clinical, denied, latin, speaks_of
from assistant.drafting.record import Dropped, Talk
from assistant.drafting.staff import Setting, closing_kind, is_signed, staff_kind
from assistant.drafting.staff_signs import by_sign
from assistant.drafting.whose import other_parent, patient_of

_READ_OUT = 40
_SOON = 24
_SHORTEST = 4
_TOLD: Final = ("unknown", "wish", "function", "relative", "other_person")
_QUESTION_KINDS: Final = (
    ("allergy", Kind.ALLERGY),
    ("reproductive", Kind.REPRODUCTIVE),
    ("habit", Kind.PERSONAL),
)


def _nothing(_text: str) -> bool:
    return False


@dataclass(slots=True)
class Placer:
    """Gives every clause its kind; `cued` says whether a dictated clause names a section of the record.

    `reading` is asked where a clause's own words do not settle it; without one the rules stand alone.
    """

    talk: Talk
    cued: Callable[[str], bool] = _nothing
    reading: Reading | None = None
    stands_for: str | None = None
    _asking: frozenset[tuple[int, int]] = frozenset()
    _introductions: frozenset[tuple[int, int]] = frozenset()
    _of_others: frozenset[int] = frozenset()
    _dictated: bool = False
    _last_asked: int = -1

    def __post_init__(self) -> None:
        """Find out whom somebody else's words are about."""
        self.stands_for = patient_of(self.talk)

    def place(self, uttered: Sequence[Uttered]) -> list[Finding]:
        """Place every clause that a record holds; what is no more than talk is left out."""
        clauses = clauses_of(self.talk.turns)
        asking = [one for one in clauses if one.asks]
        self._asking = frozenset((one.turn, one.said.start) for one in asking)
        by_staff = sum(turn.speaker in {"doctor", "nurse"} for turn in self.talk.turns)
        asked = any(one.speaker in {"doctor", "nurse"} for one in asking)
        answered = asked and any(self._speaks_lay(one.turn + 1) for one in asking if _by_staff(one))
        self._dictated = not answered and by_staff > len(self.talk.turns) - by_staff
        told = len(self.talk.turns) if not asked or self._dictated else -1
        last_asked = max((one.turn for one in asking if _by_staff(one)), default=told)
        self._last_asked = told if self._dictated else last_asked
        self._of_others = frozenset(one.turn for one in asking if self._names_another(one.text))
        self._introductions = frozenset(
            (one.turn, one.sentence) for one in clauses if sign.SEX.match(one.text)
        )
        findings: list[Finding] = []
        before = ""
        for number, one in enumerate(uttered):
            last = findings[-1] if findings else None
            here = (one.clause.turn, one.clause.sentence)
            near = last if last is not None and (last.turn, last.sentence) == here else None
            finding = self._placed(one, near, self._setting(uttered, number, last), before)
            if finding is not None:
                findings.append(finding)
                before = one.clause.text
        return findings

    def _speaks_lay(self, turn: int) -> bool:
        return turn < len(self.talk.turns) and self.talk.turns[turn].speaker not in {"doctor", "nurse"}

    def _setting(self, uttered: Sequence[Uttered], number: int, last: Finding | None) -> Setting:
        """Look at what stands around a clause of staff."""
        one = uttered[number]
        here = (one.clause.turn, one.clause.sentence)
        behind = takewhile(
            lambda other: (other.clause.turn, other.clause.sentence) == here, uttered[number + 1 :]
        )
        return Setting(
            ahead=tuple(behind),
            before=last if last is not None and last.turn == one.clause.turn else None,
            last=last,
            asks_on=any((one.clause.turn, one.clause.said.end + gap) in self._asking for gap in range(_SOON)),
            introduced=(one.clause.turn, one.clause.sentence) in self._introductions,
            dictated=self._dictated,
            of_other=one.clause.turn in self._of_others,
        )

    def _placed(self, one: Uttered, near: Finding | None, setting: Setting, before: str) -> Finding | None:
        subject = self._subject(one, near)
        left_alone = near is not None and sign.NOT_TAKEN.match(one.text)
        if near is not None and left_alone:
            subject = near.subject
        kind = near.kind if near is not None and left_alone else self._by_rules(one, near, setting, subject)
        if kind is None:
            return None
        if self.reading is not None and not left_alone:
            kind = self.reading.settled(self._heard(one, near, setting, subject, kind, before))
        no = one.answered == "no" or (one.answered is None and denied(one.text))
        return Finding(
            kind=kind,
            polarity="unknown" if one.answered == "unknown" else "denied" if no else "present",
            subject=subject,
            pieces=one.pieces,
            turn=one.clause.turn,
            sentence=one.clause.sentence,
            backing=one.backing,
        )

    def _by_rules(
        self, one: Uttered, near: Finding | None, setting: Setting, subject: Subject
    ) -> Kind | None:
        if one.clause.speaker not in {"doctor", "nurse"}:
            return _lay_kind(one, subject, near)
        kind = staff_kind(one, near, setting)
        if kind is None and self.cued(one.text):
            return Kind.GENERAL
        if kind is None and one.clause.turn > self._last_asked:
            return closing_kind(one, setting)
        if kind is None and self._dictated and not speaks_of("chat", one.text):
            # Nobody but staff speaks: what is dictated belongs into the record, wherever it goes on.
            goes_on = setting.before or (
                setting.last if setting.last and setting.last.kind is Kind.PLAN else None
            )
            return goes_on.kind if goes_on is not None else Kind.COURSE
        return kind

    def _heard(
        self,
        one: Uttered,
        near: Finding | None,
        setting: Setting,
        subject: Subject,
        kind: Kind,
        before: str,
    ) -> Heard:
        return Heard(
            turn=one.clause.turn,
            start=one.clause.said.start,
            speaker=one.clause.speaker,
            text=one.text,
            questions=tuple(asked.text for asked in one.asked_of),
            before=before,
            near=near.kind if near is not None else None,
            turn_before=setting.before.kind if setting.before is not None else None,
            last=setting.last.kind if setting.last is not None else None,
            subject=subject,
            answered=one.answered,
            dictated=self._dictated,
            kind=kind,
            firm=_firmness(one, setting, subject, kind, near),
        )

    def _names_another(self, text: str) -> bool:
        rest = text.replace(self.stands_for, "") if self.stands_for else text
        return speaks_of("relative", rest) or speaks_of("other_person", rest)

    def _subject(self, one: Uttered, near: Finding | None) -> Subject:
        text = one.text.replace(self.stands_for, "") if self.stands_for else one.text
        text = sign.GAVE_BIRTH.sub("", sign.VOCATIVE.sub("", text))
        if self.stands_for and other_parent(self.stands_for, one):
            return "other"
        if speaks_of("relative", text):
            return "family"
        if speaks_of("other_person", text):
            return "other"
        if one.clause.speaker == "doctor":
            return "patient"
        if one.answered is not None and any(sign.BLOOD_ASKED.search(asked.text) for asked in one.asked_of):
            return "family"
        set_apart = not sign.MYSELF.search(one.text) or says_nothing(one.text)
        goes_on = near is not None and near.subject != "patient" and set_apart
        return near.subject if near is not None and goes_on else "patient"


def _says_little(text: str) -> bool:
    return latin(text) and len(text) < _SHORTEST and not sign.VALUE.search(text)


def names_apart(uttered: Sequence[Uttered], *, kept: bool) -> tuple[list[Uttered], list[Dropped]]:
    """Set aside what only tells the patient's name: it stands in the head of a record, not in its text.

    `kept` says that the form has a place for it.
    """
    if kept:
        return list(uttered), []
    names = [one for one in uttered if _only_names(one.clause) and not clinical(one.clause.text)]
    why = "a name stands in the head of the record"
    return (
        [one for one in uttered if one not in names],
        [Dropped(one.clause.text, f"turn {one.clause.turn}: {why}") for one in names],
    )


def _by_staff(clause: Clause) -> bool:
    return clause.speaker in {"doctor", "nurse"}


def _only_names(clause: Clause) -> bool:
    """Say whether a clause tells a name; staff who leave out whose call somebody instead."""
    return bool(sign.NAME.match(clause.text)) and not (_by_staff(clause) and clause.text.startswith("叫"))


def _worth_writing(one: Uttered, near: Finding | None) -> bool:
    """Tell what belongs into a record from greetings, thanks and talk about the weather."""
    text = one.text
    if sign.ASIDE.fullmatch(one.clause.text):
        return False
    if one.answered is not None or len(one.pieces) > 1:
        return True
    if sign.INTRODUCED.search(text) or is_filler(text) or _says_little(text):
        return False
    if says_nothing(text):
        # `我儿子发烧，我没有`: what sets the patient apart from the one who was just spoken of.
        return near is not None and near.subject != "patient"
    if speaks_of("chat", text) and not any(
        speaks_of(group, text) for group in ("symptom", "disease", "drug", "body")
    ):
        return False
    heard = bool(one.asked_of) or near is not None or clinical(text) or bool(sign.VALUE.search(text))
    heard = heard or bool(sign.TIMED.search(text))
    return heard or any(speaks_of(group, text) for group in _TOLD)


def _lay_kind(one: Uttered, subject: Subject, near: Finding | None) -> Kind | None:
    """Give the kind of what a patient or relative says: by its own words, its sentence, or the question."""
    if not _worth_writing(one, near):
        return None
    if subject == "family":
        return _kin_kind(one)
    if subject == "other":
        return Kind.REPRODUCTIVE if _asked_like(one, sign.CHILDREN_ASKED) else Kind.EXPOSURE
    going_on = (
        near.kind
        if near is not None and near.subject == "patient" and near.kind is not Kind.GENERAL
        else None
    )
    if going_on is Kind.RESULT and sign.ON_TREATMENT.search(one.text):
        going_on = None
    return _own_kind(one, near) or going_on or _asked_kind(one) or Kind.PRESENT


def _kin_kind(one: Uttered) -> Kind:
    """Tell an inherited disease from what somebody around the patient has now."""
    asked = about(one.asked_of, "allergy") or any(
        sign.BLOOD_ASKED.search(asked.text)
        and (
            speaks_of("disease", asked.text)
            or sign.INHERITED.search(asked.text)
            or not speaks_of("symptom", asked.text)
        )
        for asked in one.asked_of
    )
    if _tells_of_children(one):
        return Kind.REPRODUCTIVE
    if _asked_like(one, sign.CONTACT_ASKED):
        return Kind.EXPOSURE
    asked = asked or (about(one.asked_of, "disease") and bool(sign.HAS_IT_TOO.fullmatch(one.clause.text)))
    inherited = asked or speaks_of("disease", one.text) or sign.INHERITED.search(one.text)
    return Kind.FAMILY if inherited else Kind.EXPOSURE


def _tells_of_children(one: Uttered) -> bool:
    asked = any(sign.CHILDREN_ASKED.search(asked.text) for asked in one.asked_of)
    return asked and bool(sign.OFFSPRING.search(one.text)) and not speaks_of("disease", one.text)


def _firmness(one: Uttered, setting: Setting, subject: Subject, kind: Kind, near: Finding | None) -> Firmness:
    """Say whether its own words, or for a patient the question, named the kind of a clause."""
    if speaks_of("allergy", one.text):
        return "signed"
    if one.clause.speaker in {"doctor", "nurse"}:
        presented = setting.introduced and kind is Kind.GENERAL
        if presented or is_signed(one, near):
            return "signed"
        return "likely" if kind is Kind.PLAN or by_sign(one, near) else "open"
    if subject == "patient":
        return "signed" if kind in {_own_kind(one, near), _asked_kind(one)} else "open"
    if kind is Kind.FAMILY and (speaks_of("disease", one.text) or sign.ONCE_HAD.search(one.text)):
        return "signed"
    of_blood = _asked_like(one, sign.BLOOD_ASKED) and not _asked_like(one, sign.CONTACT_ASKED)
    return "signed" if kind is Kind.EXPOSURE and not of_blood else "open"


def _own_kind(one: Uttered, near: Finding | None) -> Kind | None:
    """Give the kind that a lay clause names by its own words."""
    text = one.text
    if speaks_of("allergy", text):
        return Kind.ALLERGY
    if speaks_of("habit", text) and not (sign.AS_IT_BEGAN.search(text) and not about(one.asked_of, "habit")):
        return Kind.PERSONAL
    own = text if one.answered is not None else one.clause.text
    married = speaks_of("reproductive", own) and about(one.asked_of, "reproductive")
    if married or _tells_of_children(one):
        asked_menses = _asked_like(one, sign.MENSES) and not _asked_like(one, sign.CHILDREN_ASKED)
        named = sign.MENSES.search(text) or (asked_menses and not sign.FAMILY_FOUNDED.search(text))
        return Kind.MENSTRUAL if named else Kind.REPRODUCTIVE
    if speaks_of("surgery", text):
        opens = about(one.asked_of, "opening") and not _asked_like(one, sign.FORMERLY)
        first = opens and not about(one.asked_of, "surgery")
        return Kind.PRESENT if first or speaks_of("wish", text) else Kind.PAST
    told_first = about(one.asked_of, "opening") and (
        near is None or near.kind in {Kind.GENERAL, Kind.PRESENT}
    )
    goes_on = near is not None and near.kind in {Kind.PRESENT, Kind.RESULT} and sign.SAID_OF_IT.match(text)
    before = _asked_like(one, sign.FORMERLY) and sign.JUST_BEFORE.search(one.clause.text)
    elsewhere = _asked_like(one, sign.SEEN_ELSEWHERE) and not speaks_of("past", text)
    if (
        goes_on
        or before
        or elsewhere
        or (told_first and not (sign.LASTING.search(text) or speaks_of("past", text)))
    ):
        return None
    formerly = speaks_of("past", text) and (
        speaks_of("drug", text) or (near is None and not speaks_of("symptom", text))
    )
    return Kind.PAST if formerly or speaks_of("disease", text) else None


def _asked_kind(one: Uttered) -> Kind | None:
    """Give the kind that the question asked for."""
    opens = any(asked.opening for asked in one.asked_of) and not _asked_like(one, sign.LONG_AGO_ASKED)
    if not one.asked_of or opens:
        return None
    if _asked_like(one, sign.RESULT_ASKED):
        return Kind.RESULT if len(one.text) < _READ_OUT and not sign.ON_TREATMENT.search(one.text) else None
    measured = about(one.asked_of, "vital") or about(one.asked_of, "result")
    if measured and not about(one.asked_of, "disease"):
        return None
    if _asked_like(one, sign.MENSES) and not speaks_of("symptom", one.text):
        return Kind.MENSTRUAL
    kind = next((kind for group, kind in _QUESTION_KINDS if about(one.asked_of, group)), None)
    if kind is None and _asked_like(one, sign.LIVED_ASKED):
        kind = Kind.PERSONAL
    once = _asked_like(one, sign.FORMERLY) and speaks_of("past", one.text)
    hurt = about(one.asked_of, "surgery") and sign.ONCE.search(one.clause.text)
    formerly = (once or hurt) and not sign.JUST_BEFORE.search(one.clause.text)
    if _asked_like(one, sign.AGE_ASKED) and sign.TELLS_AGE.search(one.text):
        kind = Kind.GENERAL
    if kind is None and speaks_of("symptom", one.text):
        return Kind.PAST if formerly else None
    return kind or _asked_of_the_past(one)


def _asked_like(one: Uttered, asking: re.Pattern[str]) -> bool:
    return any(asking.search(asked.text) for asked in one.asked_of)


def _asked_of_the_past(one: Uttered) -> Kind | None:
    if _asked_like(one, sign.AGE_ASKED) or _asked_like(one, sign.HOME_ASKED):
        return Kind.GENERAL
    medicines = any(
        sign.MEDICINES_ASKED.search(asked.text) and not sign.TAKEN_FOR_THIS.search(asked.text)
        for asked in one.asked_of
    )
    asked_past = about(one.asked_of, "disease") or about(one.asked_of, "surgery")
    asked_past = asked_past or _asked_like(one, sign.LONG_AGO_ASKED)
    if medicines and sign.JUST_BEFORE.search(one.text):
        return Kind.PRESENT
    return Kind.PAST if medicines or asked_past else None
