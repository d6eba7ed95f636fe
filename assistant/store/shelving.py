"""What must hold of editions before the ledger takes them in: pure checks, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guidelines import DocumentId, Edition, EditionId
from guidelines.errors import MetadataError, QuotationError
from guidelines.ledger import EditionContent, Standing, undecided
from guidelines.model import Status


def refuse_unsound(content: EditionContent) -> None:
    """Check that every passage is the slice of the canonical text that it says it is.

    Raises:
        QuotationError: a passage's words, edition or document are not its edition's.
    """
    edition = content.edition
    for passage in content.passages:
        belongs = passage.edition_id == edition.edition_id and passage.document_id == edition.document_id
        if not belongs or content.text[passage.start : passage.end] != passage.text:
            message = f"{passage.passage_id!r} is no slice of {edition.edition_id!r}; cut the edition again"
            raise QuotationError(message)


def refuse_collision(held: Edition, new: Edition) -> None:
    """Check that an id which is already held names the same content in the same collection.

    Raises:
        MetadataError: it does not.
    """
    if held.collection != new.collection:
        message = (
            f"{new.edition_id!r} is already in collection {held.collection!r}; "
            f"give the document another id to have it in {new.collection!r} too"
        )
        raise MetadataError(message)
    if held.sha256 != new.sha256:
        message = f"{new.edition_id!r} names two different contents; give the document another id"
        raise MetadataError(message)


def refuse_circle(edges: Mapping[DocumentId, Iterable[DocumentId]]) -> None:
    """Check that no document takes, directly or through others, the place of itself.

    Raises:
        MetadataError: one does; both editions would fall silent.
    """
    done: set[DocumentId] = set()
    for start in edges:
        path: list[tuple[DocumentId, list[DocumentId]]] = [(start, list(edges[start]))]
        on_path = {start}
        while path:
            document, rest = path[-1]
            if not rest or document in done:
                done.add(document)
                on_path.discard(document)
                path.pop()
                continue
            follower = rest.pop()
            if follower in on_path:
                message = f"{start!r} and {follower!r} would supersede each other; correct `supersedes`"
                raise MetadataError(message)
            on_path.add(follower)
            path.append((follower, list(edges.get(follower, ()))))


def refuse_undecided(new: Edition, family: Iterable[Edition]) -> None:
    """Check that it is decided which edition of the family holds from the day on which a new one took effect.

    Raises:
        MetadataError: another one took effect on that day or claims to be the same edition, and neither
            names the other.
    """
    other = undecided(new, family)
    if other is not None:
        both = (
            f"both took effect on {new.effective_from}"
            if new.effective_from == other.effective_from
            else f"both claim to be its edition {new.label!r} of {new.published.year}"
        )
        message = (
            f"{new.document_id!r} and {other.document_id!r} of family {new.family_id!r} {both}; give "
            "`supersedes` in the later one, the exact `effective_from` and `edition` of each, or a family "
            "of its own"
        )
        raise MetadataError(message)


def latest_contents(editions: Iterable[Edition]) -> dict[DocumentId, EditionId]:
    """Name each document's latest content, given editions in the order in which they were added."""
    return {edition.document_id: edition.edition_id for edition in editions}


def outdated_content(latest: Edition, standing: Standing) -> Standing:
    """Say what an edition is whose document has newer content: superseded by that, unless withdrawn."""
    if standing.status is Status.WITHDRAWN:
        return standing
    return Standing(status=Status.SUPERSEDED, since=latest.effective_from, by=latest.edition_id)
