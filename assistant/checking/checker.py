"""The check of a text: gate -> cut into statements -> look up -> judge -> cite -> record; no model."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.checking.judging import Finding, Lookup, judge
from assistant.checking.notes import note_for
from assistant.checking.record import outcome_of, question_of
from assistant.checking.result import Checked, CheckRequest, Judged
from assistant.checking.sources import Shelf, Sources
from assistant.checking.statements import Statement, statements
from assistant.checking.wording import words
from assistant.citing import Citing
from assistant.errors import InvalidQuestionError
from assistant.exchange import Role
from assistant.ports import Gate, GateVerdict, Recorder
from assistant.wording import text as wording
from guidelines import Language
from guidelines.text import language_of

logger = logging.getLogger(__name__)
MAX_STATEMENTS = 400


class Checker:
    """Checks texts that somebody else wrote; synchronous, so it runs in a worker thread.

    The text is data: nothing in it is obeyed, and a personal regimen in it is compared with what is
    published for everybody, never completed or confirmed to a patient.
    """

    def __init__(
        self,
        sources: Sources,
        citing: Citing,
        gate: Gate,
        recorder: Recorder,
        *,
        version: Callable[[str], str],
    ) -> None:
        """Look up in `sources`; `version` names the index that answers for a collection."""
        self._sources, self._citing = sources, citing
        self._gate, self._recorder, self._version = gate, recorder, version

    def check(self, request: CheckRequest) -> Checked:
        """Judge every statement of the text and record what was shown.

        Raises:
            InvalidQuestionError: more statements than one check takes.
            RetrievalError: the collection is unknown or cannot be searched.
            StoreError: the ledger cannot be read, or the check cannot be recorded and so is not shown.
        """
        gate = self._gate.incoming(request.text, role=request.asker.role, history=())
        checked = self._alarm(request, gate) or self._judge_all(request, gate)
        versions = {"policy": gate.policy, "index": self._version(request.collection)}
        self._recorder.append(question_of(request), outcome_of(checked, versions))
        logger.info("checked statements=%d", len(checked.statements))
        return checked

    def _alarm(self, request: CheckRequest, gate: GateVerdict) -> Checked | None:
        """Raise the alarm for a patient before anything is looked up."""
        if gate.verdict != "emergency" or request.asker.role is not Role.PATIENT:
            return None
        urgency = gate.urgency or "E120"
        card = wording(f"emergency.{urgency}", _language(request.text))
        rules = tuple(rule.id for rule in gate.rules)
        return Checked(statements=(), notices=(card,), urgency=urgency, rules=rules)

    def _judge_all(self, request: CheckRequest, gate: GateVerdict) -> Checked:
        orders = [rule for rule in gate.rules if rule.kind == "injection"]
        cut = [
            one
            for one in statements(request.text)
            if not any(rule.start < one.end and one.start < rule.end for rule in orders)
        ]
        if len(cut) > MAX_STATEMENTS:
            message = f"field 'text' has {len(cut)} statements, at most {MAX_STATEMENTS}; send it in parts"
            raise InvalidQuestionError(message)
        shelf = self._sources.shelf(request)
        notices = (words("orders", _language(request.text)),) if orders else ()
        return Checked(statements=tuple(self._judge(one, shelf, request) for one in cut), notices=notices)

    def _judge(self, one: Statement, shelf: Shelf, request: CheckRequest) -> Judged:
        language = _language(one.text)
        personal = self._gate.outgoing(one.reading, role=request.asker.role).verdict == "blocked"
        if personal and request.asker.role is Role.PATIENT:
            return _judged(one, Finding(verdict="not_found"), note=words("personal_patient", language))
        finding = self._finding(one, shelf)
        current = self._citing.citations(finding.current)
        retired = self._citing.citations(finding.retired)
        note = note_for(finding, current, retired, language)
        if personal:
            note = " ".join(part for part in (note, words("personal", language)) if part)
        return Judged(
            text=one.text,
            start=one.start,
            end=one.end,
            verdict=finding.verdict,
            citations=current,
            superseded=retired,
            note=note,
        )

    def _finding(self, one: Statement, shelf: Shelf) -> Finding:
        """Read the statement under the line that introduces it, then by itself; the firmer verdict holds."""
        findings = []
        for reading in _readings(one):
            finding = judge(reading, self._lookup(reading, shelf), language_of(reading))
            if finding.verdict != "not_found":
                return finding
            findings.append(finding)
        return findings[0]

    def _lookup(self, reading: str, shelf: Shelf) -> Lookup:
        return Lookup(
            current=self._sources.sentences(reading, shelf.in_force),
            retired=self._sources.retired(reading, shelf),
            kin=lambda one: self._sources.sentences(one.text, shelf.kin(one)),
            related=shelf.related,
        )


def _readings(one: Statement) -> tuple[str, ...]:
    if not one.about:
        return (one.reading,)
    joint = "，" if _language(one.reading) == "zh" else ": "
    return f"{one.about}{joint}{one.reading}", one.reading


def _judged(one: Statement, finding: Finding, *, note: str) -> Judged:
    return Judged(text=one.text, start=one.start, end=one.end, verdict=finding.verdict, note=note)


def _language(text: str) -> Language:
    return language_of(text) or "zh"
