"""Transcripts as turns: pasted lines with who speaks, or the cues of a WebVTT or SubRip file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.drafting.record import Speaker

_WORDS: Final[tuple[tuple[Speaker, str], ...]] = (
    ("nurse", r"护士|护理|nurse"),
    ("doctor", r"医生|医师|大夫|主任|doctor|physician|clinician|provider|^dr\b|^d$|^医$"),
    (
        "family",
        (
            r"家属|家人|陪|父|母|爸|妈|丈夫|妻子|爱人|老伴|儿子|女儿|儿媳|女婿|哥|姐|弟|妹|爷|奶"
            r"|family|mother|father|wife|husband|son|daughter|guardian|carer"
        ),
    ),
    ("patient", r"患者|病人|病员|patient|^pt$|^p$|^患$"),
)
_ROLES: Final = tuple((role, re.compile(words, re.IGNORECASE)) for role, words in _WORDS)
_NAMED: Final = re.compile(
    r"^\s*[\[【(（]?\s*([^\s:：\]】)）][^:：\]】)）]{0,15}?)\s*[\]】)）]?\s*[:：]\s*(.*)$"
)
_BRACKETED: Final = re.compile(r"^\s*[\[【(（]\s*([^\]】)）]{1,16}?)\s*[\]】)）]\s*(.*)$")
_VOICE: Final = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")
_ASKS: Final = re.compile(r"[?？]|吗|呢[。？]?$|什么|怎么|哪|多久|几[天次个岁年]")

Turn = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The turns of a talk; `guessed` are the names that do not say who speaks, and what was made of them.

    A turn of such a name carries it, so that a person can put the guess right.
    """

    turns: list[Turn]
    guessed: dict[str, Speaker]


def turns_of_text(text: str) -> Heard:
    """Read pasted lines; one without a speaker goes on with the one before, a text with none is dictated."""
    said: list[tuple[str | None, str]] = []
    for line in text.splitlines():
        named = _NAMED.match(line)
        marked = None if named else _BRACKETED.match(line)
        if marked and _role(marked[1]) is not None:
            said.append((marked[1], marked[2].strip()))
        elif named and (_role(named[1]) is not None or _like_a_name(named[1])):
            said.append((named[1], named[2].strip()))
        elif line.strip():
            said.append((None, line.strip()))
    return _turns(said)


def turns_of_cues(text: str) -> Heard:
    """Read the cues of a WebVTT or SubRip file; a voice tag or `name:` says who speaks."""
    said: list[tuple[str | None, str]] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        timed = next((number for number, line in enumerate(lines) if "-->" in line), None)
        if timed is None:
            continue
        for line in lines[timed + 1 :]:
            voice = _VOICE.search(line)
            words = _TAG.sub("", line).strip()
            named = None if voice else _NAMED.match(words)
            if voice:
                said.append((voice[1].strip(), words))
            elif named:
                said.append((named[1], named[2].strip()))
            elif words:
                said.append((None, words))
    return _turns(said)


def turns_as_given(said: Sequence[tuple[str | None, str]]) -> Heard:
    """Give each utterance as a turn of its own, with the role that its speaker's name tells."""
    roles, guessed = _roles(said)
    return Heard(turns=[_turn(name, words, roles, guessed) for name, words in said], guessed=guessed)


def _turns(said: Sequence[tuple[str | None, str]]) -> Heard:
    """Give turns: lines of one speaker in a row become one turn."""
    roles, guessed = _roles(said)
    turns: list[Turn] = []
    for name, words in said:
        made = _turn(name, words, roles, guessed)
        same = turns and (name is None or {**turns[-1], "text": ""} == {**made, "text": ""})
        if same:
            turns[-1]["text"] = _joined(turns[-1]["text"], words)
        else:
            turns.append(made)
    return Heard(turns=[turn for turn in turns if turn["text"]], guessed=guessed)


def _turn(name: str | None, words: str, roles: dict[str, Speaker], guessed: dict[str, Speaker]) -> Turn:
    turn: Turn = {"speaker": roles.get(name or "", "doctor"), "text": words}
    return turn | {"name": name} if name is not None and name in guessed else turn


def _joined(before: str, after: str) -> str:
    between = " " if before[-1:].isascii() and after[:1].isascii() and before else ""
    return f"{before}{between}{after}"


def _roles(said: Iterable[tuple[str | None, str]]) -> tuple[dict[str, Speaker], dict[str, Speaker]]:
    """Tell each name's role, and which of them are guesses.

    Of names that say none, who asks most is the doctor and the others patients.
    """
    lines = list(said)
    names = list(dict.fromkeys(name for name, _ in lines if name is not None))
    known = {name: role for name in names if (role := _role(name)) is not None}
    unknown = [name for name in names if name not in known]
    if unknown and "doctor" not in known.values():
        asked = Counter(name for name, words in lines if name in unknown and _ASKS.search(words))
        known[max(unknown, key=lambda name: asked[name])] = "doctor"
    roles: dict[str, Speaker] = {name: known.get(name, "patient") for name in names}
    return roles, {name: roles[name] for name in unknown}


def _role(name: str) -> Speaker | None:
    return next((role for role, words in _ROLES if words.search(name.strip())), None)


def _like_a_name(name: str) -> bool:
    """Say whether the words before a colon can be a speaker and not the beginning of a sentence."""
    return bool(
        re.fullmatch(
            r"(?:speaker|spk|说话人|发言人|角色)[ _-]?[0-9A-Z一二三四]{1,2}|[A-Z]",
            name.strip(),
            re.IGNORECASE,
        )
    )
