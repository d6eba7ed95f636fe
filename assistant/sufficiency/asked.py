"""What a question asks to hear: the kind of answer, the things it names, the people it is about."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, TypeAlias

from assistant.grounding.facts import Facts, read
from assistant.grounding.lexicon import Term, lexicon
from assistant.grounding.quantities import Quantity
from assistant.grounding.whom import AGE
from assistant.issuers import publisher_words
from guidelines import Language
from guidelines.text import fold, language_of
from retrieval.asking import subject_of
from retrieval.ideas import ideas, ideas_in
from retrieval.spoken import in_digits
from retrieval.term_weights import idea_term, parts_of, term_set
from retrieval.tokens import terms

Sense: TypeAlias = tuple[str, str]
"""A group of the grounding's lexicon and the thing named."""

ANY = "any"
_NAMING = frozenset({"drug", "test", "disease", "procedure", "dialysis", "pregnancy", "host"})
_DISEASE = "disease"
_THINGS = frozenset({"disease", "test", "drug", "procedure", "life"})
"""Groups of ideas that are things asked about; people and the ways of care are none."""

_AGES = {
    "newborn": "minor",
    "infant": "minor",
    "child": "minor",
    "adolescent": "minor",
    "adult": "adult",
    "elderly": "adult",
}
_OF_AGE_MONTHS = 18 * 12
_OPTIONS = re.compile(r"([\u3400-\u9fff]{1,6})还是([\u3400-\u9fff]{1,6})")
_LATIN = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![a-z0-9])")
_ACRONYM = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[A-Z][A-Za-z0-9]*[A-Z0-9])[A-Za-z][A-Za-z0-9-]+")
_WHY = re.compile(
    r"为什么|为何|为啥|凭什么|(?:依据|理由|原因|目的)是(?:什么|啥)|出于什么|既然"
    r"|\bwhy\b|^\s*(?:since|given that|now that)\b|what (?:is|was) the (?:reason|rationale)",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SAYS_HOW = frozenset({"modality", "negation", "filler", "idiom"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an answer must hold.

    `kind` names the kind of quantity asked for and `dimensions` what would answer it, both empty where no
    quantity is asked for. `names` are drugs, tests, diseases, special groups and abbreviations as the
    grounding's lexicon names them or else as written, folded. `meant` are the things named, with the
    words that name them. `ages` says whether minors or adults are
    meant. `given` are the question's own quantities. `options` are the words between which "A还是B" chooses.
    `premise` marks a question that takes something for granted (why …).
    """

    kind: str
    dimensions: frozenset[str]
    names: frozenset[str]
    ages: frozenset[str]
    given: tuple[Quantity, ...]
    content: frozenset[str]
    meant: tuple[tuple[Sense, frozenset[str]], ...]
    options: frozenset[str]
    premise: bool
    language: Language | None

    def said_in(self, text: str) -> frozenset[str]:
        """Give the words of the question whose meaning a text names, in whatever words."""
        senses = senses_in(text) if self.meant else frozenset()
        return frozenset(word for sense, words in self.meant if sense in senses for word in words)

    def elsewhere(self, title: str, text: str) -> bool:
        """Say whether a title names diseases, none of them asked about, and the text names none that is."""
        asked = {sense for sense, _ in self.meant if sense[0] == _DISEASE}
        named = {sense for sense in senses_in(title) if sense[0] == _DISEASE}
        return bool(asked and named) and asked.isdisjoint(named | senses_in(text))


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    dimensions: frozenset[str]
    pattern: re.Pattern[str]


@lru_cache(maxsize=512)
def asked_of(question: str) -> Asked:
    """Read a question; the same words ask for the same."""
    written = in_digits(fold(question))
    folded = written.lower()
    kind = next((one for one in _kinds() if one.pattern.search(folded)), None)
    facts = read(written)
    return Asked(
        kind=kind.name if kind else "",
        dimensions=kind.dimensions if kind else frozenset(),
        names=_named(written, facts),
        ages=_ages(facts),
        given=tuple(quantity for clause in facts.clauses for quantity in clause.quantities),
        content=frozenset(parts_of(question)) - _asking(),
        meant=_meant(folded),
        options=_options(folded),
        premise=bool(_WHY.search(question)),
        language=language_of(question),
    )


def names_in(text: str) -> frozenset[str]:
    """Give the drugs, tests, diseases and Latin words of a text, comparable with `Asked.names`.

    A longer name holds the shorter ones inside it: who writes of heart failure names the heart.
    """
    facts = read(text)
    found = _terms(facts)
    inside = (sense for term in found for sense in lexicon().within(facts.folded.text, term))
    senses = {(term.group, term.value) for term in found}.union(inside)
    listed = {f"{group}:{value}" for group, value in senses if group in _NAMING}
    latin = {_bare(word[0]) for word in _LATIN.finditer(fold(text).lower())}
    return frozenset(listed | _minors(facts) | latin | {idea_term(name) for name in ideas_in(text)})


@lru_cache(maxsize=8192)
def senses_in(text: str) -> frozenset[Sense]:
    """Give the things that a text names, whatever it calls them."""
    folded, words = fold(text).lower(), lexicon()
    found = words.scan(folded, [])
    inside = (sense for term in found for sense in words.within(folded, term))
    senses = {(term.group, term.value) for term in found}.union(inside)
    return frozenset(sense for sense in senses if sense[0] not in _SAYS_HOW)


def _meant(folded: str) -> tuple[tuple[Sense, frozenset[str]], ...]:
    found = lexicon().scan(folded, [])
    return tuple(
        ((term.group, term.value), term_set(folded[term.start : term.end]))
        for term in found
        if term.group not in _SAYS_HOW
    )


def ages_in(text: str) -> frozenset[str]:
    """Say whether a text speaks of minors or adults; empty where it names neither."""
    return _ages(read(text))


def _named(question: str, facts: Facts) -> frozenset[str]:
    listed = [term for term in _terms(facts) if term.group in _NAMING]
    taken = {at for term in _terms(facts) for at in range(term.start, term.end)}
    names = {f"{term.group}:{term.value}" for term in listed} | _minors(facts) | _things(question)
    words = _LATIN if _HAN.search(question) else _ACRONYM
    folded = facts.folded.text
    source = folded if words is _LATIN else question
    for word in words.finditer(source):
        name = _bare(word[0].lower())
        where = folded.find(word[0].lower())
        if len(name) > 1 and where not in taken and name not in _asking() | publisher_words():
            names.add(name)
    return frozenset(names)


def _things(question: str) -> set[str]:
    """Name what an answer must speak of, in whatever words and language: diseases, tests, matters of life."""
    named = ideas().named(subject_of(question).lower())
    return {idea_term(one.idea.name) for one in named if one.idea.group in _THINGS}


def _ages(facts: Facts) -> frozenset[str]:
    named = {
        _AGES[value] for clause in facts.clauses for value in clause.values.get("age", ()) if value in _AGES
    }
    for clause in facts.clauses:
        for one in clause.measures:
            if one.what == AGE and not one.quantity.is_range:
                named.add("minor" if one.quantity.values[0] < _OF_AGE_MONTHS else "adult")
    return frozenset(named)


def _minors(facts: Facts) -> frozenset[str]:
    """Name minors like a thing asked about: what is published for adults seldom says that it is."""
    return frozenset({"age:minor"}) if "minor" in _ages(facts) else frozenset()


def _options(folded: str) -> frozenset[str]:
    named = (word for match in _OPTIONS.finditer(folded) for side in match.groups() for word in terms(side))
    return frozenset(named) - _asking()


def _terms(facts: Facts) -> list[Term]:
    return [term for clause in facts.clauses for term in clause.terms]


def _bare(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            one["name"],
            frozenset(one["dimensions"]),
            re.compile("|".join((*one["zh"], *one["en"])), re.IGNORECASE),
        )
        for one in _data()["kind"]
    )


@cache
def _asking() -> frozenset[str]:
    return frozenset(
        term for words in _data()["asking"].values() for word in words for term in (word, *terms(word))
    )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("assistant.sufficiency").joinpath("asked.toml").read_text("utf-8"))
