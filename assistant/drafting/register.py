"""What is said and what stands in a record in the same words: one form for both, to compare them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.drafting.lexicon import latin
from guidelines.stem import stem as english_stem

_DIGITS = "零一二三四五六七八九"
_TENS = re.compile(
    r"(?<![零一二三四五六七八九十百千两半\d])([一二三四五六七八九])?十([一二三四五六七八九])?(?![几多来余百千万\d])"
)
_ONE = re.compile(
    r"(?<![零一二三四五六七八九十百千两半几第\d])([一二两三四五六七八九])(?=个|天|周|月|年|日|小时|次|支|岁|片|粒|级|度|分|米|斤)"
)
_SMALL = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TIES = dict(
    zip(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        range(20, 100, 10),
        strict=True,
    )
)
_EN_NUMBER = re.compile(
    rf"(?<![a-z])(?:({'|'.join(_TIES)})(?:[- ]({'|'.join(_SMALL[1:10])}))?|({'|'.join(_SMALL)}))(?![a-z])"
)
_WORD = re.compile(r"\d+(?:[.:/]\d+)*|'?[a-z]+|[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    record: Mapping[str, str]
    idle: frozenset[str]


@cache
def _words(language: str) -> _Words:
    text = resources.files("assistant.drafting").joinpath("register.toml").read_text("utf-8")
    raw = tomllib.loads(text)[language]
    record = {said: pair[0] for pair in raw["pairs"] for said in pair}
    said = sorted([*record, *(raw["idle"] if language == "zh" else ())], key=len, reverse=True)
    whole = "|".join(re.escape(one) for one in said)
    edged = rf"(?<![a-z])(?:{whole})(?![a-z])" if language == "en" else whole
    return _Words(re.compile(edged), record, frozenset(raw["idle"]))


def in_record_words(text: str) -> str:
    """Give a text in the record's words, with its numbers in digits; what has no other word stays."""
    language = "en" if latin(text) else "zh"
    words = _words(language)
    return words.pattern.sub(lambda found: words.record.get(found[0], found[0]), _plain(text))


def weighty(text: str) -> tuple[str, ...]:
    """Give the words of a text that carry a fact, in order: the record's words, stems, digits."""
    language = "en" if latin(text) else "zh"
    words = _words(language)
    if language == "zh":
        return tuple(_WORD.findall(words.pattern.sub(_without_idle, _plain(text))))
    found = _WORD.findall(in_record_words(text))
    return tuple(stem(one) for one in found if one not in words.idle)


@cache
def stem(word: str) -> str:
    """Give an English word's stem; a Chinese word is its own."""
    return english_stem(word)


def _without_idle(found: re.Match[str]) -> str:
    words = _words("zh")
    return words.record.get(found[0], "" if found[0] in words.idle else found[0])


def _plain(text: str) -> str:
    text = text.lower()
    if latin(text):
        return _EN_NUMBER.sub(
            _english, text.replace("can't", "can not").replace("won't", "will not").replace("n't", " not")
        )
    tens = _TENS.sub(
        lambda m: str(10 * (_DIGITS.index(m[1]) if m[1] else 1) + (_DIGITS.index(m[2]) if m[2] else 0)), text
    )
    return _ONE.sub(lambda m: "2" if m[1] == "两" else str(_DIGITS.index(m[1])), tens)


def _english(found: re.Match[str]) -> str:
    ties, ones, small = found.groups()
    return str(_SMALL.index(small)) if small else str(_TIES[ties] + (_SMALL.index(ones) if ones else 0))
