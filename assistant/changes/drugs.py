"""Which drugs a statement names: those of the lexicon, and others by how their names are built."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

from assistant.grounding.facts import read
from assistant.grounding.fold import fold

_HAN = "[\u3400-\u9fff]"


@lru_cache(maxsize=4096)
def drugs(text: str) -> frozenset[str]:
    """Name the drugs and classes of drugs in a text; one that is no listed name is told by its stem."""
    known = [term for clause in read(text).clauses for term in clause.terms if term.group == "drug"]
    built = dict(_built(fold(text).text))
    listed = {term.value for term in known if not any(_inside(term.start, term.end, span) for span in built)}
    taken = [(term.start, term.end) for term in known if term.value in listed]
    return frozenset(listed | {name for span, name in built.items() if not _touches(span, taken)})


def _inside(start: int, end: int, span: tuple[int, int]) -> bool:
    """Say whether a listed word is only the stem of a longer name."""
    return span[0] < start and end <= span[1]


def _touches(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _built(folded: str) -> Iterator[tuple[tuple[int, int], str]]:
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            name = match[0].removesuffix("s") if match[0].isascii() else match[0]
            if name not in _no_drugs():
                yield match.span(), name


@cache
def _table() -> Mapping[str, list[dict[str, object]]]:
    raw = tomllib.loads(resources.files("assistant.changes").joinpath("drug_names.toml").read_text("utf-8"))
    return {"chinese": raw["chinese"], "english": raw["english"]}


@cache
def _no_drugs() -> frozenset[str]:
    return frozenset(str(word) for row in _table()["english"] for word in _listed(row, "none"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    patterns: list[str] = []
    for row in _table()["chinese"]:
        letters = f"{_HAN}{{{row['letters']}}}"
        if ends := _listed(row, "ends"):
            patterns.append(f"{letters}(?:{_any(ends)})")
        if begins := _listed(row, "begins"):
            patterns.append(f"(?:{_any(begins)}){letters}")
    for row in _table()["english"]:
        patterns.append(rf"(?<![a-z])[a-z]{{3,}}(?:{_any(_listed(row, 'ends'))})s?(?![a-z])")
        patterns.append(rf"(?<![a-z0-9])[a-z0-9]{{2,}}[ -](?:{_any(_listed(row, 'classes'))})s?(?![a-z])")
    return tuple(map(re.compile, patterns))


def _listed(row: Mapping[str, object], name: str) -> list[str]:
    value = row.get(name, [])
    return [str(one) for one in value] if isinstance(value, list) else []


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
