"""Other names for what a question names, from the word lists that grounding believes."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from assistant.grounding.lexicon import lexicon
from guidelines.text import fold

_SAYS_HOW = frozenset({"modality", "negation", "filler", "idiom"})
"""Groups of words that say how something is meant, not what is spoken of."""


def other_names(text: str) -> tuple[str, ...]:
    """Give every other form, Chinese and English, of the things that a text names; each once."""
    forms = _forms()
    found: dict[str, None] = {}
    for term in lexicon().scan(fold(text).lower(), []):
        found |= dict.fromkeys(forms.get((term.group, term.value), ()))
    return tuple(found)


def names_disease(text: str) -> bool:
    """Say whether a text names a disease of the word lists."""
    return any(term.group == "disease" for term in lexicon().scan(fold(text).lower(), []))


@cache
def _forms() -> dict[tuple[str, str], tuple[str, ...]]:
    forms: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for form, senses in lexicon().forms.items():
        for group, value in senses:
            if group not in _SAYS_HOW:
                forms[group, value].append(form)
    return {sense: tuple(words) for sense, words in forms.items()}
