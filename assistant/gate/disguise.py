"""Takes off what hides words: stuffing, spaced letters, digits for letters, encodings; offsets stay."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final
from urllib.parse import unquote_to_bytes

from assistant.gate.folding import Folded, fold
from assistant.gate.misspelling import nearly, vowelled
from assistant.gate.names import names, parts, phrases
from assistant.gate.segmenting import cut

_HAN: Final = "\u3400-\u9fff"
_ESCAPED: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4}|&#x?[0-9a-fA-F]{2,6};){2,}")
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|&#x([0-9a-fA-F]{2,6});|&#(\d{2,6});")
_DIGITS_BETWEEN: Final = re.compile(
    rf"(?<=[{_HAN}])\d(?=[{_HAN}]\d[{_HAN}])|(?<=[{_HAN}]\d[{_HAN}])\d(?=[{_HAN}])"
)
_UNDERSCORED: Final = re.compile(r"(?<![a-z_])[a-z]+(?:_[a-z]+){2,30}(?![a-z_])")
_PARTS: Final = re.compile("|".join(sorted(map(re.escape, parts()), key=len, reverse=True)))
_STUFFED: Final = re.compile(rf"(?<=[{_HAN}])[^{_HAN}\w,。!?;:、()\"'<>\[\]{{}}|%/+=\n]{{1,3}}(?=[{_HAN}])")
_SPACED: Final = re.compile(
    rf"(?:(?<![{_HAN}])[{_HAN}](?:[^{_HAN}\w,。!?;:、]|[_ー]){{1,3}}){{2,}}[{_HAN}](?![{_HAN}])"
)
_STOPPED: Final = re.compile(
    rf"(?<=[{_HAN}])[。,.](?=[{_HAN}][。,.][{_HAN}])|(?<=[{_HAN}][。,.][{_HAN}])[。,.](?=[{_HAN}])"
)
_GAP: Final = re.compile(rf"(?<=[{_HAN}])[ \t]{{1,3}}(?=[{_HAN}])")
_NOT_HAN: Final = re.compile(rf"[^{_HAN}]")
_LETTERS: Final = re.compile(r"(?<![a-z0-9])[a-z](?:[ .\-_*/|]{1,2}[a-z](?![a-z0-9])){3,120}")
_LEET: Final = re.compile(
    r"(?<![a-z0-9])(?=[a-z@$0-9!*]*[a-z])(?=[a-z0-9]*[@$0-9!])[a-z@$0-9!]{2,20}(?![a-z0-9])"
)
_STUFFED_WORD: Final = re.compile(r"(?<![a-z])[a-z]+(?:[*.\-_~^|][a-z]+){1,8}(?![a-z])")
_TAG: Final = re.compile(r"</?[a-z][^<>\n]{0,60}>")
_WIDE_GAP: Final = re.compile(r"(?<=[a-z,.?!]) {2,}(?=[a-z])")
_ACCENTED: Final = re.compile(r"[\u00e0-\u024f\u1e00-\u1eff]+")
_UMLAUT: Final = re.compile(r"(?<=[ln])[üǖǘǚǜ]")
_RUN_TOGETHER: Final = re.compile(r"(?<![a-z])[a-z]{12,120}(?![a-z])")
_LOOKALIKES: Final = str.maketrans(
    "авеёкмнорстухіјѕԁοανερτυικ", "abeekmhopctyxijsdoavepтuik".replace("т", "t")
)
_MIXED: Final = re.compile(r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_OTHER_LETTERS: Final = re.compile(r"[\u0370-\u052f]+")
_VOWELLESS: Final = re.compile(r"(?<![a-z0-9'])[a-z][bcdfghj-np-tv-z]{1,9}(?![a-z0-9']| ?\d)")
_TWICE: Final = 2
_LONG_WORD: Final = re.compile(r"(?<![a-z0-9])[a-z]{7,18}(?![a-z0-9])")
_LEET_LETTERS: Final = str.maketrans({"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{14,}={0,2}(?![A-Za-z0-9+/=])")
_HEX: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[ :]?){8,}(?![0-9A-Za-z])|(?:\\x[0-9a-fA-F]{2}){4,}"
)
_URL: Final = re.compile(
    r"(?:%[0-9a-fA-F]{2}|[A-Za-z0-9+.~_-]){0,8}(?:%[0-9a-fA-F]{2}[A-Za-z0-9+.~_-]{0,8}){3,}"
)
_WORD: Final = re.compile(r"[a-z]{2,}")
_LONGEST_CODE: Final = 4_000
_LAST_CHARACTER: Final = 0x10FFFF
_SURROGATES: Final = (0xD800, 0xDFFF)
_SOME_WORDS: Final = 3
_READABLE: Final = 0.3
_BACKWARDS: Final = 400
"""Longer texts are not tried from their end."""
_KNOWN: Final = frozenset(phrases("words"))
COMMON_WORDS: Final = frozenset(word for word in _KNOWN if len(word) > 2)
"""English words of this trade that are no pinyin, although some could be."""


def undisguised(text: str, written: Folded | None = None) -> Folded:
    """Fold a text and take every disguise off; what is not disguised stays as it was folded (`written`)."""
    decoded = _decoded(text)
    folded = written if written is not None and decoded.text == text else fold(decoded.text)
    if decoded.origins is not None:
        folded = Folded(folded.text, tuple(decoded.origins[one] for one in folded.origins))
    folded = _rewrite(folded, _TAG, lambda _: " ")
    folded = _rewrite(folded, _WIDE_GAP, lambda _: " ")
    folded = _rewrite(folded, _UMLAUT, lambda _: "v")
    folded = _rewrite(folded, _ACCENTED, lambda found: _bare(found[0]))
    if _MIXED.search(folded.text):
        folded = _rewrite(folded, _OTHER_LETTERS, lambda found: found[0].translate(_LOOKALIKES))
    folded = _rewrite(folded, _SPACED, lambda found: _NOT_HAN.sub("", found[0]))
    folded = _rewrite(folded, _DIGITS_BETWEEN, lambda _: "")
    folded = _rewrite(folded, _PARTS, lambda found: parts()[found[0]])
    folded = _rewrite(folded, _UNDERSCORED, lambda found: found[0].replace("_", " "))
    folded = _rewrite(folded, _STUFFED, lambda found: "" if found[0].strip() else None)
    folded = _rewrite(folded, _STOPPED, lambda _: "")
    folded = _rewrite(folded, _GAP, lambda _: "")
    folded = _rewrite(folded, _LETTERS, _spelt_out)
    folded = _rewrite(folded, _STUFFED_WORD, _unstuffed)
    folded = _rewrite(folded, _RUN_TOGETHER, _parted)
    folded = _rewrite(folded, _LEET, _plain_letters)
    folded = _with_vowels(folded)
    return _rewrite(folded, _LONG_WORD, lambda found: nearly(found[0]))


def _with_vowels(folded: Folded) -> Folded:
    """Put back the vowels of a text that leaves them out; one such word alone is an abbreviation."""
    bare = [found[0] for found in _VOWELLESS.finditer(folded.text) if vowelled(found[0])]
    if len(bare) < _TWICE:
        return folded
    return _rewrite(folded, _VOWELLESS, lambda found: vowelled(found[0]))


def backwards(folded: Folded) -> Folded | None:
    """Give a short text from its end to its beginning if a medicine stands in it so, and none as written."""
    if len(folded.text) > _BACKWARDS or next(names().find(folded.text), None) is not None:
        return None
    turned = folded.text[::-1]
    found = [one.end - one.start for one in names().find(turned)]
    if not any(length > 2 for length in found):
        said = any(len(one) > 1 and one in turned and one not in folded.text for one in phrases("around"))
        if not (found and said):
            return None
    return Folded(turned, folded.origins[::-1])


class _Decoded:
    """A text in which encoded stretches stand decoded; `origins` is None where nothing was encoded."""

    __slots__ = ("origins", "text")

    def __init__(self, text: str, origins: tuple[int, ...] | None) -> None:
        self.text = text
        self.origins = origins


def _decoded(text: str) -> _Decoded:
    whole = Folded(text, tuple(range(len(text))))
    now = _rewrite(whole, _ESCAPED, lambda found: _unescaped(found[0]))
    now = _rewrite(now, _URL, lambda found: _readable(unquote_to_bytes(found[0].replace("+", " "))))
    now = _rewrite(now, _HEX, lambda found: _readable(_unhex(found[0])))
    now = _rewrite(now, _BASE64, lambda found: _readable(_unbase64(found[0])))
    if now.text == text and (turned := _rotated(text)) is not None:
        return _Decoded(turned, tuple(range(len(text))))
    return _Decoded(now.text, None if now.text == text else now.origins)


def _unescaped(found: str) -> str | None:
    """Read Unicode escapes; a number that is no character leaves them alone."""
    codes = [
        int(one[1] or one[2], 16) if one[1] or one[2] else int(one[3]) for one in _ESCAPE.finditer(found)
    ]
    if any(code > _LAST_CHARACTER or _SURROGATES[0] <= code <= _SURROGATES[1] for code in codes):
        return None
    return "".join(map(chr, codes))


def _unhex(found: str) -> bytes:
    try:
        return bytes.fromhex(re.sub(r"\\x|[ :]", "", found)[:_LONGEST_CODE])
    except ValueError:
        return b""


def _unbase64(found: str) -> bytes:
    bare = found.rstrip("=")[:_LONGEST_CODE]
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return b""


def _readable(data: bytes) -> str | None:
    """Give what the bytes say if people can read it, else None."""
    try:
        said = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if len(said) <= 3 or not all(one.isprintable() or one.isspace() for one in said):
        return None
    return said if sum(map(str.isalnum, said)) >= _READABLE * len(said) else None


def _rotated(text: str) -> str | None:
    """Give the text turned by 13 letters if that, and only that, reads as words of this trade."""
    head = text[:_LONGEST_CODE].lower()
    if not head.isascii():
        return None
    words = _WORD.findall(head)
    turned = _WORD.findall(codecs.encode(head, "rot13"))
    before, after = (sum(one in _KNOWN for one in each) for each in (words, turned))
    return codecs.encode(text, "rot13") if after >= 3 and after > 2 * before else None


def _spelt_out(found: re.Match[str]) -> str | None:
    """Join spaced letters and cut them into known words; left alone where they make none."""
    joined = re.sub(r"[^a-z]", "", found[0])
    return " ".join(words) if (words := cut(joined, _vocabulary(), longest=16)) else None


@cache
def _vocabulary() -> frozenset[str]:
    letters = {name for name in names().kinds if name.isascii() and name.isalpha()}
    return _KNOWN | letters


def _unstuffed(found: re.Match[str]) -> str | None:
    joined = re.sub(r"[^a-z]", "", found[0])
    return joined if joined in _vocabulary() else None


def _parted(found: re.Match[str]) -> str | None:
    """Cut words written together into known ones; a known word, or one that is none, stays."""
    if found[0] in _vocabulary():
        return None
    words = cut(found[0], _vocabulary(), longest=16)
    return " ".join(words) if len(words) >= _SOME_WORDS else None


def _bare(accented: str) -> str:
    """Take the marks off letters."""
    return "".join(one for one in unicodedata.normalize("NFKD", accented) if not unicodedata.combining(one))


def _plain_letters(found: re.Match[str]) -> str | None:
    """Read digits as letters where a known word comes out; measures and codes stay."""
    known = _vocabulary()
    plain = found[0].translate(_LEET_LETTERS)
    for one in ("i", "l"):
        if (read := plain.replace("1", one).replace("!", one)) in known:
            return read
    return None


def _rewrite(
    folded: Folded, pattern: re.Pattern[str], reading: Callable[[re.Match[str]], str | None]
) -> Folded:
    """Put readings in place of what `pattern` finds; a reading's characters spread over what stood there."""
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for found in pattern.finditer(folded.text):
        read = reading(found)
        if read is None or not found[0]:
            continue
        start, end = found.span()
        pieces += [folded.text[done:start], read]
        origins += folded.origins[done:start]
        origins += [folded.origins[start + index * (end - start) // len(read)] for index in range(len(read))]
        if read:
            origins[-1] = folded.origins[end - 1]
        done = end
    if not done:
        return folded
    pieces.append(folded.text[done:])
    origins += folded.origins[done:]
    return Folded("".join(pieces), tuple(origins))
