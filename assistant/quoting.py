"""Quotations beside or instead of a draft: where the evidence speaks for itself."""

from __future__ import annotations

from assistant.deferral import left_unsaid
from assistant.exchange import ClaimShown
from assistant.verbatim import unheard, verbatim_choice
from assistant.walk import Walk


def quoted(walk: Walk) -> list[ClaimShown]:
    """Quote the evidence: all of the answer where it must speak for itself, else what the draft left out.

    Left out are what was clearly left unsaid, and each source that answers as well and says otherwise.
    """
    if walk.needs_verbatim:
        if walk.silent:
            walk.note("model_silent")
        sentences = verbatim_choice(walk.question.text, walk.evidence, walk.weighed, used=walk.used)
    elif walk.claims:
        unsaid = left_unsaid(walk.evidence, walk.weighed, walk.used)
        used = walk.used if unsaid is None else walk.used | {unsaid.marker}
        others = unheard(walk.evidence, walk.weighed, used=used)
        sentences = others if unsaid is None else (unsaid, *others)
    else:
        sentences = ()
    return [ClaimShown(walk.show_from(one.text, "verbatim", (one,))) for one in sentences]
