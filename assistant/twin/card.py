"""The scope card: about what a twin may speak, from which guidelines, between which own words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from json import dumps
from typing import Final

from assistant.errors import TwinRefusedError
from assistant.sufficiency.asked import Sense, senses_in
from guidelines.text import fold

MOST_TOPICS: Final = 20
MOST_WORDS: Final = 30
MOST_DAYS: Final = 92
"""A delegation is signed anew every quarter."""

_LONGEST_WORD: Final = 30
_LONGEST_GREETING: Final = 200
_SPOKEN_OF: Final = frozenset({"disease", "drug", "test", "procedure", "concept", "organ"})


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the delegation and the words by which it is known."""

    name: str
    words: tuple[str, ...]

    def named_in(self, text: str, senses: frozenset[Sense]) -> bool:
        """Say whether a text speaks of this, in these words or in others for the same thing."""
        folded = fold(text).lower()
        return any(_holds(folded, fold(word).lower()) or _senses(word) & senses for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeCard:
    """What a doctor signs for.

    `families` names the guideline families that the twin may quote, empty for all in force. `opening` and
    `closing` are the doctor's own words around an answer; `days` is how long the delegation holds.
    """

    topics: tuple[Topic, ...]
    families: frozenset[str] = frozenset()
    opening: str = ""
    closing: str = ""
    days: int = MOST_DAYS

    def covers(self, text: str) -> bool:
        """Say whether a question is about one of the topics."""
        return bool(self.topics_in(text))

    def topics_in(self, text: str) -> tuple[Topic, ...]:
        """Give the topics that a question is about."""
        senses = frozenset(one for one in senses_in(text) if one[0] in _SPOKEN_OF)
        return tuple(topic for topic in self.topics if topic.named_in(text, senses))

    def without_words(self) -> ScopeCard:
        """Give the card without its doctor's own words."""
        return replace(self, opening="", closing="")

    def digest(self) -> str:
        """Give the SHA-256 of the card's content: what a consent is bound to."""
        content = asdict(self) | {"families": sorted(self.families)}
        return sha256(dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def check(self) -> None:
        """Refuse a card that nobody could sign.

        Raises:
            TwinRefusedError: no topic, too many or too long words, or words that claim to be a person.
        """
        for wrong in self._faults():
            raise TwinRefusedError(wrong)

    def _faults(self) -> Iterator[str]:
        if not 1 <= len(self.topics) <= MOST_TOPICS:
            yield f"a card names 1 to {MOST_TOPICS} topics, not {len(self.topics)}"
        for topic in self.topics:
            if not topic.name.strip() or not 1 <= len(topic.words) <= MOST_WORDS:
                yield f"topic {topic.name!r} needs a name and 1 to {MOST_WORDS} words"
            for word in topic.words:
                if not 2 <= len(word.strip()) <= _LONGEST_WORD:
                    yield f"the word {word!r} of topic {topic.name!r} needs 2 to {_LONGEST_WORD} characters"
        if not 1 <= self.days <= MOST_DAYS:
            yield f"a delegation holds for 1 to {MOST_DAYS} days, not {self.days}"
        for part, words in (("opening", self.opening), ("closing", self.closing)):
            if len(words) > _LONGEST_GREETING:
                yield f"the {part} has {len(words)} characters, at most {_LONGEST_GREETING}"
            claim = claims_a_person(words)
            if claim:
                yield f"the {part} claims to be a person ({claim!r}); the machine never does"


def _holds(text: str, word: str) -> bool:
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def _senses(word: str) -> frozenset[Sense]:
    return frozenset(one for one in senses_in(word) if one[0] in _SPOKEN_OF)


@cache
def _words() -> dict[str, list[str]]:
    raw = tomllib.loads(resources.files("assistant.twin").joinpath("words.toml").read_text("utf-8"))
    return {name: list(words) for name, words in raw["words"].items()}


@cache
def _claims() -> re.Pattern[str]:
    return re.compile("|".join(_words()["claims_a_person"]), re.IGNORECASE)


def claims_a_person(text: str) -> str | None:
    """Give the words with which a text claims to be a person, or to have met the reader (REG-15)."""
    found = _claims().search(fold(text))
    return None if found is None else found[0]


def asks_to_leave(text: str) -> bool:
    """Say whether a whole turn asks to end the talk with the machine (domain report REG-16)."""
    return fold(text).strip(" 。.!！").lower() in _words()["leave"]


def asks_who_speaks(text: str) -> bool:
    """Say whether a turn asks if a person is speaking (domain report REG-03)."""
    return any(re.search(one, fold(text), re.IGNORECASE) for one in _words()["who_are_you"])
