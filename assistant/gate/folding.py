"""The text as rules see it: folded for matching, every character still knowing where it came from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from guidelines.script import simplified

_PICTURES = {
    "💊": "药",
    "💉": "打针",
    "🤰": "孕妇",
    "👶": "宝宝",
    "❓": "几",
    "❔": "几",
    "🍺": "酒",
    "🍷": "酒",
    "🍶": "酒",
    "🥃": "酒",
    "🍻": "酒",
    "🥂": "酒",
    "🍴": "吃",
    "🍽": "吃",
    "🛒": "买",
    "➕": "和",
    "💤": "睡",
    "😴": "睡",
    "👵": "老人",
    "👴": "老人",
    "👧": "孩子",
    "👦": "孩子",
    "🧒": "孩子",
    "🤒": "发烧",
    "🤧": "感冒",
    "🔢": "几",
    "🐶": "狗",
    "🐱": "猫",
    "🐕": "狗",
    "🐈": "猫",
}
# Forms of other scripts that the table of traditional characters leaves alone, and marks read as words.
_VARIANTS = str.maketrans({"対": "对", "薬": "药", "艹": "草", "仔": "仔", "○": "0", "×": "x"})
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_BOXED = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
_SMALL = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_UPSIDE_DOWN = dict(zip("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ", "acefghijkmrtvwy", strict=True))
_IN_BOXES = {chr(first + place): one for first in _BOXED for place, one in enumerate(_ALPHABET)}
_READ_AS = {**_PICTURES, **_SMALL, **_UPSIDE_DOWN, **_IN_BOXES}
"""Pictures, and letters in boxes, halves of flags, small capitals and letters upside down."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `origins[i]` is the offset in the text as given of the character behind `text[i]`."""

    text: str
    origins: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the text as given that stands behind `start:end`, which is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold width, case, traditional characters and dashes; drop invisible characters."""
    characters = [_folded(character) for character in text]
    whole = "".join(characters)
    if len(whole) == len(text) and "" not in characters:
        return Folded(whole, tuple(range(len(text))))
    origins = (offset for offset, folded in enumerate(characters) for _ in folded)
    return Folded(whole, tuple(origins))


@cache
def _folded(character: str) -> str:
    # Character by character, so that offsets stay exact; the cache is bounded by Unicode itself.
    if character in _READ_AS:
        return _READ_AS[character]
    if unicodedata.category(character) in {"Cf", "Mn", "Me", "Co"} or character in "\u115f\u1160\u3164\ufe0f":
        return ""
    wide = unicodedata.normalize("NFKC", character).lower().translate(_VARIANTS)
    if wide in "‐‑‒–—―−":
        return "-"
    if wide in "’‘":
        return "'"
    if wide in "“”„":
        return '"'
    return "".join(map(simplified, wide))
