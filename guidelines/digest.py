"""A digest as an edition: our own statement of each fact, one passage a fact, each with its certainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.errors import MetadataError
from guidelines.identity import PassageNamer, context_for
from guidelines.ledger import EditionContent
from guidelines.model import Certainty, Edition, Passage, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFact:
    """One fact in our own words, where the original states it, and how sure we are of that."""

    text: str
    section: tuple[str, ...]
    certainty: Certainty
    locator: str | None = None


def digest_content(edition: Edition, facts: Sequence[DigestFact]) -> EditionContent:
    """Make an edition out of facts: the canonical text holds one fact a line, in the order given.

    A fact's locator is the innermost part of its passage's section, so every citation shows it.

    Raises:
        MetadataError: the edition is no digest, there is no fact, or a fact is empty or has a line break.
    """
    if edition.source is not Source.DIGEST or not facts:
        message = f"{edition.document_id!r} needs source 'digest' and at least one fact; correct its record"
        raise MetadataError(message)
    namer = PassageNamer(edition.edition_id)
    passages: list[Passage] = []
    start = 0
    for ordinal, fact in enumerate(facts):
        if not fact.text.strip() or len(fact.text.splitlines()) != 1:
            message = f"{edition.document_id!r} fact {ordinal + 1} is not one line of text; correct it"
            raise MetadataError(message)
        section = fact.section if fact.locator is None else (*fact.section, fact.locator)
        passage = Passage(
            passage_id=namer.name(section, fact.text),
            edition_id=edition.edition_id,
            document_id=edition.document_id,
            ordinal=ordinal,
            kind="fact",
            text=fact.text,
            start=start,
            end=start + len(fact.text),
            section=section,
            context=context_for(edition.title, section),
            certainty=fact.certainty,
        )
        passages.append(passage)
        start = passage.end + 1
    return EditionContent(
        edition=edition, text="\n".join(fact.text for fact in facts), passages=tuple(passages)
    )
