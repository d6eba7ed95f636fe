"""Undoes encodings, one in another too: escapes, URL, base 16 to 64, bits, code points, Morse."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from assistant.gate.folding import Folded
from assistant.gate.heard import english
from assistant.gate.rewriting import rewrite

_ESCAPED: Final = re.compile(
    r"(?:(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|&#x?[0-9a-fA-F]{2,6};|U\+[0-9a-fA-F]{4,5})"
    r"[ ,]?){2,}"
)
_ESCAPE: Final = re.compile(r"(?:\\u|\\x|U\+)([0-9a-fA-F]{2,5})|&#x([0-9a-fA-F]{2,6});|&#(\d{2,6});")
_URL: Final = re.compile(
    r"(?:%[0-9a-fA-F]{2}|[A-Za-z0-9+.~_-]){0,8}(?:%[0-9a-fA-F]{2}[A-Za-z0-9+.~_-]{0,8}){3,}"
)
_HEX: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[ :]?){8,}(?![0-9A-Za-z])|(?:\\x[0-9a-fA-F]{2}){4,}"
)
_BASE32: Final = re.compile(r"(?<![A-Za-z0-9+/=])[A-Z2-7]{16,}={0,6}(?![A-Za-z0-9+/=])")
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{14,}={0,2}(?![A-Za-z0-9+/=])")
_BITS: Final = re.compile(r"(?<![0-9])(?:[01]{8}[ ,]?){4,}(?![0-9])")
_CODES: Final = re.compile(r"(?<![0-9])(?:[1-9]\d{1,4}[ ,]+){7,}[1-9]\d{1,4}(?![0-9])")
_MORSE: Final = re.compile(r"(?<![\w])[.\-]{1,5}(?:[ /|]{1,3}[.\-]{1,5}){7,}")
_PICTURE: Final = "[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?"
_STREWN: Final = re.compile(rf"[A-Za-z0-9',.?!]+(?: (?:{_PICTURE})+ [A-Za-z0-9',.?!]+){{3,}}")
_BETWEEN: Final = re.compile(f" (?:{_PICTURE})+ ")
_SIGNS: Final = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- "
    "--.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
)
_SYMBOLS: Final = {
    sign: "abcdefghijklmnopqrstuvwxyz0123456789"[at] for at, sign in enumerate(str.split(_SIGNS))
}
_LONGEST: Final = 4_000
_SHORT: Final = 3
_SOME_WORDS: Final = 2
_WORD: Final = re.compile("[a-z]{3,}")
_LAST: Final = 0x10FFFF
_ASCII: Final = range(32, 127)
_WIDE: Final = range(0x3000, 0xFFEF)
_SURROGATES: Final = (0xD800, 0xDFFF)
_READABLE: Final = 0.3
_HAN_READABLE: Final = 0.6
_DEPTH: Final = 3
"""Encodings inside one another that are undone."""
_CHARACTERS: Final = ("utf-8", "gb18030")

_Reading = Callable[[re.Match[str]], str | None]


def decoded(text: str) -> Folded | None:
    """Give a text in which encoded stretches stand decoded; None where nothing was encoded."""
    now = Folded(text, tuple(range(len(text))))
    for _ in range(_DEPTH):
        before = now.text
        for pattern, reading in _READINGS:
            now = rewrite(now, pattern, reading)
        if now.text == before:
            break
    return None if now.text == text else now


def _unescaped(found: re.Match[str]) -> str | None:
    """Read Unicode escapes; a number that is no character leaves them alone."""
    codes = [
        int(one[1] or one[2], 16) if one[1] or one[2] else int(one[3]) for one in _ESCAPE.finditer(found[0])
    ]
    return _characters(codes)


def _characters(codes: list[int]) -> str | None:
    if any(code > _LAST or _SURROGATES[0] <= code <= _SURROGATES[1] for code in codes):
        return None
    said = "".join(map(chr, codes))
    return said if all(one.isprintable() or one.isspace() for one in said) else None


def _numbered(found: re.Match[str]) -> str | None:
    """Read code points in decimal if all of them are letters, digits and marks that people write."""
    codes = [int(one) for one in re.findall(r"\d+", found[0])]
    said = _characters(codes) if all(code in _ASCII or code in _WIDE for code in codes) else None
    if said is None or not said.isascii():
        return said
    return said if sum(one in english() for one in _WORD.findall(said.lower())) >= _SOME_WORDS else None


def _unhex(found: re.Match[str]) -> str | None:
    try:
        return _readable(bytes.fromhex(re.sub(r"\\x|[ :]", "", found[0])[:_LONGEST]))
    except ValueError:
        return None


def _unbase(found: re.Match[str]) -> str | None:
    bare = found[0].rstrip("=")[:_LONGEST]
    try:
        return _readable(base64.b64decode(bare + "=" * (-len(bare) % 4)))
    except (binascii.Error, ValueError):
        return None


def _unbase32(found: re.Match[str]) -> str | None:
    bare = found[0].rstrip("=")[:_LONGEST]
    try:
        return _readable(base64.b32decode(bare + "=" * (-len(bare) % 8)))
    except (binascii.Error, ValueError):
        return None


def _unbits(found: re.Match[str]) -> str | None:
    bits = re.sub("[^01]", "", found[0])[:_LONGEST]
    return _readable(bytes(int(bits[place : place + 8], 2) for place in range(0, len(bits), 8)))


def _unmorse(found: re.Match[str]) -> str | None:
    """Read Morse; a bar, a stroke or two spaces part words."""
    words = [one.split() for one in re.split(r" ?[/|] ?| {2,}", found[0])]
    known = all(sign in _SYMBOLS for word in words for sign in word)
    return " ".join("".join(_SYMBOLS[sign] for sign in word) for word in words) if known else None


def _readable(data: bytes) -> str | None:
    """Give what the bytes say if people can read it, else None."""
    for characters in _CHARACTERS:
        try:
            said = data.decode(characters)
        except UnicodeDecodeError:
            continue
        if (
            len(said) > 3
            and all(one.isprintable() or one.isspace() for one in said)
            and _talks(said, characters)
        ):
            return said
    return None


def _talks(said: str, characters: str) -> bool:
    if characters == "utf-8":
        return sum(map(str.isalnum, said)) >= _READABLE * len(said)
    return sum("\u4e00" <= one <= "\u9fff" for one in said) >= _HAN_READABLE * len(said)


def _unquoted(found: re.Match[str]) -> str | None:
    return _readable(unquote_to_bytes(found[0].replace("+", " ")))


def _unstrewn(found: re.Match[str]) -> str:
    """Take away pictures that stand between every two words and so say nothing."""
    return _BETWEEN.sub(" ", found[0])


_READINGS: Final[tuple[tuple[re.Pattern[str], _Reading], ...]] = (
    (_ESCAPED, _unescaped),
    (_URL, _unquoted),
    (_BITS, _unbits),
    (_CODES, _numbered),
    (_HEX, _unhex),
    (_BASE32, _unbase32),
    (_BASE64, _unbase),
    (_MORSE, _unmorse),
    (_STREWN, _unstrewn),
)
