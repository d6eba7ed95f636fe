"""Read first: who may keep, see, edit, sign, amend and take out a record; `states` says what can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from assistant.charts.chart import (
    CLOSED,
    MACHINE,
    Amendment,
    Chart,
    ChartState,
    Coded,
    Kept,
    Origin,
    Patient,
    Sheet,
    Version,
    Written,
    new_chart_id,
)
from assistant.charts.deciding import Deciding, decided
from assistant.charts.editing import edited
from assistant.charts.effort import (
    Effort,
    Learned,
    Rejected,
    efforts_of,
    learned_from,
    most_rejected,
    rejected_lines,
)
from assistant.charts.presence import Presence
from assistant.charts.rights import doctor_only, may_see, writer
from assistant.charts.signing import Looked, Signing, signature
from assistant.charts.states import Step, moved
from assistant.charts.store import ChartStore, Moved
from assistant.charts.wording import worded
from assistant.drafting.record import Section
from assistant.errors import ChartStateError, UnknownChartError
from assistant.exchange import Asker
from assistant.worklist.reply import Signer
from guidelines.model import Language

_LONGEST_LIST: Final = 200
_WHOLE: Final = ""
_MOST_SECONDS: Final = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChart:
    """A draft that is to be kept; `due_at` is None where its kind of record has no fixed time.

    `department` counts for a program's draft; a person's record belongs to the person's own department.
    """

    template: str
    language: Language
    origin: Origin
    sheet: Sheet
    due_at: datetime | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A person's new texts by section name, how long they worked on each, and the version they looked at."""

    texts: Mapping[str, str]
    version: int
    seconds: Mapping[str, float]


