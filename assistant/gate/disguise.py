"""Takes off what hides words: stuffing, spaced letters, digits for letters, encodings; offsets stay."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

from assistant.gate.decoding import decoded
from assistant.gate.folding import Folded, fold
from assistant.gate.heard import english, follows
from assistant.gate.misspelling import nearly, vowelled
from assistant.gate.names import names, parts, phrases
from assistant.gate.rewriting import rewrite
from assistant.gate.segmenting import cut
from assistant.gate.turning import turned_back

_HAN: Final = "\u3400-\u9fff"
_DIGITS_BETWEEN: Final = re.compile(
    rf"(?<=[{_HAN}])\d(?=[{_HAN}]\d[{_HAN}])|(?<=[{_HAN}]\d[{_HAN}])\d(?=[{_HAN}])"
)
_UNDERSCORED: Final = re.compile(r"(?<![a-z_])[a-z0-9']+[,.?!]?(?:_[a-z0-9',.?!]+){2,60}(?!_)")
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
_INLINE_TAG: Final = re.compile(
    r"</?(?:[abius]|em|strong|span|font|su[bp]|mark|small|big|code|wbr|tt)(?: [^<>\n]{0,60})?/?>"
)
_COLUMN: Final = re.compile(r"(?<![^\n])[^\n](?:\n[^\n]){7,}(?![^\n])")
_WIDELY_SPACED: Final = re.compile(r"(?<!\S)\S(?: \S)*(?: {2,3}\S(?: \S)*){2,}(?!\S)")
_BOXED: Final = re.compile(rf"(?:[\[(<{{【〔「『][{_HAN}][\])>}}】〕」』][,。!?]?){{2,}}")
_BOX: Final = re.compile(r"[\[\](){}<>【】〔〕「」『』]")
_DOTTED: Final = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[.\-_*·|~][a-z0-9']){1,40}(?![a-z0-9])")
_DRAWN_OUT: Final = re.compile(r"(?<![a-z])[a-z]{0,20}?([a-z])\1\1[a-z]{0,60}(?![a-z])")
_RUNS: Final = re.compile(r"([a-z])\1{2,}")
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
_SOME_WORDS: Final = 3
_AVERAGE: Final = 2.7
_FIRST_HAN: Final = "\u3400"
_LEAST_BACK: Final = 8
_BACKWARDS: Final = 400
"""Longer texts are not tried from their end."""
_KNOWN: Final = frozenset(phrases("words"))
COMMON_WORDS: Final = frozenset(word for word in _KNOWN if len(word) > 2)
"""English words of this trade that are no pinyin, although some could be."""


def undisguised(text: str, written: Folded | None = None) -> Folded:
    """Fold a text and take every disguise off; what is not disguised stays as it was folded (`written`)."""
    opened = decoded(text)
    folded = written if written is not None and opened is None else fold(opened.text if opened else text)
    if opened is not None:
        folded = Folded(folded.text, tuple(opened.origins[one] for one in folded.origins))
    folded = _joined(_plain(folded))
    if backwards(folded) is None:
        folded = _names_turned(folded)
    folded = turned_back(folded)
    folded = rewrite(folded, _LEET, _plain_letters)
    folded = _with_vowels(folded)
    return rewrite(folded, _LONG_WORD, lambda found: nearly(found[0]))


def _plain(folded: Folded) -> Folded:
    """Take off tags and accents, and letters of another script that only look Latin."""
    folded = rewrite(folded, _INLINE_TAG, lambda _: "")
    folded = rewrite(folded, _TAG, lambda _: " ")
    folded = rewrite(folded, _COLUMN, lambda found: found[0].replace("\n", ""))
    folded = rewrite(folded, _WIDELY_SPACED, lambda found: _tightened(found[0]))
    folded = rewrite(folded, _WIDE_GAP, lambda _: " ")
    folded = rewrite(folded, _UMLAUT, lambda _: "v")
    folded = rewrite(folded, _ACCENTED, lambda found: _bare(found[0]))
    if _MIXED.search(folded.text):
        folded = rewrite(folded, _OTHER_LETTERS, lambda found: found[0].translate(_LOOKALIKES))
    return folded


def _joined(folded: Folded) -> Folded:
    """Join what is split, stuffed, boxed or spaced out, and part what is run together."""
    folded = rewrite(folded, _BOXED, lambda found: _BOX.sub("", found[0]))
    folded = rewrite(folded, _SPACED, lambda found: _NOT_HAN.sub("", found[0]))
    folded = rewrite(folded, _DIGITS_BETWEEN, lambda _: "")
    folded = rewrite(folded, _PARTS, lambda found: parts()[found[0]])
    folded = rewrite(folded, _UNDERSCORED, lambda found: found[0].replace("_", " "))
    folded = rewrite(folded, _STUFFED, lambda found: "" if found[0].strip() else None)
    folded = rewrite(folded, _STOPPED, lambda _: "")
    folded = rewrite(folded, _GAP, lambda _: "")
    spelt = sum(1 for _ in _DOTTED.finditer(folded.text)) > _SOME_WORDS
    folded = rewrite(folded, _DOTTED, lambda found: _undotted(found[0], always=spelt))
    folded = rewrite(folded, _LETTERS, _spelt_out)
    folded = rewrite(folded, _STUFFED_WORD, _unstuffed)
    folded = rewrite(folded, _DRAWN_OUT, lambda found: _short(found[0]))
    return rewrite(folded, _RUN_TOGETHER, _parted)


def _with_vowels(folded: Folded) -> Folded:
    """Put back the vowels of a text that leaves them out; one such word alone is an abbreviation."""
    bare = {found[0] for found in _VOWELLESS.finditer(folded.text) if vowelled(found[0])}
    if len(bare) < _TWICE:
        return folded
    return rewrite(folded, _VOWELLESS, lambda found: vowelled(found[0]))


def backwards(folded: Folded) -> Folded | None:
    """Give a short text from its end on if its characters follow each other so, not as written."""
    text = folded.text
    if len(text) > _BACKWARDS:
        return None
    pairs = [one + other for one, other in pairwise(text) if one >= _FIRST_HAN and other >= _FIRST_HAN]
    ahead = sum(follows().get(pair, -1) + 1 for pair in pairs)
    back = sum(follows().get(pair[::-1], -1) + 1 for pair in pairs)
    return Folded(text[::-1], folded.origins[::-1]) if back > _LEAST_BACK and back > _TWICE * ahead else None


def _names_turned(folded: Folded) -> Folded:
    """Turn round the names of medicines that stand from their end to their beginning in a short text."""
    text = folded.text
    if len(text) > _BACKWARDS:
        return folded
    for name in names().find(text[::-1]):
        start, end = len(text) - name.end, len(text) - name.start
        if end - start > _TWICE and name.kind != "herb" and text[start] >= _FIRST_HAN:
            text = text[:start] + text[start:end][::-1] + text[end:]
    return folded if text == folded.text else Folded(text, folded.origins)


def _tightened(spaced: str) -> str:
    """Take the single spaces out of words that wider gaps part."""
    return " ".join(one.replace(" ", "") for one in re.split(" {2,}", spaced))


def _undotted(dotted: str, *, always: bool) -> str | None:
    """Join the letters of one word; numbers and what is too short to be one stay, unless all is spelt so."""
    joined = re.sub(r"[.\-_*·|~]", "", dotted)
    letters = sum(map(str.isalpha, joined))
    if always:
        return joined if letters else None
    return joined if letters > 1 and (len(joined) > _TWICE or joined in english()) else None


def _short(drawn: str) -> str:
    """Take letters told three times and more as one, or as two where only that makes a word."""
    once, twice = _RUNS.sub(r"\1", drawn), _RUNS.sub(r"\1\1", drawn)
    return twice if twice in english() and once not in english() else once


def _spelt_out(found: re.Match[str]) -> str | None:
    """Join spaced letters and cut them into known words; left alone where they make none."""
    joined = re.sub(r"[^a-z]", "", found[0])
    return " ".join(words) if (words := cut(joined, english(), longest=16)) else None


def _unstuffed(found: re.Match[str]) -> str | None:
    joined = re.sub(r"[^a-z]", "", found[0])
    return joined if joined in english() else None


def _parted(found: re.Match[str]) -> str | None:
    """Cut words written together into known ones; a known word, or one that is none, stays."""
    if found[0] in english():
        return None
    words = cut(found[0], english(), longest=16)
    enough = len(words) >= _SOME_WORDS and len(found[0]) >= _AVERAGE * len(words)
    return " ".join(words) if enough else None


def _bare(accented: str) -> str:
    """Take the marks off letters."""
    return "".join(one for one in unicodedata.normalize("NFKD", accented) if not unicodedata.combining(one))


def _plain_letters(found: re.Match[str]) -> str | None:
    """Read digits as letters where a known word comes out; measures and codes stay."""
    plain = found[0].translate(_LEET_LETTERS)
    for one in ("i", "l"):
        read = plain.replace("1", one).replace("!", one)
        if read in _KNOWN or (len(read) > _SOME_WORDS and read in english()):
            return read
    return None
