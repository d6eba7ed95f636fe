"""One printed line, judged: value, name, range, alert value, printed mark, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assistant.labs.alerts import Alert, alert_of
from assistant.labs.applying import Whom
from assistant.labs.folding import fold, key
from assistant.labs.interval import Interval
from assistant.labs.knowledge import Knowledge
from assistant.labs.meaning import Meant, meant_by, needs_unit, with_kind
from assistant.labs.measuring import Held, held_against, judge, plausible
from assistant.labs.names import Named, resolve
from assistant.labs.ranges import PrintedRange, Stretch, Words, read_range
from assistant.labs.report import Flag, Item, Language, Normalised, Reading
from assistant.labs.units import factor, readings
from assistant.labs.values import Amount, Finding, Mark, NoValue, marked, read_value
from assistant.labs.wording import note, say, spoken
from guidelines.model import Certainty

_NO_VALUE: Final = {"absent": "no_value", "spoiled": "spoiled", "words": "words"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Judges lines of one report."""

    known: Knowledge
    whom: Whom
    language: Language

    def read(self, item: Item) -> Reading:
        """Judge one line; whatever cannot be judged is unknown and says why."""
        value = read_value(item.value)
        name, unit = with_kind(item.name, item.unit)
        named = self._named(name, item)
        match value:
            case Amount():
                return self._amount(item, value, named, unit)
            case Finding():
                return self._finding(item, value, named)
            case NoValue(kind=kind):
                return self._unknown(item, _NO_VALUE[kind], named=named)

    def _named(self, name: str, item: Item) -> Named:
        named = resolve(name, self.known.names)
        if item.specimen is None or not named.tests:
            return named
        kept = tuple(test for test in named.tests if test.specimen == item.specimen)
        return Named(tests=kept, specimen=item.specimen)

    def _finding(self, item: Item, value: Finding, named: Named) -> Reading:
        printed = read_range(item.range)
        expected = isinstance(printed, Words) and printed.negative
        if value.kind != "negative" and key(item.name) in self.known.findings:
            return self._critical(item, "critical_high", say("critical_finding", self.language))
        if value.kind == "negative" and expected:
            return Reading(
                item=item,
                flag="normal",
                why=say("negative", self.language),
                code=_only(named),
                range=item.range,
                range_source="printed",
            )
        return self._unknown(item, "negative_alone" if value.kind == "negative" else value.kind, named=named)

    def _amount(self, item: Item, value: Amount, named: Named, unit: str) -> Reading:
        printed = read_range(item.range)
        settled = _unit(unit, value, printed)
        if settled is None:
            return self._unknown(item, "two_units", named=named)
        unit = settled
        if not unit and needs_unit(named):
            return self._unknown(
                item, "contradictory_name" if named.contradictory else "no_unit", named=named
            )
        meant = meant_by(named, unit, printed, self.known)
        if meant.fault == "contradictory_name":
            return self._unknown(item, meant.fault, named=named)
        held = held_against(printed, unit, meant, self.whom, self.known)
        return _Line(self, item, value, unit, meant, held).reading()

    def _critical(self, item: Item, flag: Flag, why: str) -> Reading:
        return Reading(item=item, flag=flag, why=why, note=note("critical", self.language))

    def _unknown(self, item: Item, sentence: str, *, named: Named) -> Reading:
        why = say(sentence, self.language)
        return Reading(item=item, flag="unknown", why=why, code=_only(named), unit=item.unit)


