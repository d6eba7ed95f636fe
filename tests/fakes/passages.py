"""Made-up passages, vectors and collaborators for retrieval tests."""

import hashlib

from guidelines import Certainty, DocumentId, EditionId, Passage, PassageId
from retrieval.ports import Point, SparseVector


def passage(
    name,
    *,
    edition="a@1",
    text=None,
    context="",
    kind="narrative",
    section=(),
    certainty=Certainty.CHECKED,
):
    """Give a passage whose id is `<edition>#<name>`."""
    words = f"words of {name}" if text is None else text
    return Passage(
        passage_id=PassageId(f"{edition}#{name}"),
        edition_id=EditionId(edition),
        document_id=DocumentId(edition.split("@")[0]),
        ordinal=0,
        kind=kind,
        text=words,
        start=0,
        end=len(words),
        section=section,
        context=context,
        certainty=certainty,
    )


def point(name, *, edition="a@1", dense=(1.0, 0.0, 0.0, 0.0), sparse=None, title="A guide", **fields):
    """Give a point with the vectors named."""
    weights = sparse or {1: 1.0}
    return Point(
        passage=passage(name, edition=edition, **fields),
        title=title,
        dense=dense,
        sparse=SparseVector(tuple(sorted(weights)), tuple(weights[key] for key in sorted(weights))),
    )


class HashEmbedder:
    """An `Embedder` whose vectors come from a hash: nothing alike, always the same; counts its work."""

    dimensions = 8

    def __init__(self, identity="hash-1"):
        """Start with nothing embedded."""
        self.identity = identity
        self.embedded = []

    def embed_query(self, text):
        """Embed one question."""
        return self._vector(text)

    def embed_passages(self, texts):
        """Embed passages, in order."""
        self.embedded += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text):
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]
        numbers = [byte / 255 + 0.01 for byte in digest]
        length = sum(number * number for number in numbers) ** 0.5
        return [number / length for number in numbers]


class WordCounter:
    """A `TokenCounter` that takes every character for a token, so that a test can count along."""

    exact = True

    def count(self, text):
        """Count characters."""
        return len(text)
