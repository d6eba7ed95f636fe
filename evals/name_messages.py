"""Messages that name people, filled with names of many makes: what the tagger of names learns from."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from pathlib import Path
from typing import Final
from zlib import crc32

from assistant.gate.identifiers.characters import name_characters
from assistant.gate.identifiers.naming import naming

_SLOT: Final = re.compile(r"\{(\w)\}")
_CONSONANTS: Final = ("b", "ch", "d", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "z")
_VOWELS: Final = ("a", "e", "i", "o", "u", "ai", "ee", "ou")
_SHARPER: Final = 0.9
"""Below 1 rare characters are drawn more often than names have them."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message with the names in it, and who wrote it."""

    author: str
    text: str
    names: tuple[tuple[int, int], ...]


@cache
def templates() -> Mapping[str, tuple[str, ...]]:
    """Give each author's messages with their slots."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(resources.files("evals.told.names").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".txt") and file.name[0].isdigit():
            lines = file.read_text("utf-8").splitlines()
            found[file.name.removesuffix(".txt")] = tuple(one for one in lines if one and one[0] != "#")
    return found


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    listed = resources.files("evals.told.names").joinpath("kinds.toml").read_text("utf-8")
    return {name: tuple(words.split()) for name, words in tomllib.loads(listed).items()}


def of_cases(file: Path) -> Iterator[str]:
    """Give the messages of a file of identifier cases, with slots where a case has names."""
    for line in file.read_text("utf-8").splitlines():
        case = json.loads(line)
        if "spans" not in case:
            return
        text = case["text"]
        for start, end in sorted(case["spans"], reverse=True):
            text = text[:start] + _slot_of(text[start:end]) + text[end:]
        yield text


def _slot_of(value: str) -> str:
    data = naming()
    if re.fullmatch("[\u4e00-\u9fff]{1,4}", value):
        if len(value) == 1:
            return "{s}" if value in data.surnames else value
        if value[:2] in data.compound or (value[0] in data.surnames and len(value) < 4):
            return "{h}"
        if value[0] in "老小阿" and len(value) == 2:
            return "{n}"
    if re.fullmatch("[\u4e00-\u9fff]+[·•][\u4e00-\u9fff·•]+", value):
        return "{m}"
    if re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+)+", value):
        return "{e}"
    return "{f}" if re.fullmatch(r"[A-Z][a-z]+", value) else value


class Namer:
    """Makes names; of every list it knows only the half with this number, or all."""

    def __init__(self, seed: int, half: int | None = None) -> None:
        """Draw by this seed."""
        self._chance = random.Random(seed)  # noqa: S311 - invented names, nothing secret
        self._half = half
        self._makers: Mapping[str, Callable[[], str]] = {
            "h": self._full, "g": self._given, "d": lambda: self._of("pets"), "n": self._nick,
            "s": self._surname, "m": self._minority, "j": self._neighbour,
            "e": self._western, "f": self._first, "l": lambda: self._of("family"), "i": self._initialled,
        }  # fmt: skip
        known = name_characters()
        self._middles = list(known), [exp(_SHARPER * one.middle) for one in known.values()]
        self._lasts = list(known), [exp(_SHARPER * one.last) for one in known.values()]

    def filled(self, author: str, template: str) -> Message:
        """Give a message with a name in every slot."""
        pieces: list[str] = []
        names: list[tuple[int, int]] = []
        done = size = 0
        for slot in _SLOT.finditer(template):
            before, name = template[done : slot.start()], self._makers[slot[1]]()
            start = size + len(before)
            size = start + len(name)
            done = slot.end()
            pieces += [before, name]
            names.append((start, size))
        return Message(author, "".join([*pieces, template[done:]]), tuple(names))

    def _of(self, kind: str) -> str:
        return self._one(_kinds()[kind])

    def _one(self, words: Sequence[str]) -> str:
        mine = [one for one in words if self._half is None or crc32(one.encode()) % 2 == self._half]
        return self._chance.choice(mine or words)

    def _surname(self) -> str:
        data = naming()
        sort = self._chance.random()
        if sort < 0.06:
            return self._chance.choice(data.compound[:-2])
        if sort < 0.6:
            return self._chance.choice(data.common)
        return self._chance.choice(data.alone if sort < 0.75 else data.surnames)

    def _given(self) -> str:
        if self._chance.random() < 0.15:
            return self._of("words")
        middle = self._chance.choices(*self._middles)[0]
        return middle + self._chance.choices(*self._lasts)[0]

    def _full(self) -> str:
        sort = self._chance.random()
        if sort < 0.04:
            return self._minority() if self._chance.random() < 0.6 else self._neighbour()
        if sort < 0.26:
            return self._surname() + self._chance.choices(*self._lasts)[0]
        if sort < 0.29:
            first, second = self._chance.sample(naming().common, 2)
            return first + second + self._given()
        return self._surname() + self._given()

    def _nick(self) -> str:
        sort = self._chance.random()
        if sort < 0.45:
            return self._chance.choice("老小大") + self._of("nicks")
        return self._chance.choice("阿小") + self._of("called")

    def _minority(self) -> str:
        chance = self._chance
        makes: Sequence[Callable[[], str]] = (
            lambda: f"{self._of('uyghur')}·{self._of('uyghur')}",
            lambda: self._of("kazakh") + chance.choice(["·", ""]) + self._of("kazakh"),
            lambda: self._of("tibetan") + self._of("tibetan"),
            lambda: self._of("mongol") + chance.choice(["", "", self._of("mongol")]),
            lambda: self._of("southern") + chance.choice(["", self._given(), self._of("southern")]),
            lambda: self._of("uyghur"),
            lambda: self._sounded() + chance.choice("·· •").strip() + self._sounded(),
        )
        return chance.choice(makes)()

    def _sounded(self) -> str:
        return "".join(self._of("sounds") for _ in range(self._chance.randint(2, 4)))

    def _neighbour(self) -> str:
        match self._chance.randrange(3):
            case 0:
                return self._of("eastern") + self._of("eastern_given")
            case 1:
                return self._of("korean") + self._of("korean_given")
            case _:
                return self._of("viet") + self._of("viet_given")

    def _first(self) -> str:
        return self._made() if self._chance.random() < 0.25 else self._of("first")

    def _western(self) -> str:
        family = self._made() if self._chance.random() < 0.25 else self._of("family")
        between = self._chance.choices(
            ["", "bin ", "van ", "de ", "al-", "O'", "J. "], [60, 1, 1, 1, 1, 1, 2]
        )
        second = f" {self._first()}" if self._chance.random() < 0.1 else ""
        hyphen = f"-{self._of('family')}" if self._chance.random() < 0.04 else ""
        return f"{self._first()}{second} {between[0]}{family}{hyphen}"

    def _initialled(self) -> str:
        initial, between = self._chance.choice("ABCDEFGHJKLMNPRSTW"), self._chance.choice([". ", " ", "."])
        return f"{initial}{between}{self._of('family')}"

    def _made(self) -> str:
        """Give a name of syllables that no list holds."""
        syllables = (
            self._chance.choice(_CONSONANTS) + self._chance.choice(_VOWELS)
            for _ in range(self._chance.randint(2, 4))
        )
        return ("".join(syllables) + self._chance.choice(["", "n", "r", "sh", "l", "k", "m", "d"])).title()


_KIN: Final = re.compile(
    "(?:[我俺咱他她]家?的?)(?:老爸|老妈|老公|老婆|老伴|爸爸|妈妈|爸|妈|爷爷|奶奶|爹|娘|姥姥|姥爷|外婆|外公|儿子|女儿|闺女|孩子|宝宝|娃|哥|姐|弟弟|妹妹"
    "|弟|妹|婆婆|公公|媳妇|同事|室友|朋友|同学|邻居|爱人|对象|男朋友|女朋友)"
    "|(?:老人家?|患者|病人|宝宝|孩子|小孩|奶奶|爷爷)(?!们|的病|用|专)"
)
_KIN_ENGLISH: Final = re.compile(
    r"(?i:\bmy (?:[a-z]+ (?=mother|father|son|daughter|wife|husband))?(?:mother|mum|mom|father|dad|husband"
    r"|wife"
    r"|son|daughter|brother|sister|baby|toddler|kid|grandma|grandpa|gran|nan|partner|friend"
    r"|roommate|uncle|aunt|boyfriend|girlfriend|neighbou?r)\b|\bthe patient\b|\bhe\b(?! or)|\bshe\b)"
)
_DOCTOR: Final = re.compile("(?<![张李王中西个些])(?:医生|大夫|护士|主任)(?!站|节|们)")


def named(text: str, chance: random.Random) -> str | None:
    """Give a text that names nobody with slots where it speaks of somebody, or nothing if it does not."""
    han = not text.isascii()
    found = list((_KIN if han else _KIN_ENGLISH).finditer(text))
    if not found:
        called = _DOCTOR.sub(lambda one: chance.choice(["{s}", "{s}", "{h}"]) + one[0], text, count=1)
        return called if called != text else None
    who = chance.choice(found)
    slot = chance.choices("hgdnmj", [70, 10, 6, 5, 6, 3])[0] if han else chance.choice("eefff")
    kept = who[0] if chance.random() < 0.4 and who[0].lower() not in {"he", "she"} else ""
    joint = "" if han or not kept else " "
    return f"{text[: who.start()]}{kept}{joint}{{{slot}}}{text[who.end() :]}"


def messages(author: str, *, fills: int, seed: int, half: int | None = None) -> Iterator[Message]:
    """Give an author's messages, those with slots so many times with other names."""
    namer = Namer(seed, half)
    for template in templates()[author]:
        for _ in range(fills if _SLOT.search(template) else 1):
            yield namer.filled(author, template)
