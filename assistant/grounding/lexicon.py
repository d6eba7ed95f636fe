"""The shipped word lists as one longest-match scanner: axes, names, concepts, modality, negation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_SUFFIX_ZH = re.compile(
    r"[\u4e00-\u9fff]{2}(?:沙韦|他韦|拉韦|米韦|普利|沙坦|地平|他汀|列净|格列汀|鲁肽|洛尔|拉唑|替丁|霉素|西林|沙星|单抗|沙班)"
)
_SUFFIX_EN = re.compile(
    r"(?<![a-z])[a-z]{3,}(?:vir|pril|sartan|statin|gliflozin|gliptin|tide|mab|mycin|cillin|floxacin|olol|dipine|"
    r"prazole|azole|xaban|parin|tinib|thiazide|semide|zepam|done)s?(?![a-z])"
)
_LONE_ORDER = re.compile(r"[前后](?=[^\w]|$|\d|[应可须需即立及每第再仍不建内的])")
_TIME = re.compile(r"(?:岁|月|周|天|日|年|小时|分钟|h|d)$")
_NO_DRUG = frozenset({"peptide", "nucleotide", "undone", "statin"})


@dataclass(frozen=True, slots=True)
class Axis:
    """Values that exclude one another; see the head of `lexicon.toml`.

    `scope`: a value holds for the clauses that follow until another is named, and a document's scope may
    state it. `stated`: a claim may not add a value about which the evidence is silent. `near` values count
    as one unless the evidence uses both.
    """

    name: str
    kind: str
    scope: bool = False
    stated: bool = False
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon at `start:end` of a folded text: which group and which value it stands for."""

    group: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Forms with their meanings, and the axes they belong to."""

    axes: dict[str, Axis]
    forms: dict[str, tuple[tuple[str, str], ...]]
    lengths: dict[str, tuple[int, ...]]
    actions: frozenset[str]

    def scan(self, text: str, taken: list[tuple[int, int]]) -> tuple[Term, ...]:
        """Read a folded text left to right, the longest form first, leaving out the spans already taken."""
        closed = {index for start, end in taken for index in range(start, end)}
        terms: list[Term] = []
        index = 0
        while index < len(text):
            found = None if index in closed else self._at(text, index)
            if found is None:
                index += 1
                continue
            end, senses = found
            terms.extend(Term(group, value, index, end) for group, value in senses)
            index = end
        whole = [*terms, *_by_suffix(text, terms), *_by_place(text, terms), *_by_time(text, taken)]
        return tuple(sorted(whole, key=lambda term: term.start))

    def within(self, text: str, term: Term) -> Iterator[tuple[str, str]]:
        """Give the senses of the shorter forms inside a term: colorectal cancer names cancer and colorectal."""
        for index in range(term.start, term.end):
            for length in self.lengths.get(text[index], ()):
                if index + length <= term.end and (index, length) != (term.start, term.end - term.start):
                    form = text[index : index + length]
                    if form in self.forms and _alone(text, index, index + length):
                        yield from self.forms[form]

    def _at(self, text: str, index: int) -> tuple[int, tuple[tuple[str, str], ...]] | None:
        latin = text[index].isascii() and text[index].isalnum()
        if latin and index and text[index - 1].isascii() and text[index - 1].isalnum():
            return None
        for length in self.lengths.get(text[index], ()):
            senses = self.forms.get(text[index : index + length])
            if senses is None or index + length > len(text):
                continue
            end = index + length
            if text[end - 1].isascii() and text[end - 1].isalnum():
                for plural in ("es", "s"):
                    if text.startswith(plural, end):
                        end += len(plural)
                        break
                if end < len(text) and text[end].isascii() and text[end].isalnum():
                    continue
            return end, senses
        return None


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether no Latin word is cut in two."""
    before = start and _latin(text[start]) and _latin(text[start - 1])
    return not before and not (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _by_place(text: str, known: list[Term]) -> Iterator[Term]:
    """Read a lone 前 or 后 right behind an act as before or after it."""
    for term in known:
        if term.group in {"concept", "drug", "step", "approach"} and _LONE_ORDER.match(text, term.end):
            order = "before" if text[term.end] == "前" else "after"
            yield Term("order", order, term.end, term.end + 1)


def _by_time(text: str, taken: list[tuple[int, int]]) -> Iterator[Term]:
    """Read a lone 前 or 后 right behind a time as before or after it."""
    for start, end in taken:
        if text[end : end + 1] in {"前", "后"} and _TIME.search(text, start, end):
            yield Term("order", "before" if text[end] == "前" else "after", end, end + 1)


def _by_suffix(text: str, known: list[Term]) -> Iterator[Term]:
    """Find drug names that only their ending betrays."""
    closed = {index for term in known if term.group == "drug" for index in range(term.start, term.end)}
    for pattern in (_SUFFIX_ZH, _SUFFIX_EN):
        for match in pattern.finditer(text):
            name = match[0].removesuffix("s")
            if name not in _NO_DRUG and not closed.intersection(range(*match.span())):
                yield Term("drug", name, *match.span())


def _entries(raw: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for axis, table in raw["axis"].items():
        for value, forms in table.items():
            if value not in {"kind", "scope", "stated", "near"}:
                yield axis, value, forms
    for group in ("modality", "negation", "filler", "idiom"):
        for value, forms in raw[group].items():
            yield group, value, forms
    yield from _named(raw)


def _named(raw: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for group, table in raw["names"].items():
        for name, forms in table.items():
            yield group, name, list(dict.fromkeys((name, *forms)))
    for value, forms in raw["concept"].items():
        yield "concept", value, forms


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("assistant.grounding").joinpath(name).read_text("utf-8"))


@cache
def lexicon() -> Lexicon:
    """Read the shipped lexicon once."""
    raw, glossary = _table("lexicon.toml"), _table("glossary.toml")
    forms: dict[str, tuple[tuple[str, str], ...]] = {}
    for group, value, words in (*_entries(raw), *_named(glossary)):
        for word in words:
            forms[word] = tuple(dict.fromkeys((*forms.get(word, ()), (group, value))))
    lengths: dict[str, set[int]] = {}
    for word in forms:
        lengths.setdefault(word[0], set()).add(len(word))
    axes = {
        name: Axis(
            name,
            table["kind"],
            table.get("scope", False),
            table.get("stated", False),
            frozenset(table.get("near", ())),
        )
        for name, table in raw["axis"].items()
    }
    axes |= {"drug": Axis("drug", "drug", scope=True), "test": Axis("test", "drug")}
    axes["procedure"] = Axis("procedure", "drug")
    axes["organ"] = Axis("organ", "topic")
    axes["disease"] = Axis("disease", "population", scope=True)
    longest_first = {letter: tuple(sorted(sizes, reverse=True)) for letter, sizes in lengths.items()}
    actions = frozenset(name if ":" in name else f"concept:{name}" for name in raw["action"]["concepts"])
    return Lexicon(axes, forms, longest_first, actions)
