"""Which test a printed name means: exact names only, every word of it known, another specimen kept apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from assistant.labs.folding import fold, key
from assistant.labs.rows import TestRow
from assistant.labs.vocabulary import any_of, pattern

Specimen = Literal["urine", "csf", "fluid", "stool", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The tests that a name may mean: none if unknown, several if the unit must decide.

    `contradictory`: its parts name different tests. `specimen`: it names one that is not blood.
    """

    tests: tuple[TestRow, ...] = ()
    specimen: Specimen | None = None
    contradictory: bool = False


SPECIMENS: Final[tuple[Specimen, ...]] = ("urine", "csf", "fluid", "stool", "other")
_FOREIGN_AT_START: Final = tuple((pattern("specimen", kind), kind) for kind in SPECIMENS)
_FOREIGN_ANYWHERE: Final = tuple(
    (re.compile(rf"(?:^|[\s(,_/-]){any_of('specimen', kind)}(?:$|[\s),:_/-])"), kind) for kind in SPECIMENS
)
_BLOOD: Final = re.compile(rf"^{any_of('name', 'blood')}[\s:-]*")
_SERVING: Final = re.compile(rf"{any_of('name', 'serving')}+$")
_BEHIND: Final = re.compile(rf"[,\s]{any_of('name', 'behind')}$")
_NOISE: Final = pattern("name", "noise")
_ORDINAL: Final = re.compile(
    r"^[\s*☆★▲△●○◆◇■□#※]*(?:\(?\d{1,3}\s*[.)、,:](?!\d)\s*|[①-⑳]\s*|\d{1,3}\s+(?=[一-鿿]))?[\s*☆★▲△●○◆◇■□※]*"
)
_BRACKET: Final = re.compile(r"[(\[{【《]([^()\[\]{}【】《》]*)[)\]}】》]")
_SCRIPTS: Final = re.compile(
    r"(?<=[一-鿿])[\s:]*(?=[A-Za-z][A-Za-z])|(?<=[A-Za-z0-9#%+-])[\s:]+(?=[一-鿿])|\s*\|\s*|(?<=[一-鿿])\s+(?=\S)"
)
_SLASH: Final = re.compile(r"\s*/\s*")


def resolve(name: str, tests: Mapping[str, tuple[TestRow, ...]]) -> Named:
    """Say which tests a printed name may mean."""
    plain = _ORDINAL.sub("", fold(name).lower()).strip(" *☆★▲△:")
    whole = _lookup(plain, tests)
    if whole:
        return Named(tests=whole)
    if specimen := _foreign(plain):
        return Named(specimen=specimen)
    return _of_parts(_parts(plain, tests), tests)


def _of_parts(parts: list[str], tests: Mapping[str, tuple[TestRow, ...]]) -> Named:
    """Agree on what all parts of a name mean; a part that is neither known nor a serving word voids it."""
    meant: list[tuple[TestRow, ...]] = []
    for part in parts:
        if found := _lookup(part, tests):
            meant.append(found)
        elif not _NOISE.fullmatch(part):
            return Named()
    if not meant:
        return Named()
    common = tuple(row for row in meant[0] if all(row in other for other in meant[1:]))
    return Named(tests=common, contradictory=not common)


def _lookup(part: str, tests: Mapping[str, tuple[TestRow, ...]]) -> tuple[TestRow, ...]:
    """Find a name as it stands, without serving words at its end, or without the word for blood."""
    spellings = [part, _SERVING.sub("", part), _BEHIND.sub("", part)]
    spellings += [_BLOOD.sub("", one, count=1) for one in spellings]
    for spelling in spellings:
        if found := tests.get(key(spelling)):
            return found
    return ()


def _foreign(plain: str) -> Specimen | None:
    for words, kind in _FOREIGN_AT_START:
        if words.match(plain):
            return kind
    for words, kind in _FOREIGN_ANYWHERE:
        if words.search(plain):
            return kind
    return None


def _parts(plain: str, tests: Mapping[str, tuple[TestRow, ...]]) -> list[str]:
    """Part a name at its scripts and brackets, and at a slash that is not a known test's own (A/G)."""
    inner = _BRACKET.findall(plain)
    outer = _BRACKET.sub(" ", plain)
    words = [word for text in (outer, *inner) for word in _SCRIPTS.split(text.strip())]
    pieces = [piece for word in words for piece in ([word] if _lookup(word, tests) else _SLASH.split(word))]
    return [piece for piece in (one.strip(" *-:,#☆★") for one in pieces) if piece]