@dataclass(frozen=True, slots=True)
class _Line:
    """A number with everything that bears on it."""

    reader: Reader
    item: Item
    value: Amount
    unit: str
    meant: Meant
    held: Held

    def reading(self) -> Reading:
        """Say what the number means: alert value first, then mark, then range."""
        if self._implausible():
            return self._result("unknown", self._say("implausible", unit=self.unit))
        if not self._other_sample() and (alert := self._alert()):
            return self._alerted(alert)
        if self.held.off_scale and plausible(self._canonical(), self.meant, self.reader.known):
            return self._result("unknown", self._say("off_scale"))
        if self._mark() in {"critical", "critical_high", "critical_low"}:
            return self._marked_critical()
        return self._compared()

    def _compared(self) -> Reading:
        if self.held.fault is not None:
            return self._result("unknown", self._fault(self.held.fault))
        flag = judge(self.value.interval, self.held.stretches)
        if flag is None:
            return self._result("unknown", self._undecided())
        mark = self._mark()
        if mark is not None and mark != flag:
            words = {"mark": self._spoken_mark(mark), "flag": self._spoken_mark(flag)}
            return self._result("unknown", self._say("marks_disagree", **words))
        return self._result(flag, self._say(flag))

    def _alert(self) -> Alert | None:
        if self.meant.test is None:
            return None
        tops = [one.high for one in self.held.stretches if one.high is not None]
        upper = None
        if tops and self.meant.scale:
            upper = max(tops) * self.meant.scale.factor + self.meant.scale.offset
        return alert_of(self._canonical(), self.meant.test, self.reader.whom, self.reader.known, upper=upper)

    def _alerted(self, alert: Alert) -> Reading:
        unit = self.meant.test.unit if self.meant.test else ""
        flag: Flag = "critical_low" if alert.side == "low" else "critical_high"
        why = self._say(flag, limit=spoken(alert.limit, unit))
        extra = [] if alert.row.approved_by else ["proposal"]
        return self._result(
            flag, why, notes=("critical", *((alert.row.note,) if alert.row.note else ()), *extra)
        )

    def _marked_critical(self) -> Reading:
        mark = self._mark()
        flag = judge(self.value.interval, self.held.stretches)
        if mark == "critical_low" or (mark == "critical" and flag == "low"):
            return self._result("critical_low", self._say("critical_mark"), notes=("critical",))
        return self._result("critical_high", self._say("critical_mark"), notes=("critical",))

    def _mark(self) -> Mark | None:
        return self.value.mark or self.item.mark

    def _implausible(self) -> bool:
        test = self.meant.test
        if test is None or test.least is None:
            return False
        high = self._canonical().high
        return high is not None and high < test.least

    def _other_sample(self) -> bool:
        """Doubt a line whose range is far from the test's own and whose unit is another (cells of urine)."""
        return self.held.off_scale and self.meant.scale is not None and self.meant.scale.factor != 1

    def _canonical(self) -> Interval:
        by = self.meant.scale
        return self.value.interval if by is None else self.value.interval.scaled(by.factor, by.offset)

    def _fault(self, fault: str) -> str:
        test = self.meant.test.name if self.meant.test else None
        names = [one.name for one in self.meant.possible]
        shown = test or (names[0] if names else None)
        zh = self.reader.language == "zh"
        one = say("unnamed", self.reader.language) if shown is None else shown.zh if zh else shown.en
        every = ", ".join(name.zh if zh else name.en for name in names)
        return self._say(fault, test=one, tests=every, unit=self.unit)

    def _undecided(self) -> str:
        interval = self.value.interval
        if interval.low != interval.high:
            return self._say("undecided_bound")
        return self._say("undecided_sex" if self.held.by_sex else "undecided")

    def _spoken_mark(self, mark: str) -> str:
        return say(f"mark_{mark}", self.reader.language)

    def _say(self, sentence: str, **parts: str) -> str:
        language = self.reader.language
        origin = say(self.held.source, language) if self.held.source != "none" else ""
        shown = spoken(self.value.interval, self.unit)
        return say(
            sentence, language, **({"value": shown, "range": self._range() or "", "origin": origin} | parts)
        )

    def _range(self) -> str | None:
        if self.item.range.strip() and self.held.source in {"printed", "none"}:
            return self.item.range.strip()
        return " / ".join(dict.fromkeys(spoken(one, self.unit) for one in self.held.stretches)) or None

    def _result(self, flag: Flag, why: str, *, notes: tuple[str, ...] = ()) -> Reading:
        test, by = self.meant.test, self.meant.scale
        normalised = None
        interval = self._canonical()
        if test is not None and by is not None and interval.low == interval.high and interval.low is not None:
            normalised = Normalised(value=interval.low, unit=test.unit)
        loinc = test.loinc if test is not None else None
        return Reading(
            item=self.item,
            flag=flag,
            why=why,
            code=test.id if test else None,
            loinc=loinc.code if loinc is not None and loinc.certainty is not Certainty.UNCHECKED else None,
            unit=self.unit,
            range=self._range(),
            range_source=self.held.source,
            note=self._notes(notes),
            normalised=normalised,
        )

    def _notes(self, first: tuple[str, ...]) -> str | None:
        language = self.reader.language
        spoken_notes = [note(name, language) for name in first]
        if self.held.source == "default":
            spoken_notes.append(note("default", language))
            spoken_notes += [note(name, language) for name in self.held.notes]
            if self.held.certainty is Certainty.UNCHECKED:
                spoken_notes.append(note("to_be_checked", language))
            if self.reader.whom.patient.age is None:
                spoken_notes.append(note("adult", language))
        if self.held.source == "printed" and self.meant.fault == "wrong_unit":
            spoken_notes.append(note("other_test", language))
        if self.value.remark:
            spoken_notes.append(note("remark", language, remark=self.value.remark))
        return ("" if language == "zh" else " ").join(spoken_notes) or None


def _only(named: Named) -> str | None:
    return named.tests[0].id if len(named.tests) == 1 else None


def _unit(unit: str, value: Amount, printed: PrintedRange | None) -> str | None:
    """Settle on the unit: of the column, beside the value, or of the range; None where two differ."""
    glued = value.unit if readings(value.unit) or not unit else ""
    if unit and glued and fold(unit) != fold(glued) and factor(glued, unit) != 1:
        return None
    if unit or glued:
        return unit or glued
    match printed:
        case (Stretch(unit=of_range), *_):
            return of_range
        case _:
            return ""


def printed_mark(text: str) -> Mark | None:
    """Read a mark that stands in a column of its own."""
    return marked(fold(text).strip())[1]
