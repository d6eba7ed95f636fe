"""Who writes drafts in a record's words: the house's model, where it has one and may be asked."""

from __future__ import annotations

from assistant.drafting.rewording import Rewording
from assistant.ports import DraftLimits, DraftModel
from assistant.settings import Settings
from prompts import Catalog
from retrieval.ports import TokenCounter


def rewording_of(settings: Settings, model: DraftModel | None, counter: TokenCounter) -> Rewording | None:
    """Give the phrasing of drafts; None without a model or where it is switched off."""
    if model is None or not settings.records.phrase:
        return None
    limits = DraftLimits(first_token_s=settings.model.first_token_s, total_s=settings.model.total_s)
    return Rewording(model, Catalog(), counter, limits=limits)
