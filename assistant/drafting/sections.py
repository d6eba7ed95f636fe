"""Which section a finding goes to: a dictated cue first, then the template's own table of kinds."""

from __future__ import annotations

import re
from functools import cache

from assistant.drafting.finding import Finding, Kind
from assistant.drafting.template import Template

_ALTERNATIVES = {
    Kind.MENSTRUAL: (Kind.REPRODUCTIVE, Kind.PERSONAL),
    Kind.REPRODUCTIVE: (Kind.PERSONAL,),
    Kind.ALLERGY: (Kind.PAST,),
    Kind.GENERAL: (Kind.PERSONAL,),
}


@cache
def _cue(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


def has_cue(template: Template, text: str) -> bool:
    """Say whether a text names a section of the template as a dictating doctor would."""
    return any(one.cues and _cue(one.cues).search(text) for one in template.sections)


def section_of(finding: Finding, template: Template, *, dictated: bool, before: Finding | None) -> str:
    """Name the section of a finding; what follows a dictated cue in its sentence stays with it."""
    if dictated:
        cued = next(
            (one for one in template.sections if one.cues and _cue(one.cues).search(finding.text)), None
        )
        if cued is not None:
            return cued.name
        if _goes_on(finding, before, template) and before is not None and before.section is not None:
            return before.section
    taken = {kind for section in template.sections for kind in section.takes}
    for kind in (finding.kind, *_ALTERNATIVES.get(finding.kind, ())):
        if kind in taken:
            return template.section_for(kind)
    return template.elsewhere


def _goes_on(finding: Finding, before: Finding | None, template: Template) -> bool:
    if before is None or (before.turn, before.sentence) != (finding.turn, finding.sentence):
        return False
    cued = next((one for one in template.sections if one.name == before.section), None)
    return bool(cued and cued.cues and _cue(cued.cues).search(before.text))
