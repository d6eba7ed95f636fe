"""Kept records at the doors: keep a draft, edit, look, choose codes, sign, amend, take out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from assistant.charts import Amendment, Coded, Kept, Part, Patient, Sheet
from assistant.charts.chart import Line, Origin
from assistant.charts.charts import Edit, NewChart
from assistant.charts.codes import Entry, import_table, tables_in
from assistant.charts.deciding import Deciding
from assistant.charts.editing import changed_parts
from assistant.charts.labelling import signed_label
from assistant.charts.rechecking import remarks_now
from assistant.charts.signing import Signing
from assistant.charts.wording import untouched
from assistant.drafting import Fact, Remark, Talk, Template
from assistant.errors import InvalidQuestionError, WrongPatientError
from serving.auth import Caller
from serving.chart_edges import (
    AmendIn,
    CodesIn,
    EditIn,
    KeepIn,
    LookIn,
    PatientIn,
    RestoreIn,
    SignIn,
    StepIn,
    TableIn,
)
from serving.chart_json import chart_json, kept_json, learned_json, patient_json, version_json
from serving.drafts import DraftDesk, Drafted, Knowing
from serving.interop.record import Form, Outgoing, written_as
from serving.problems import Json, JsonObject
from serving.schemas import parse
from serving.signing import signer_of
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House


class ChartDesk:
    """The kept records of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the chart room of `house`."""
        self._house, self._room = house, house.charts

    def keep(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Draft a record and keep it."""
        asked = parse(KeepIn, line)
        patient = _patient(asked.patient)
        _refuse_other_patients(asked, patient)
        started = _aware(asked.started_at or self._room.now())
        department = caller.asker.department or asked.department
        desk = DraftDesk(self._house.gate, self._house.settings.home)
        made = desk.drafted(asked, caller.asker, known=_known(patient, started, department))
        hours = made.template.hours_for(asked.condition)
        new = NewChart(
            template=made.draft.template,
            language=made.talk.language,
            origin=Origin(
                patient=patient,
                talk=made.talk,
                form=sha256(made.template.model_dump_json().encode()).hexdigest(),
                steps=made.template.steps,
                dropped=made.draft.dropped,
                remarks=made.draft.remarks,
            ),
            sheet=_sheet(made),
            due_at=None if hours is None else started + timedelta(hours=hours),
            department=asked.department,
        )
        return self.shown(self._room.keep(new, caller.asker), caller)

    def shelf(self, caller: Caller) -> JsonObject:
        """List the records that this person may see."""
        now = self._room.now()
        return {
            "drafts": [
                chart_json(chart, now, self._named) | {"patient": patient_json(patient)}
                for chart, patient in self._room.shelf(caller.asker)
            ]
        }

    def one(self, chart_id: str, caller: Caller) -> JsonObject:
        """Show a record, and who else looks at it."""
        return self.shown(self._room.one(chart_id, caller.asker), caller)

    def edit(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Take over a person's texts."""
        asked = parse(EditIn, line)
        for name, text in asked.sections.items():
            check_text(text, f"sections.{name}", may_be_empty=True)
        edit = Edit(texts=asked.sections, version=asked.version, seconds=asked.seconds)
        return self.shown(self._room.edit(chart_id, edit, caller.asker), caller)

    def decide(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Take over what a doctor decides about one step."""
        asked = parse(StepIn, line)
        check_text(asked.text, "text", may_be_empty=True)
        deciding = Deciding(
            section=asked.section,
            verdict=asked.verdict,
            version=asked.version,
            text=asked.text,
            seconds=asked.seconds,
        )
        return self.shown(self._room.decide(chart_id, deciding, caller.asker), caller)

    def restore(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Go back to an earlier version's text, as a new version."""
        asked = parse(RestoreIn, line)
        kept = self._room.restore(chart_id, asked.restore, caller.asker, version=asked.version)
        return self.shown(kept, caller)

    def look(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Note which sections a person opened."""
        self._room.look(chart_id, frozenset(parse(LookIn, line).sections), caller.asker)
        return self.one(chart_id, caller)

    def leave(self, chart_id: str, caller: Caller) -> None:
        """Note that a person looks at the record no more."""
        self._room.presence.leave(self._room.one(chart_id, caller.asker).chart.chart_id, _id(caller))

    def code(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Take over the diagnoses that a doctor chose."""
        asked, signer = parse(CodesIn, line), signer_of(caller, self._house.accounts)
        table, at = tables_in(self._house.settings.home), self._room.now()
        codes = []
        for one in asked.codes:
            entry = table.entry(one.system, one.code)
            if entry is None:
                message = "a code is in no table of this house; choose one that is offered"
                raise InvalidQuestionError(message)
            codes.append(
                Coded(
                    system=entry.system,
                    version=entry.version,
                    code=entry.code,
                    name=entry.name,
                    by=signer.person,
                    at=at,
                )
            )
        kept = self._room.code(chart_id, tuple(codes), caller.asker, version=asked.version)
        return self.shown(kept, caller)

    def sign(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Sign a record."""
        self._room.one(chart_id, caller.asker)
        signer, asked = signer_of(caller, self._house.accounts), parse(SignIn, line)
        signing = Signing(patient=asked.patient, version=asked.version, read_whole=asked.read_whole)
        return self.shown(self._room.sign(chart_id, signing, signer, caller.asker), caller)

    def amend(self, chart_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Add to a signed record."""
        self._room.one(chart_id, caller.asker)
        signer, asked = signer_of(caller, self._house.accounts), parse(AmendIn, line)
        check_text(asked.text, "text")
        check_text(asked.reason, "reason")
        amendment = Amendment(
            person=signer.person,
            name=signer.name,
            at=self._room.now(),
            text=asked.text.strip(),
            reason=asked.reason.strip(),
            section=asked.section,
        )
        return self.shown(self._room.amend(chart_id, amendment, caller.asker), caller)

    def discard(self, chart_id: str, caller: Caller) -> JsonObject:
        """Put an unsigned draft away."""
        kept = self._room.discard(chart_id, caller.asker)
        return chart_json(kept.chart, self._room.now(), self._named)

    def versions(self, chart_id: str, caller: Caller) -> JsonObject:
        """List the versions, each with what it changed against the one before."""
        listed = self._room.versions(chart_id, caller.asker)
        shown: list[Json] = []
        before: Sheet | None = None
        for version in listed:
            written = self._room.written(chart_id, version.number, caller.asker)
            sheet = written.sheet
            decision = written.decisions[-1] if version.kind == "decided" else None
            changes: list[Json] = [
                {"section": name, "diff": [{"kind": one.kind, "text": one.text} for one in diff]}
                for name, diff in (changed_parts(before, sheet) if before is not None else ())
            ]
            shown.append(version_json(version, decision, self._named) | {"changes": changes})
            before = sheet
        return {"versions": shown}

    def export(self, chart_id: str, form: Form, caller: Caller) -> Outgoing:
        """Give a record in one of the hospital's formats; who took it out stands in the audit."""
        return written_as(form, self._room.taken_out(chart_id, form, caller.asker), at=self._room.now())

    def codes(self, caller: Caller, words: str | None, chart_id: str | None) -> JsonObject:
        """Offer diagnoses: by words, or those whose name stands in a record's own sections of diagnosis."""
        table = tables_in(self._house.settings.home)
        found: tuple[Entry, ...] = table.named(words) if words else ()
        if not words and chart_id is not None:
            kept = self._room.one(chart_id, caller.asker)
            told = "\n".join(
                part.text
                for part in kept.sheet.parts
                if part.name == "A" or any(word in part.name.casefold() for word in ("诊断", "diagnos"))
            )
            found = table.within(told)
        return {
            "codes": [
                {"system": one.system, "system_version": one.version, "code": one.code, "name": one.name}
                for one in found
            ]
        }

    def import_codes(self, line: JsonObject) -> JsonObject:
        """Take a hospital's own code table in."""
        asked = parse(TableIn, line)
        return {
            "name": asked.name,
            "rows": import_table(self._house.settings.home, asked.name, asked.csv.encode()),
        }

    def learned(self, caller: Caller) -> JsonObject:
        """Tell what people's edits cost, and which sentences they reject most in records that one may see."""
        return {
            "sections": [learned_json(one) for one in self._room.learned(caller.asker)],
            "rejected": [
                {"template": one.template, "section": one.section, "text": one.text, "records": one.records}
                for one in self._room.rejected(caller.asker)
            ],
        }

    def shown(self, kept: Kept, caller: Caller) -> JsonObject:
        """Write a record for a page, and note who looks at it."""
        looked = self._room.looked(kept, caller.asker)
        others = self._room.presence.touch(kept.chart.chart_id, _id(caller))
        shown = kept_json(kept, looked, self._remarks(kept), self._room.now(), self._named)
        name = self._named(_id(caller))
        return shown | {
            "wordable": self._house.rewording is not None and untouched(kept),
            "others": [{"id": one, "name": self._named(one)} for one in others],
            "label_after_signing": None if name is None else signed_label(name, kept.chart.language),
        }

    def _remarks(self, kept: Kept) -> tuple[Remark, ...]:
        desk = DraftDesk(self._house.gate, self._house.settings.home)
        return remarks_now(kept, desk.templates().by_name.get(kept.chart.template), self._room.now())

    def _named(self, person: str) -> str | None:
        return self._house.accounts.name_of(person)


def _id(caller: Caller) -> str:
    return caller.asker.person or ""


def _patient(asked: PatientIn) -> Patient:
    for name, value in (("id", asked.id), ("name", asked.name), ("sex", asked.sex), ("age", asked.age)):
        check_text(value or "", f"patient.{name}", may_be_empty=name != "id")
    return Patient(
        reference=asked.id.strip(), name=asked.name or None, sex=asked.sex or None, age=asked.age or None
    )


def _refuse_other_patients(asked: KeepIn, patient: Patient) -> None:
    """Refuse facts that the hospital's systems hold of somebody else."""
    if any(fact.patient is not None and fact.patient.strip() != patient.reference for fact in asked.facts):
        message = "some facts belong to another patient than the one named; check whose record this is"
        raise WrongPatientError(message)


def _known(patient: Patient, started: datetime, department: str | None) -> Knowing:
    """Give what the house knows by itself for sections that nobody speaks about: when, where, of whom."""
    clock = started.astimezone().strftime("%Y-%m-%d %H:%M")
    person = "，".join(one for one in (patient.sex, patient.age) if one)
    told = {
        "就诊时间": clock,
        "会诊时间": clock,
        "科别": department,
        "会诊科别": department,
        "一般情况": person,
    }

    def facts(template: Template, talk: Talk) -> tuple[Fact, ...]:
        given = {fact.name for fact in talk.facts}
        return tuple(
            Fact(name=part.name, value=value, source="登记")
            for part in template.sections
            if part.name not in given and (value := told.get(part.name))
        )

    return facts


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _sheet(made: Drafted) -> Sheet:
    forms = {form.name: form for form in made.template.sections}
    return Sheet(
        parts=tuple(
            Part(
                name=section.name,
                required=section.required,
                filled_by=forms[section.name].filled_by,
                text="" if section.missing else section.text,
                lines=tuple(
                    Line(text=one.text, sources=one.sources, origin=one.origin) for one in section.sentences
                ),
            )
            for section in made.draft.sections
        )
    )
