"""A streamed draft as finished sentences: markers taken off, numbers and abbreviations left whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NUMBERS = r"\d{1,3}(?:\s*[,，、;~–-]\s*\d{1,3})*"
_MARKER = re.compile(
    rf"[ \t]*[\[【［〔]\s*\^?(?:来源|证据|文献|source|evidence|passage)?\s*({_NUMBERS})\s*[\]】］〕]",
    re.IGNORECASE,
)
_HALF_MARKER = re.compile(r"[ \t]*[\[【［〔][^\]】］〕\n]{0,24}$")
_RANGE = re.compile(r"(\d+)\s*[~–-]\s*(\d+)")
_LIST = re.compile(
    r"^\s*(?:#{1,6}\s+|>\s+|[-*•·–]\s+|[(（]?\d{1,2}[.、)）](?!\d)\s*|[①-⑳]\s*|[一二三四五六七八九十]{1,3}、)+"
)
_LEADING = re.compile(rf"^(?:{_LIST.pattern[1:]})?{_MARKER.pattern}", re.IGNORECASE)
_NUMBERING = re.compile(r"(?:^|\n)\s*(?:[-*•]\s*)?[(（]?\d{1,2}\.$")
_RULER = re.compile(r"^[\s|:+=_*-]*$")
_CLOSERS = "”’」』）)\"'*"
_STOPS = "。！？!?"
_ABBREVIATIONS = frozenset(
    f"{word}."
    for word in (
        *(
            "e.g",
            "i.e",
            "vs",
            "dr",
            "mr",
            "mrs",
            "fig",
            "no",
            "approx",
            "al",
            "cf",
            "etc",
            "resp",
            "vol",
            "p",
            "pp",
        ),
        *("st", "i.v", "i.m", "s.c", "p.o", "a.m", "p.m", "max", "min", "ca", "spp", "sp", "u.s"),
    )
)
_EDGE = re.compile(r"[\s。．.！？!?：:，,“”\"'*]+")
_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """A sentence as the model wrote it (`raw`), clean, with the markers it gave itself.

    `silent` says that it is the agreed phrase for "no answer".
    """

    text: str
    markers: tuple[int, ...]
    raw: str
    silent: bool = False


@dataclass(slots=True)
class SentenceStream:
    """Cuts a stream into sentences; however it is split into deltas, the sentences are the same."""

    silence: frozenset[str] = frozenset()
    _buffer: str = field(default="", init=False)

    def feed(self, delta: str) -> list[DraftSentence]:
        """Take the next piece and give the sentences that are certainly finished."""
        self._buffer += delta
        return self._drain(final=False)

    def finish(self) -> list[DraftSentence]:
        """Give what is left; an unfinished last sentence counts as one."""
        return self._drain(final=True)

    def _drain(self, *, final: bool) -> list[DraftSentence]:
        found: list[DraftSentence] = []
        while (end := _end(self._buffer, final=final)) is not None:
            raw, self._buffer = self._buffer[:end], self._buffer[end:]
            sentence = self._clean(raw)
            if sentence is not None:
                found.append(sentence)
        return found

    def _clean(self, raw: str) -> DraftSentence | None:
        markers = tuple(dict.fromkeys(n for match in _MARKER.finditer(raw) for n in _expand(match[1])))
        text = _LIST.sub("", _MARKER.sub("", raw).strip()).replace("**", "").strip()
        if text.startswith("|"):
            text = "" if _RULER.match(text) else " ".join(cell.strip() for cell in text.split("|")).strip()
        if not any(letter.isalnum() for letter in text):
            return None
        bare = _EDGE.sub("", text).casefold()
        silent = any(bare.startswith(_EDGE.sub("", phrase).casefold()) for phrase in self.silence)
        return DraftSentence(text=text, markers=markers, raw=raw, silent=silent)


def _expand(numbers: str) -> list[int]:
    spread = _RANGE.sub(
        lambda m: ",".join(str(n) for n in range(int(m[1]), min(int(m[2]), int(m[1]) + 20) + 1)), numbers
    )
    return [int(number) for number in re.findall(r"\d+", spread)]


def _end(buffer: str, *, final: bool) -> int | None:
    """Find where the first sentence ends, or None while that cannot be known."""
    table = buffer.lstrip(" \n").startswith("|")
    for at, letter in enumerate(buffer):
        if letter == "\n":
            if buffer[:at].strip():
                return at + 1
            continue
        if table or (letter not in _STOPS and letter != "."):
            continue
        stop = _behind(buffer, at, final=final)
        if stop is None:
            return None
        if stop > 0:
            return stop
        if at > _LONGEST:
            return at + 1
    return len(buffer) if final and buffer.strip() else None


def _behind(buffer: str, at: int, *, final: bool) -> int | None:
    """Give the end behind a full stop with closers and markers, 0 when it ends nothing, None when unknown."""
    end = at + 1
    while end < len(buffer) and buffer[end] in _CLOSERS + _STOPS + ".":
        end += 1
    if end == len(buffer) and not final:
        return None
    marked = end
    if not _LEADING.match(buffer):
        while match := _MARKER.match(buffer, marked):
            marked = match.end()
    if _HALF_MARKER.match(buffer, marked) and not final:
        return None
    rest = buffer[marked:]
    ahead = rest.lstrip(" \t")
    if not ahead and not final:
        return None
    if marked > end and ahead[:1] in set(_STOPS + "."):
        marked += len(rest) - len(ahead) + 1
    if buffer[at] == "." and not _is_stop(
        buffer, at, spaced=len(ahead) < len(rest) or marked > end, ahead=ahead
    ):
        return 0
    return marked


def _is_stop(buffer: str, at: int, *, spaced: bool, ahead: str) -> bool:
    """Say whether the dot at `at` ends a sentence: no decimal, abbreviation, numbering or initial."""
    before = buffer[: at + 1]
    word = before.split()[-1].lower().lstrip("(（[") if before.split() else ""
    if _NUMBERING.search(before) or word in _ABBREVIATIONS or re.fullmatch(r"[a-z]\.", word):
        return False
    if not ahead or ahead[0] == "\n":
        return True
    if buffer[at - 1 : at].isascii() and not spaced:
        return not ahead[0].isascii()
    return not ahead[0].islower()
