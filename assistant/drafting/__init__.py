"""Records drafted out of a conversation; read `drafter` first.

Every sentence stands on a stretch of a turn or on a fact of the hospital's systems; nothing else is written.
"""

from assistant.drafting.drafter import Drafter
from assistant.drafting.phrasing import Phrasing
from assistant.drafting.record import Draft, Dropped, Fact, Known, Remark, Said, Section, Sentence, Talk, Turn
from assistant.drafting.template import Template
from assistant.drafting.templates import Templates, packaged_templates, templates_in

__all__ = [
    "Draft",
    "Drafter",
    "Dropped",
    "Fact",
    "Known",
    "Phrasing",
    "Remark",
    "Said",
    "Section",
    "Sentence",
    "Talk",
    "Template",
    "Templates",
    "Turn",
    "packaged_templates",
    "templates_in",
]
