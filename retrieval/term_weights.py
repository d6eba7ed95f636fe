"""How telling each term of a question is, judged by the passages that the search brought."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from guidelines import Passage
from guidelines.text import sentences
from retrieval.asking import subject_of
from retrieval.ideas import ideas, ideas_in
from retrieval.ports import Hit
from retrieval.spoken import ordinals_in_digits
from retrieval.tokens import terms


def searchable(hit: Hit) -> str:
    """Give all that a hit is found by: document title, context, text."""
    return searched_text(hit.passage, hit.title)


def searched_text(passage: Passage, title: str) -> str:
    """Give all that a passage is found by, as it is embedded and as its terms are counted.

    A document that has no title bears its id in place of one; an id says nothing, so it is left out.
    """
    named = "" if title == passage.document_id else title
    return "\n".join(part for part in (named, passage.context, passage.text) if part)


def weigh(question: str, pool: Iterable[frozenset[str]]) -> dict[str, float]:
    """Weigh the parts of a question: the fewer of the pool's passages hold one, the more it tells.

    A term that no passage holds weighs most: what was asked about may not be in the corpus at all.
    """
    texts = list(pool)
    asked = dict.fromkeys(parts_of(question))
    return {
        term: math.log(1 + (len(texts) + 1) / (0.5 + sum(term in text for text in texts))) for term in asked
    }


def covered(weights: Mapping[str, float], present: frozenset[str] | set[str]) -> float:
    """Give the share, 0..1, of the weighted terms that are present; 0 when nothing was asked."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


def term_sets(hits: Sequence[Hit]) -> list[frozenset[str]]:
    """Give each hit's terms, title and context included."""
    return [term_set(searchable(hit)) for hit in hits]


@lru_cache(maxsize=512)
def parts_of(question: str) -> tuple[str, ...]:
    """Give what a question consists of: the ideas that it names, and the terms of what is left.

    Numbers count in digits, asking is left out. Ideas compare with those of `term_set`, in either language.
    """
    subject = ordinals_in_digits(subject_of(question).lower())
    named = ideas().named(subject)
    rest, at = "", 0
    for one in named:
        rest += f"{subject[at : one.start]} "
        at = max(at, one.end)
    found = (*(idea_term(one.idea.name) for one in named), *terms(rest + subject[at:]))
    return tuple(dict.fromkeys(found))


def idea_term(name: str) -> str:
    """Write an idea as a term that no text spells."""
    return f"~{name}"


@lru_cache(maxsize=4096)
def term_set(text: str) -> frozenset[str]:
    """Give the distinct terms of a text and the ideas that it names; recent texts are kept at hand."""
    cut = (text[span.start : span.end] for span in sentences(text))
    return frozenset[str]().union(*map(_sentence_terms, cut))


@lru_cache(maxsize=16_384)
def _sentence_terms(sentence: str) -> frozenset[str]:
    # Ranking reads whole passages, packing their sentences: each is cut into terms once.
    return frozenset((*terms(ordinals_in_digits(sentence)), *map(idea_term, ideas_in(sentence))))