class ChartRoom:
    """Keeps records; a record that a person may not see is told like one that does not exist."""

    def __init__(self, store: ChartStore, *, now: Callable[[], datetime]) -> None:
        """Work on `store`; `now` is the server's clock."""
        self._store, self.now, self.presence = store, now, Presence(now)

    def keep(self, new: NewChart, asker: Asker) -> Kept:
        """Keep the machine's draft as a chart's first version.

        Raises:
            AccessDeniedError: the asker writes no records, or is nobody who could answer for one.
        """
        person, at = writer(asker), self.now()
        chart = Chart(
            chart_id=new_chart_id(),
            template=new.template,
            language=new.language,
            state=ChartState.DRAFT,
            version=1,
            author=person,
            department=asker.department or new.department,
            created_at=at,
            changed_at=at,
            due_at=new.due_at,
        )
        kept = Kept(chart=chart, origin=new.origin, written=Written(sheet=new.sheet))
        note = {"ordered_by": person, "sha256": new.sheet.sha256}
        self._store.add(kept, Moved(kind=MACHINE, by=MACHINE, role=asker.role.value, at=at, note=note))
        return kept

    def shelf(self, asker: Asker) -> tuple[tuple[Chart, Patient], ...]:
        """List the records that this person may see with whose they are, the newest change first."""
        writer(asker)
        shown = (one for one in self._store.charts() if one.state is not ChartState.DISCARDED)
        found = (self._store.kept(one.chart_id) for one in shown if may_see(asker, one))
        held = [one for one in islice(found, _LONGEST_LIST) if one is not None]
        return tuple((one.chart, one.origin.patient) for one in held)

    def one(self, chart_id: str, asker: Asker) -> Kept:
        """Give a record.

        Raises:
            UnknownChartError: there is none for this person.
        """
        writer(asker)
        kept = self._store.kept(chart_id)
        if kept is None or not may_see(asker, kept.chart):
            raise UnknownChartError
        return kept

    def edit(self, chart_id: str, edit: Edit, asker: Asker) -> Kept:
        """Take over a person's texts; sections that are not named stay.

        Raises:
            ChartMovedError: somebody changed the record meanwhile.
            ChartStateError: it is signed, or has no such section.
        """
        self.one(chart_id, asker)
        person = writer(asker)

        def written(held: Kept) -> Written:
            unknown = set(edit.texts) - {part.name for part in held.sheet.parts}
            if unknown:
                message = f"the record has no section {sorted(unknown)[0]!r}; look at it again"
                raise ChartStateError(message)
            parts = tuple(
                edited(part, edit.texts[part.name], person) if part.name in edit.texts else part
                for part in held.sheet.parts
            )
            spent = tuple((name, min(max(s, 0.0), _MOST_SECONDS)) for name, s in edit.seconds.items())
            return replace(held.written, sheet=replace(held.sheet, parts=parts), seconds=spent)

        return self._move(chart_id, "edit", asker, written, version=edit.version)

    def decide(self, chart_id: str, deciding: Deciding, asker: Asker) -> Kept:
        """Take over what a doctor decides about one step; who decides has looked at it.

        Raises:
            AccessDeniedError: no doctor decides.
            ChartMovedError, ChartStateError: as in `edit`, or the record has no such step.
        """
        self.one(chart_id, asker)
        doctor_only(asker, "decide a step of a record")
        person, at = writer(asker), self.now()
        spent = min(max(deciding.seconds, 0.0), _MOST_SECONDS)
        made = replace(deciding, seconds=spent)
        kept = self._move(
            chart_id,
            "decided",
            asker,
            lambda held: decided(held, made, person, at=at),
            version=deciding.version,
            note={"section": deciding.section, "verdict": deciding.verdict},
        )
        self.look(chart_id, frozenset({deciding.section}), asker)
        return kept

    def word(self, chart_id: str, sections: Sequence[Section], asker: Asker, *, version: int) -> Kept:
        """Take over a model's words for a draft in which nobody wrote yet; the machine stays its author.

        Raises:
            ChartMovedError: somebody changed the record meanwhile.
            ChartStateError: somebody wrote in it, decided a step or signed it.
        """
        self.one(chart_id, asker)
        return self._move(
            chart_id,
            "worded",
            asker,
            lambda held: worded(held, sections),
            version=version,
            note={"ordered_by": writer(asker)},
        )

    def restore(self, chart_id: str, number: int, asker: Asker, *, version: int) -> Kept:
        """Make an earlier version's text the newest one.

        Raises:
            UnknownChartError: there is no such version.
        """
        self.one(chart_id, asker)
        earlier = self._store.written(chart_id, number)
        if earlier is None:
            raise UnknownChartError
        return self._move(
            chart_id,
            "restored",
            asker,
            lambda held: replace(held.written, sheet=earlier.sheet, seconds=()),
            version=version,
            note={"restored": str(number)},
        )

    def code(self, chart_id: str, codes: tuple[Coded, ...], asker: Asker, *, version: int) -> Kept:
        """Take over the diagnoses that a doctor chose from the hospital's table.

        Raises:
            AccessDeniedError: no doctor chose.
        """
        self.one(chart_id, asker)
        doctor_only(asker, "choose a diagnosis")
        return self._move(
            chart_id,
            "coded",
            asker,
            lambda held: replace(held.written, sheet=replace(held.sheet, codes=codes), seconds=()),
            version=version,
            note={"codes": ",".join(one.code for one in codes)},
        )

    def look(self, chart_id: str, names: frozenset[str], asker: Asker) -> None:
        """Note that a person opened sections as they stand now; without any, that the record was opened."""
        kept, person = self.one(chart_id, asker), writer(asker)
        texts = {part.name: part.text for part in kept.sheet.parts if part.name in names} | {_WHOLE: ""}
        self._store.open_parts(chart_id, person, texts, self.now())

    def looked(self, kept: Kept, asker: Asker) -> Looked:
        """Tell which sections this person opened as they stand now."""
        person, chart_id = writer(asker), kept.chart.chart_id
        texts = {part.name: part.text for part in kept.sheet.parts}
        return Looked(
            opened=self._store.opened(chart_id, person, texts),
            since=self._store.first_opened(chart_id, person),
        )

    def sign(self, chart_id: str, signing: Signing, signer: Signer, asker: Asker) -> Kept:
        """Sign a record: from now on its text stands.

        Raises:
            AccessDeniedError: the asker is no doctor.
            UnsignableError: the wrong patient, a required section is empty, or nobody looked.
            ChartMovedError, ChartStateError: as in `edit`.
        """
        looked = self.looked(self.one(chart_id, asker), asker)
        doctor_only(asker, "sign a record")
        at = self.now()
        machine, seconds = self._worked_on(chart_id)

        def written(held: Kept) -> Written:
            made = signature(held, signing, signer, looked, at=at)
            parts = tuple(
                edited(part, signer.name, signer.person) if part.filled_by == "person" else part
                for part in held.sheet.parts
            )
            sheet = replace(held.sheet, parts=parts)
            signed = replace(made, sha256=sheet.sha256)
            return replace(held.written, sheet=sheet, signature=signed, seconds=())

        return self._move(
            chart_id,
            "signed",
            asker,
            written,
            version=signing.version,
            note={"read_whole": str(signing.read_whole)},
            efforts=lambda after: efforts_of(after.chart.template, machine, after.sheet, seconds),
        )

    def amend(self, chart_id: str, amendment: Amendment, asker: Asker) -> Kept:
        """Add to a signed record; what was signed stays as it is.

        Raises:
            AccessDeniedError: the asker is no doctor.
            ChartStateError: it is not signed yet, or has no such section.
        """
        held = self.one(chart_id, asker)
        doctor_only(asker, "amend a record")
        names = {part.name for part in held.sheet.parts}
        if amendment.section is not None and amendment.section not in names:
            message = f"the record has no section {amendment.section!r}; look at it again"
            raise ChartStateError(message)
        return self._move(
            chart_id,
            "amended",
            asker,
            lambda now: replace(now.written, amendments=(*now.written.amendments, amendment), seconds=()),
        )

    def discard(self, chart_id: str, asker: Asker) -> Kept:
        """Put an unsigned draft away; its versions stay in the trace."""
        self.one(chart_id, asker)
        return self._move(chart_id, "discarded", asker, lambda held: held.written)

    def taken_out(self, chart_id: str, form: str, asker: Asker) -> Kept:
        """Give a record for an export, and keep on the audit chain who took it out in which form."""
        kept, person = self.one(chart_id, asker), writer(asker)
        step = Moved(
            kind="export",
            by=person,
            role=asker.role.value,
            at=self.now(),
            note={"form": form, "version": str(kept.chart.version)},
        )
        self._store.note(chart_id, step)
        return kept

    def versions(self, chart_id: str, asker: Asker) -> tuple[Version, ...]:
        """List who made which version and when."""
        self.one(chart_id, asker)
        return self._store.versions(chart_id)

    def written(self, chart_id: str, number: int, asker: Asker) -> Written:
        """Give the words of one version.

        Raises:
            UnknownChartError: there is no such version for this person.
        """
        self.one(chart_id, asker)
        found = self._store.written(chart_id, number)
        if found is None:
            raise UnknownChartError
        return found

    def learned(self, asker: Asker) -> tuple[Learned, ...]:
        """Tell what people's edits cost per template and section, without a word of any record."""
        writer(asker)
        return learned_from(self._store.efforts())

    def rejected(self, asker: Asker) -> tuple[Rejected, ...]:
        """Tell which sentences people reject most, of the newest signed records that this person may see.

        Nothing of it is kept: with a record's key its sentences are gone from here, too.
        """
        writer(asker)
        signed = (one for one in self._store.charts() if one.state in CLOSED and may_see(asker, one))
        found = []
        for chart in islice(signed, _LONGEST_LIST):
            final = self._store.written(chart.chart_id, chart.version)
            if final is not None:
                machine, _ = self._worked_on(chart.chart_id)
                found.append((chart.template, rejected_lines(machine, final.sheet)))
        return most_rejected(found)

    def _worked_on(self, chart_id: str) -> tuple[Sheet, Mapping[str, float]]:
        """Give the machine's own version, and how long people worked on each section since."""
        versions = self._store.versions(chart_id)
        words = [self._store.written(chart_id, one.number) for one in versions]
        held = [one for one in words if one is not None]
        machine = [one for one, made in zip(words, versions, strict=True) if made.by == MACHINE and one]
        if not machine:
            raise UnknownChartError
        seconds: dict[str, float] = {}
        for name, spent in (pair for one in held for pair in one.seconds):
            seconds[name] = seconds.get(name, 0.0) + spent
        return machine[-1].sheet, seconds

    def _move(
        self,
        chart_id: str,
        step: Step,
        asker: Asker,
        written: Callable[[Kept], Written],
        *,
        version: int | None = None,
        note: Mapping[str, str] | None = None,
        efforts: Callable[[Kept], tuple[Effort, ...]] | None = None,
    ) -> Kept:
        at = self.now()

        def decide(held: Kept) -> Kept:
            chart = moved(held.chart, step, at=at, version=version)
            return replace(held, chart=chart, written=written(held))

        done = Moved(
            kind=step,
            by=MACHINE if step == "worded" else writer(asker),
            role=asker.role.value,
            at=at,
            note=note or {},
        )
        return self._store.move(chart_id, done, decide, efforts=efforts)
