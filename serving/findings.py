"""Outside findings as JSON: posting, review, recall, funnel; who sees what is the room's decision."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Final, get_args

from assistant.errors import FindingError
from assistant.exchange import Role
from assistant.findings import Case, Source, Standing
from assistant.findings.export import as_csv
from assistant.findings.finding import RECALL, Finding, Judged, Review
from assistant.findings.funnel import Funnel
from assistant.findings.room import Wished
from assistant.findings.states import WITHHELD, Said, desk_of
from assistant.findings.store import Posting
from guidelines import Language
from serving.auth import Caller
from serving.errors import InvalidLineError
from serving.findings_in import (
    CORRECTED,
    RETRACTED,
    ContactIn,
    ExaminedIn,
    FindingIn,
    ReviewIn,
    SourceIn,
    finding_from,
    number_of,
)
from serving.interop.findings_fhir import finding_of_fhir
from serving.problems import Json, JsonObject
from serving.schemas import parse
from serving.signing import signer_of
from serving.validation import check_text, printable

if TYPE_CHECKING:
    from assistant.house import House

_LABEL: Final = "AI"


class FindingDesk:
    """The findings of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the findings of `house`."""
        self._house, self._room = house, house.findings

    def post(self, line: JsonObject, caller: Caller, key: str | None) -> tuple[JsonObject, bool]:
        """Take a finding in, its correction or its retraction; True where no new one was made."""
        if not (key or "").strip():
            message = "an Idempotency-Key header is needed, so that sending it twice makes one finding"
            raise InvalidLineError(message)
        fhir = "resourceType" in line
        wanted = parse(FindingIn, finding_of_fhir(line) if fhir else line)
        source = self._room.source_of(caller.asker, wanted.source)
        canonical = json.dumps(line, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        posting = Posting(key=key or "", sha256=sha256(canonical).hexdigest())
        held = self._room.posted(source, posting)
        if held is not None:
            return self._receipt(held), True
        if wanted.status in RETRACTED:
            check_text(wanted.reason, "reason", may_be_empty=True)
            case = self._room.take_back(number_of(wanted), wanted.reason, source, posting)
            return self._receipt(case), True
        finding = finding_from(wanted, source)
        if wanted.status in CORRECTED:
            case = self._room.correct(finding, source, posting)
            return self._receipt(case), bool(case.earlier)
        return self._receipt(self._room.take(finding, source, posting)), False

    def examined(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Keep how many the calling source examined."""
        wanted, source = parse(ExaminedIn, line), self._room.source_of(caller.asker)
        by = caller.asker.person or source.name
        self._room.note_examined(source, wanted.month, wanted.examined, by=by)
        return {"source": source.name, "month": wanted.month, "examined": wanted.examined}

    def put_source(self, name: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Settle a source."""
        wanted = parse(SourceIn, line)
        signer_of(caller, self._house.accounts)
        if set(wanted.examination) != set(get_args(Language)):
            message = "name the examination in both languages: {'zh': …, 'en': …}"
            raise FindingError(message)
        if wanted.key not in {one.key_id for one in self._house.accounts.service_keys()}:
            message = "no such service key; make one with the scope 'findings' and give its id"
            raise FindingError(message)
        source = Source(name=name, **wanted.model_dump())
        self._room.put_source(source, caller.asker)
        return _source_json(source)

    def sources(self) -> JsonObject:
        """List what is settled."""
        return {"sources": [_source_json(one) for one in self._room.sources()]}

    def list(self, caller: Caller, standings: str | None) -> JsonObject:
        """List the cases that one may see, what is due first."""
        wanted = None if standings is None else [_standing(one) for one in standings.split(",")]
        return {"findings": [self._case(one, caller) for one in self._room.cases(caller.asker, wanted)]}

    def recall(self, caller: Caller) -> JsonObject:
        """List whom to call and whose examination is awaited, what is due first."""
        return {"findings": [self._case(one, caller) for one in self._room.cases(caller.asker, RECALL)]}

    def one(self, reference: str, caller: Caller) -> JsonObject:
        """Show a case: to a clerk without what was found."""
        case = self._room.seen(reference, caller.asker)
        steps: list[Json] = [
            {"version": one.version, "step": one.step, "by": self._called(one.by), "at": one.at.isoformat()}
            for one in self._room.history(case)
        ]
        return self._case(case, caller) | {"history": steps}

    def script(self, reference: str, caller: Caller, language: Language) -> JsonObject:
        """Give the words of a call."""
        case = self._room.seen(reference, caller.asker)
        spoken = self._room.script(case, language)
        return {"ticket": case.ticket, "lines": [{"to": one.to, "text": one.text} for one in spoken]}

    def review(self, reference: str, line: JsonObject, caller: Caller, key: str | None) -> JsonObject:
        """Sign a verdict on every step."""
        self._room.seen(reference, caller.asker)
        signer, wanted = signer_of(caller, self._house.accounts), parse(ReviewIn, line)
        judged = [Judged(one.step, one.verdict, one.reason) for one in wanted.steps]
        for words in (wanted.note, *(one.reason for one in judged)):
            check_text(words, "note", may_be_empty=True)
        case = self._room.review(
            reference,
            signer,
            caller.asker,
            judged,
            recall=wanted.recall,
            note=wanted.note,
            wished=Wished(version=wanted.version, key=key),
        )
        return self._case(case, caller)

    def contact(self, reference: str, line: JsonObject, caller: Caller, key: str | None) -> JsonObject:
        """Keep how a call or an examination ended."""
        self._room.seen(reference, caller.asker)
        signer_of(caller, self._house.accounts)
        wanted = parse(ContactIn, line)
        check_text(wanted.note, "note", may_be_empty=True)
        said = Said(note=wanted.note, day=wanted.day, phone=wanted.phone)
        wished = Wished(version=wanted.version, key=key)
        return self._case(self._room.contact(reference, wanted.step, said, caller.asker, wished), caller)

    def funnel(self) -> JsonObject:
        """Count what became of how many; a rate above its budget is said."""
        return {"funnel": [_funnel_json(one) for one in self._room.funnel()]}

    def export(self) -> str:
        """Write all cases as CSV, without names."""
        return as_csv(self._room.everything())

    def _receipt(self, case: Case) -> JsonObject:
        return {
            "id": case.case_id,
            "ticket": case.ticket,
            "standing": case.standing.value,
            "left_out": case.finding.left_out,
        }

    def _case(self, case: Case, caller: Caller) -> JsonObject:
        now, subject = self._room.now(), case.finding.subject
        shown: JsonObject = {
            "id": case.case_id,
            "ticket": case.ticket,
            "source": case.finding.source,
            "department": case.department,
            "standing": case.standing.value,
            "version": case.version,
            "patient": {"name": subject.name, "phone": case.phone, "language": subject.language},
            "flagged_at": case.flagged_at.isoformat(),
            "due_at": None if case.due_at is None else case.due_at.isoformat(),
            "overdue": case.overdue(now),
            "attempts": case.attempts,
            "desk": desk_of(case),
            "called": None if case.called is None else self._called(case.called),
            "contacts": [
                {
                    "step": one.step,
                    "by": self._called(one.by),
                    "at": one.at.isoformat(),
                    "note": one.note,
                    "day": None if one.day is None else one.day.isoformat(),
                }
                for one in case.contacts
                if one.step not in WITHHELD or caller.asker.role is not Role.CLERK
            ],
            "taken_back_at": None if case.taken_back is None else case.taken_back.at.isoformat(),
        }
        return shown if caller.asker.role is Role.CLERK else shown | self._found(case)

    def _found(self, case: Case) -> JsonObject:
        earlier: list[Json] = [
            _reviewed(one.finding, one.review) | {"until": one.until.isoformat()} for one in case.earlier
        ]
        reason = None if case.taken_back is None else case.taken_back.reason
        told: JsonObject = {"label": _LABEL, "earlier": earlier, "taken_back_reason": reason}
        return told | _reviewed(case.finding, case.review)

    def _called(self, person: str) -> str:
        return self._house.accounts.name_of(person) or person


def _reviewed(finding: Finding, review: Review | None) -> JsonObject:
    """Write what a source said, and what a doctor made of it."""
    verdicts = {} if review is None else {one.stage: one for one in review.judged}
    return {
        "external_id": finding.external_id,
        "model": {"name": finding.system, "version": finding.version},
        "examined_on": finding.examined_on.isoformat(),
        "left_out": finding.left_out,
        "steps": [
            {
                "step": number,
                "name": one.name,
                "text": one.text,
                "score": one.score,
                "verdict": verdicts[number].verdict if number in verdicts else None,
                "reason": verdicts[number].reason if number in verdicts else None,
            }
            for number, one in enumerate(finding.stages, 1)
        ],
        "review": None
        if review is None
        else {
            "by": review.name,
            "at": review.at.isoformat(),
            "recall": review.recall,
            "note": review.note,
        },
    }


def _standing(named: str) -> Standing:
    try:
        return Standing(named.strip())
    except ValueError:
        known = ", ".join(one.value for one in Standing)
        message = f"{printable(named)!r} is no standing; use {known}"
        raise InvalidLineError(message) from None


def _source_json(one: Source) -> JsonObject:
    return {
        "name": one.name,
        "key": one.key,
        "department": one.department,
        "examination": {"zh": one.examination["zh"], "en": one.examination["en"]},
        "budget": one.budget,
        "priority": one.priority,
        "call_within_h": one.call_within_h,
    }


def _funnel_json(one: Funnel) -> JsonObject:
    names = (
        "source", "month", "examined", "flagged", "reviewed", "accepted", "reached", "confirmed", "ruled_out",
        "refused", "unreachable", "taken_back", "corrected", "stages", "stages_accepted", "budget",
    )  # fmt: skip
    rate = None if one.rate is None else round(one.rate, 6)
    return {name: getattr(one, name) for name in names} | {"rate": rate, "over_budget": one.over_budget}
