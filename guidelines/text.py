"""Folding for matching only, the language of a text, and its sentences; stored text is never changed.

Folding unites what a reader takes for the same character: width, script variant, dash and range mark,
comparator, unit sign, layout white space. Case, digits and words stay what they are.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from guidelines.model import Language
from guidelines.script import simplified

_DASHES = "-‐‑‒–—―−﹣－~～〜∼˜"
_SAME = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("⩾≧≥", "≥")
    | dict.fromkeys("⩽≦≤", "≤")
    | dict.fromkeys("“”„‟«»「」『』＂", '"')
    | dict.fromkeys("‘’‚‛＇", "'")
    | {"℃": "°C", "º": "°", "µ": "μ", "：": ":", "．": ".", "∶": ":"}
)
_LONG = 2_000
_RAISED = {char: digit for digit, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {
    char: digit for digit, char in enumerate("₀₁₂₃₄₅₆₇₈₉")
}


@dataclass(frozen=True, slots=True)
class Span:
    """`start:end` of some text, in code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text with the original span of each of its characters."""

    text: str
    starts: array[int]
    ends: array[int]

    def original(self, start: int, end: int) -> Span:
        """Give the original span of the folded `start:end` (not empty)."""
        return Span(self.starts[start], self.ends[end - 1])

    def find(self, folded_quote: str) -> Span | None:
        """Find a folded quotation that starts and ends at whole original characters."""
        at = self.text.find(folded_quote) if folded_quote else -1
        while at >= 0:
            last = at + len(folded_quote)
            whole_start = at == 0 or self.starts[at - 1] != self.starts[at]
            whole_end = last == len(self.text) or self.ends[last - 1] != self.ends[last]
            if whole_start and whole_end:
                return self.original(at, last)
            at = self.text.find(folded_quote, at + 1)
        return None


class _CharacterTable(dict[str, str]):
    """What each character folds to by itself, computed once; an empty string drops it."""

    def __init__(self) -> None:
        super().__init__(_SAME)

    def __missing__(self, char: str) -> str:
        folded = self[char] = self._fold(char)
        return folded

    def _fold(self, char: str) -> str:
        category = unicodedata.category(char)
        if category in {"Cf", "Cc"} and not char.isspace():
            return ""
        if char.isspace():
            return " "
        if category == "No":
            return char
        plain = unicodedata.normalize("NFKC", char)
        plain = "".join(_SAME.get(one, one) for one in plain)
        return "".join(map(simplified, plain))


_TABLE = _CharacterTable()


def fold(text: str) -> str:
    """Fold a text for comparison; folding twice changes nothing more."""
    return folded(text).text


def folded(text: str) -> Folded:
    """Fold a text and keep, for every folded character, where it stood.

    White space is dropped, except that one blank stays between ASCII letters or digits (`1 10` is not
    `110`). `至` counts as a range mark before a digit. A raised digit after a digit stays raised, because
    10⁹ is not 109. Long texts are folded once and remembered.
    """
    return _remembered(text) if len(text) >= _LONG else _folded(text)


@lru_cache(maxsize=64)
def _remembered(text: str) -> Folded:
    return _folded(text)


def _folded(text: str) -> Folded:
    out: list[str] = []
    starts, ends = array("L"), array("L")

    def put(piece: str, start: int, end: int) -> None:
        for char in piece:
            out.append(char)
            starts.append(start)
            ends.append(end)

    blank: tuple[int, int] | None = None
    for at, char in enumerate(text):
        piece = _TABLE[char]
        if piece == " ":
            blank = (blank[0] if blank else at, at + 1)
            continue
        if not piece:
            continue
        if char in _RAISED and not (out and out[-1].isdigit()):
            piece = str(_RAISED[char])
        if blank and out and _word(out[-1]) and _word(piece[0]):
            put(" ", *blank)
        blank = None
        if piece == "=" and out and out[-1] in "<>":
            out[-1] = "≥" if out[-1] == ">" else "≤"
            ends[-1] = at + 1
            continue
        put(piece, at, at + 1)
    return Folded(_ranges("".join(out)), starts, ends)


def _word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _ranges(text: str) -> str:
    return re.sub(r"至(?=\d)", "-", text)


_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def _vocabulary(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH = _vocabulary(
    "the of and to in is for with a an what when should how which does do are be or on not by if can at it "
    "who why was has have from after before"
)
_OTHER_LATIN = _vocabulary(
    "le la les des du une est pour avec dans quel quelle que el los las del una para con por cual cuál der "
    "das und ist mit für nicht ein eine wie bei il di che gli della uma não dos como qual och att är het een "
    "van voor"
)


def language_of(text: str) -> Language | None:
    """Say whether a text is Chinese or English by the share of its scripts; None when it is neither.

    Latin script counts as English unless function words of other languages outnumber the English ones.
    """
    letters = sum(1 for char in text if char.isalpha())
    cjk, kana, latin = (len(pattern.findall(text)) for pattern in (_CJK, _KANA, _LATIN))
    if letters == 0 or kana > 0.1 * (cjk + kana):
        return None
    if cjk >= 0.15 * letters:
        return "zh"
    if latin < 0.8 * letters:
        return None
    words = re.findall(r"[a-zà-ÿ]+", text.casefold())
    foreign = sum(1 for word in words if word in _OTHER_LATIN)
    english = sum(1 for word in words if word in _ENGLISH)
    return None if foreign >= 2 and foreign > english else "en"


_STOP = re.compile(r"""[。！？；\n]|[.!?;]""")
_CLOSING = "”’\"')）】」』]"
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|e\.g|i\.e|etc|cf|approx|fig|figs|no|nos|vol|dr|prof|mr|mrs|ms|st|ed|eds|ref|al|resp|min|max|"
    r"sec|ch|pp?|incl|inc|u\.s|u\.k)|\b[A-Z]|(?:^|\n)[ \t]*\d{1,3}|[.!?;)] \d{1,2}|[(\[]\d{1,3})$",
    re.IGNORECASE,
)


def sentences(text: str) -> tuple[Span, ...]:
    """Cut published text into sentences: spans in order, trimmed of white space, none of them empty.

    A line break always ends a sentence. Decimals, abbreviations and list numbers do not.
    """
    spans: list[Span] = []
    start = 0
    for match in _STOP.finditer(text):
        end = match.end()
        if end <= start or not _ends_sentence(text, match.start()):
            continue
        while end < len(text) and text[end] in _CLOSING and match[0] != "\n":
            end += 1
        _keep(text, start, end, spans)
        start = end
    _keep(text, start, len(text), spans)
    return tuple(spans)


def _keep(text: str, start: int, end: int, spans: list[Span]) -> None:
    piece = text[start:end]
    trimmed = piece.strip()
    if trimmed:
        first = start + piece.index(trimmed[0])
        spans.append(Span(first, first + len(trimmed)))


def _ends_sentence(text: str, at: int) -> bool:
    mark = text[at]
    if mark in "。！？；\n":
        return True
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if _CJK.match(before) or (mark != "." and _CJK.match(after)):
        return True
    if mark == ";":
        return False
    rest = text[at + 1 : at + 8].lstrip(_CLOSING)
    if rest and not rest[0].isspace():
        return False
    following = rest.lstrip()
    if following and following[0].islower():
        return False
    return mark != "." or not _ABBREVIATION.search(text[max(0, at - 12) : at])
