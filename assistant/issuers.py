"""Whose guideline a question asks for: "what does ESC say" is not answered by another body's words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from guidelines import Edition

_HAN = re.compile(r"[\u3400-\u9fff]")
_NEAR_ZH, _NEAR_EN = 14, 40
_CHINESE = "CN"


@dataclass(frozen=True, slots=True)
class Publishers:
    """The bodies named, and the regions whose guideline is meant; both empty where none is."""

    issuers: frozenset[str]
    regions: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.issuers or self.regions)

    def wrote(self, edition: Edition) -> bool:
        """Say whether an edition is of one of these bodies, or of such a region where no body was named."""
        of = _of(edition.issuer, edition.title, edition.jurisdiction, edition.language)
        return bool(self.issuers & of.issuers if self.issuers else self.regions & of.regions)


@lru_cache(maxsize=512)
def asked_publishers(question: str) -> Publishers:
    """Read whose guideline a question asks for."""
    return Publishers(issuers=_issuers(question), regions=_regions(question))


@cache
def publisher_words() -> frozenset[str]:
    """Give the short names of publishing bodies and the words for their regions, in small letters."""
    data = _data()
    regions = (word for words in data["region"].values() for word in words)
    return frozenset(word.lower() for word in (*data["issuer"], *regions))


@lru_cache(maxsize=4096)
def _of(issuer: str, title: str, jurisdiction: str | None, language: str | None) -> Publishers:
    issuers = _issuers(f"{issuer}\n{title}", any_case=False)
    regions = {_data()["issuer"][one]["region"] for one in issuers}
    if jurisdiction:
        regions.add(jurisdiction)
    if not regions:
        regions |= {name for name, words in _data()["region"].items() if _any(words, f"{issuer}\n{title}")}
    if not regions and language == "zh":
        regions.add(_CHINESE)
    return Publishers(issuers=issuers, regions=frozenset(regions))


def _issuers(text: str, *, any_case: bool | None = None) -> frozenset[str]:
    loose = bool(_HAN.search(text)) if any_case is None else any_case
    found = set()
    for short, one in _data()["issuer"].items():
        named = not one.get("ambiguous") and _word(short, loose=loose).search(text)
        if named or _any(one["names"], text):
            found.add(short)
    return frozenset(found)


def _regions(question: str) -> frozenset[str]:
    return frozenset(
        name
        for name, words in _data()["region"].items()
        if any(_speaks_of_guidelines(question, end) for end in _ends(words, question))
    )


def _ends(words: Iterable[str], text: str) -> Iterator[int]:
    for word in words:
        for match in _word(word, loose=not word.isupper()).finditer(text):
            yield match.end()


def _speaks_of_guidelines(question: str, at: int) -> bool:
    chinese = question[at : at + _NEAR_ZH]
    english = question[at : at + _NEAR_EN].lower()
    words = _data()["guideline"]
    return any(word in chinese for word in words["zh"]) or any(
        re.search(rf"\b{re.escape(word)}\b", english) for word in words["en"]
    )


def _any(words: Iterable[str], text: str) -> bool:
    return any(_word(word, loose=not word.isupper()).search(text) for word in words)


@cache
def _word(word: str, *, loose: bool) -> re.Pattern[str]:
    start, end = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])") if word[0].isascii() else ("", "")
    return re.compile(start + re.escape(word) + end, re.IGNORECASE if loose else 0)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("assistant").joinpath("issuers.toml").read_text("utf-8"))
