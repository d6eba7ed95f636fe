"""Read first: a conversation becomes a record in which every sentence stands on what somebody said.

read -> join answers -> correct -> place -> phrase -> check back -> quality control
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from assistant.drafting.answering import Reader, Uttered
from assistant.drafting.checkback import fault_of
from assistant.drafting.clauses import clauses_of, in_plain_marks
from assistant.drafting.control import Critical, Drafted, no_reader, remarks_on
from assistant.drafting.correcting import corrected
from assistant.drafting.facts import findings_of
from assistant.drafting.figures import in_figures
from assistant.drafting.finding import Finding, Kind
from assistant.drafting.forbidden import withheld
from assistant.drafting.label import label_for, not_provided
from assistant.drafting.learned.channel import Reading, channel
from assistant.drafting.phrasing import CopyPhrasing, Phrasing, chief_complaint
from assistant.drafting.placing import Placer, names_apart
from assistant.drafting.record import Draft, Dropped, Section, Sentence, Talk
from assistant.drafting.sections import HEADED, Cued, adds_to, cues_of, has_cue, sections_of, told_as_course
from assistant.drafting.template import SectionForm, Template
from assistant.exchange import Role
from assistant.ports import Gate


class Drafter:
    """Drafts records without a model; `phrasing` may be one, since its sentences are checked back."""

    def __init__(
        self,
        gate: Gate,
        *,
        phrasing: Phrasing | None = None,
        critical: Critical = no_reader,
        reading: Callable[[], Reading | None] = channel,
    ) -> None:
        """Draft behind `gate`, which says what may never be written.

        `critical` tells a critical value among the facts; without a reader of reports none is told.
        `reading` settles what a clause's own words leave open; asked for when the first talk is drafted.
        """
        self._gate = gate
        self._phrasing = phrasing or CopyPhrasing()
        self._critical = critical
        self._reading = reading

    def draft(self, talk: Talk, template: Template, *, role: Role = Role.DOCTOR) -> Draft:
        """Write the record of one conversation; who reads it is staff."""
        talk = in_plain_marks(talk)
        reader = Reader(talk)
        uttered = list(reader.read(clauses_of(talk.turns)))
        uttered, set_aside = corrected(uttered, talk)
        uttered, asked_for = withheld(uttered, self._gate, role)
        uttered, named = names_apart(uttered, kept=_has_room_for_names(template))
        placer = Placer(talk, cued=partial(has_cue, template), reading=self._reading())
        findings = _with_sections(
            [*placer.place(uttered), *findings_of(talk, template)],
            uttered,
            template,
        )
        if template.has_own(Kind.CHIEF):
            chief = chief_complaint(findings)
            findings = [
                *([replace(chief, section=template.section_for(Kind.CHIEF))] if chief else []),
                *findings,
            ]
        sections, unfounded = self._sections(findings, talk, template)
        dropped = (*reader.dropped, *set_aside, *asked_for, *named, *unfounded)
        drafted = Drafted(
            sections=sections, findings=findings, talk=talk, template=template, critical=self._critical
        )
        return Draft(
            template=template.name,
            sections=sections,
            dropped=dropped,
            remarks=tuple(remarks_on(drafted)),
            label=label_for(talk.language),
        )

    def _sections(
        self, findings: Sequence[Finding], talk: Talk, template: Template
    ) -> tuple[tuple[Section, ...], list[Dropped]]:
        sections: list[Section] = []
        dropped: list[Dropped] = []
        for form in template.sections:
            placed = [one for one in findings if one.section == form.name]
            sentences: list[Sentence] = []
            for phrased in self._phrasing.phrase(form.name, placed, talk) if placed else ():
                sentence = replace(phrased, text=in_figures(phrased.text))
                fault = fault_of(sentence, talk)
                if fault is None:
                    sentences.append(sentence)
                else:
                    dropped.append(Dropped(sentence.text, f"check back: {fault}"))
            sections.append(_section(form, sentences, talk))
        return tuple(sections), dropped


def _has_room_for_names(template: Template) -> bool:
    """Say whether a section of the form is for who the patient is, not for what is wrong."""
    return any(Kind.GENERAL in one.takes and Kind.PRESENT not in one.takes for one in template.sections)


def _section(form: SectionForm, sentences: Sequence[Sentence], talk: Talk) -> Section:
    once = list({sentence.text: sentence for sentence in sentences}.values())
    between = "" if talk.language == "zh" else " "
    return Section(
        name=form.name,
        required=form.required,
        sentences=tuple(once),
        text=between.join(sentence.text for sentence in once) or not_provided(talk.language),
        missing=not once,
    )


def _with_sections(
    findings: Sequence[Finding], uttered: Sequence[Uttered], template: Template
) -> list[Finding]:
    staff = {one.clause.turn for one in uttered if one.clause.speaker in {"doctor", "nurse"}}
    placed: list[Finding] = []
    before: Cued | None = None
    told = told_as_course(findings, template)
    first_named: dict[str, int] = {}
    for place, one in enumerate(told):
        for name in cues_of(one, template):
            first_named.setdefault(name, place)
    for place, finding in enumerate(told):
        named = (finding.section,) if finding.section else None
        dictated = finding.turn in staff
        to_come = frozenset(name for name, at in first_named.items() if at > place)
        names = named or sections_of(finding, template, dictated=dictated, before=before, to_come=to_come)
        placed += [replace(finding, section=section) for section in names]
        adds = before is not None and adds_to(before, finding)
        if dictated and (adds or cues_of(finding, template)):
            headed = HEADED.match(finding.text) is not None
            before = Cued(section=names[-1], place=(finding.turn, finding.sentence), headed=headed)
        elif before is not None:
            before = replace(before, just_now=False)
    return placed
