"""The pinyin channel: words typed as pinyin, or in characters that sound the same, read as what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby, pairwise
from typing import Final

from assistant.gate.disguise import COMMON_WORDS
from assistant.gate.folding import Folded
from assistant.gate.heard import english
from assistant.gate.names import names, phrases
from assistant.gate.rewriting import rewrite
from assistant.gate.segmenting import cut
from assistant.gate.sounding import characters, known, latin

_LATIN_RUN: Final = re.compile(r"[a-z]+")
_TOKEN: Final = re.compile(r"[a-z]+|[\u3400-\u9fff]")
_LATIN: Final = re.compile("[a-z]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_BETWEEN: Final = re.compile(r"[ '\-.]*")
_LONGEST: Final = 6
_FROM_SOUND: Final = 3
_PLAIN_RUN: Final = 3
_LONGEST_SPOKEN: Final = 200
"""Syllables of a stretch; a longer one is read by its known phrases alone."""
_SAID: Final = 0.6
"""Share of neighbours that are said here, from which on letters read as Chinese."""
_ZHUYIN: Final = re.compile("[\u3105-\u312fˉˊˇˋ˙ ]*[\u3105-\u312f][ˉˊˇˋ˙]?")
_ENDS: Final = "(?![\u311a-\u3129])"
_ZHUYIN_SYLLABLE: Final = re.compile(
    f"[\u3105-\u3119]?[\u3127-\u3129]?[\u311a-\u3126]|[\u3105-\u3119]?[\u3127-\u3129]{_ENDS}|[\u3113-\u3119]{_ENDS}"
)
_TONED: Final = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,6}[1-5][ '\-]?){3,200}(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class _Syllable:
    sound: str
    start: int
    end: int
    latin: bool
    character: str = ""
    alone: bool = True
    """Whether the word in letters is this syllable and no other."""


def read_aloud(folded: Folded) -> Folded:
    """Put characters in place of pinyin and of names misspelt by sound; the rest stays."""
    folded = rewrite(folded, _ZHUYIN, _in_letters)
    folded = rewrite(folded, _TONED, _toneless)
    if not _worth_reading(folded.text) or _sounds_of_nothing(folded.text):
        return folded
    syllables = list(_syllables(folded.text))
    if written := _written_out(syllables):
        folded = _put(folded, written)
        syllables = list(_syllables(folded.text))
    return _put(folded, list(_readings(syllables, folded.text)))


def _written_out(syllables: Sequence[_Syllable]) -> list[tuple[int, int, str]]:
    """Give a character for each syllable in letters of every stretch that reads as Chinese."""
    found: list[tuple[int, int, str]] = []
    start = 0
    for index in range(len(syllables) + 1):
        if index < len(syllables) and syllables[index].sound:
            continue
        found += _as_said(syllables[start:index])
        start = index + 1
    return found


def _as_said(stretch: Sequence[_Syllable]) -> Iterator[tuple[int, int, str]]:
    """Give the characters of one stretch, if enough of it is in letters and what it says is said here."""
    letters = sum(one.latin for one in stretch)
    if not letters or len(stretch) > _LONGEST_SPOKEN or letters == len(stretch) < _PLAIN_RUN:
        return
    said = characters([one.sound if one.latin else one.character for one in stretch])
    heard = [said[at : at + 2] for at, near in enumerate(pairwise(stretch)) if near[0].latin or near[1].latin]
    if known(heard) < _SAID:
        return
    for latin_run, group in groupby(range(len(stretch)), key=lambda place: stretch[place].latin):
        places = list(group)
        if latin_run:
            yield stretch[places[0]].start, stretch[places[-1]].end, said[places[0] : places[-1] + 1]


def _in_letters(found: re.Match[str]) -> str | None:
    """Read Zhuyin as pinyin; what is no syllable stays."""
    read = [latin(one) for one in _ZHUYIN_SYLLABLE.findall(found[0])]
    return " ".join(one for one in read if one) if all(read) else None


def _toneless(found: re.Match[str]) -> str | None:
    """Take the numbers of tones off pinyin."""
    read = re.findall("[a-z]+", found[0])
    return " ".join(read) if all(one in _sounds() for one in read) else None


def _put(folded: Folded, found: Sequence[tuple[int, int, str]]) -> Folded:
    if not found:
        return folded
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for start, end, said in found:
        pieces += [folded.text[done:start], said]
        origins += folded.origins[done:start]
        origins += [folded.origins[start + i * (end - start) // len(said)] for i in range(len(said))]
        origins[-1] = folded.origins[end - 1]
        done = end
    pieces.append(folded.text[done:])
    origins += folded.origins[done:]
    return Folded("".join(pieces), tuple(origins))


def _worth_reading(text: str) -> bool:
    if any("\u3400" <= one <= "\u9fff" for one in text):
        return True
    runs = _LATIN_RUN.findall(text)
    return len(runs) > 1 or any(len(_split(run)) >= _PLAIN_RUN for run in runs)


def _sounds_of_nothing(text: str) -> bool:
    """Say whether a text without letters holds no three characters in a row that sound as a name begins."""
    if _LATIN.search(text):
        return False
    sounds = [_sound(one) for one in _HAN.findall(text)]
    return _openings().isdisjoint(zip(sounds, sounds[1:], sounds[2:], strict=False))


def _syllables(text: str) -> Iterator[_Syllable]:
    """Give what can be spoken; a word in letters that is no pinyin parts what stands around it."""
    end_before = 0
    for token in _TOKEN.finditer(text):
        if end_before and not _BETWEEN.fullmatch(text, end_before, token.start()):
            yield _Syllable("", end_before, token.start(), latin=False)
        start, end_before = token.span()
        if "a" <= token[0][0] <= "z":
            position = start
            sounds = _split(token[0]) or ("",)
            for sound in sounds:
                end = position + len(sound) if sound else end_before
                yield _Syllable(sound, position, end, latin=True, alone=len(sounds) == 1)
                position = end
        else:
            yield _Syllable(_sound(token[0]), start, end_before, latin=False, character=token[0])


def _readings(syllables: Sequence[_Syllable], text: str) -> Iterator[tuple[int, int, str]]:
    index, count = 0, len(syllables)
    spoken = _spoken_stretches(syllables)
    while index < count:
        match = _longest(syllables, index, text, spoken)
        if match is None:
            index += 1
            continue
        length, said = match
        yield syllables[index].start, syllables[index + length - 1].end, said
        index += length


def _spoken_stretches(syllables: Sequence[_Syllable]) -> frozenset[int]:
    """Give the syllables in letters that stand in a stretch that reads as pinyin, not as another language."""
    spoken: set[int] = set()
    start = 0
    for index in range(len(syllables) + 1):
        if index < len(syllables) and syllables[index].sound and syllables[index].latin:
            continue
        if index - start >= _PLAIN_RUN and _says_something(syllables[start:index]):
            spoken.update(range(start, index))
        start = index + 1
    for index, one in enumerate(syllables):
        if one.latin and one.sound and _beside_characters(syllables, index):
            spoken.add(index)
    return frozenset(spoken)


def _says_something(stretch: Sequence[_Syllable]) -> bool:
    """Say whether known phrases of two syllables and more cover a third of a stretch."""
    sounds = [one.sound for one in stretch]
    covered = index = 0
    while index < len(sounds):
        length = next(
            (
                n
                for n in range(min(_LONGEST, len(sounds) - index), 1, -1)
                if tuple(sounds[index : index + n]) in _said()
            ),
            1,
        )
        covered += length if length > 1 else 0
        index += length
    return covered >= 2 and covered * 3 >= len(sounds)


def _beside_characters(syllables: Sequence[_Syllable], index: int) -> bool:
    here = syllables[index]
    near = [syllables[one] for one in (index - 1, index + 1) if 0 <= one < len(syllables)]
    return any(
        one.sound and not one.latin and here.start in (one.end, one.start - len(here.sound)) for one in near
    )


def _longest(
    syllables: Sequence[_Syllable], index: int, text: str, spoken: frozenset[int]
) -> tuple[int, str] | None:
    stretch = syllables[index : index + _LONGEST]
    if not stretch[0].latin and (len(stretch) == 1 or (stretch[0].sound, stretch[1].sound) not in _heads()):
        return None
    for length in range(len(stretch), 0, -1):
        part = stretch[:length]
        said = _said().get(tuple(one.sound for one in part))
        if said is None:
            continue
        latin = [index + place for place, one in enumerate(part) if one.latin]
        if latin:
            if all(one in spoken for one in latin) and (length > 1 or part[0].alone):
                return length, said
        elif length >= _FROM_SOUND and _sounds_alike(text[part[0].start : part[-1].end], said):
            return length, said
    return None


def _sounds_alike(written: str, said: str) -> bool:
    """Say whether a name is misspelt in one character only, and what is written holds no name itself."""
    if said not in names().kinds or len(written) != len(said) or said.endswith("药"):
        return False
    differing = sum(a != b for a, b in zip(written, said, strict=True))
    return differing == 1 and next(names().find(written), None) is None


@cache
def _said() -> dict[tuple[str, ...], str]:
    """Give what each run of sounds says: phrases before names, longer words of the lexicon only."""
    said: dict[tuple[str, ...], str] = {}
    for word in (*phrases("single"), *phrases("around")):
        said.setdefault(tuple(map(_sound, word)), word)
    for name, kind in names().kinds.items():
        if 2 <= len(name) <= _LONGEST and all("\u3400" <= one <= "\u9fff" for one in name) and kind != "herb":
            said.setdefault(tuple(map(_sound, name)), name)
    return said


@cache
def _heads() -> frozenset[tuple[str, str]]:
    return frozenset((sounds[0], sounds[1]) for sounds in _said() if len(sounds) > 1)


@cache
def _openings() -> frozenset[tuple[str, str, str]]:
    return frozenset((said[0], said[1], said[2]) for said in _said() if len(said) >= _FROM_SOUND)


@cache
def _sound(character: str) -> str:
    import pypinyin  # noqa: PLC0415 - its tables take a moment; only this room reads sounds

    return str(pypinyin.lazy_pinyin(character)[0]).replace("ü", "v") if character else ""


@cache
def _sounds() -> frozenset[str]:
    listed = resources.files("assistant.gate.lexicon").joinpath("syllables.txt").read_text("utf-8")
    return frozenset(listed.split()) - {"e", "o"}


@lru_cache(maxsize=8192)
def _split(word: str) -> tuple[str, ...]:
    """Cut letters into pinyin syllables, fewest first; nothing if they are none."""
    if (
        len(word) > 240
        or word in COMMON_WORDS
        or (len(word) > _PLAIN_RUN and word in english() and word not in _sounds())
    ):
        return ()
    return cut(word, _sounds(), longest=6)
