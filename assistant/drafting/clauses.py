"""A turn cut into clauses with their offsets; which of them ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.drafting.lexicon import latin, pattern, speaks_of
from assistant.drafting.record import Said, Speaker, Talk, Turn

_SENTENCE = re.compile(
    r"(?:[^。！？!?；;\n….]|\.(?!\s|$)|(?<=[\s(.][A-Za-z])\.|(?<=^[A-Za-z])\.|(?<=\bDr)\.)+[。！？!?；;\n….]*"
)
_COMMA = re.compile(r"，|,(?!\d{3})|——|\s--?\s|(?=\bbut\s)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_EDGE = " \t\r\n，,。.！!？?；;、：:…—-“”\"'"
_ASKING_ZH = re.compile(
    r"吗|(?:呢|么|没有|没)$|什么|哪|几[天个次点岁周年月号口]|多[少久大长]|怎么|有没有|是不是|会不会|能不能|要不要|谁|"
    r"([\u4e00-\u9fff])[不没]\1|咋|[是对]吧$"
)
_ASKING_EN = re.compile(
    r"^(?:and |so |okay |ok |well )*(?:do|does|did|have|has|had|are|is|was|were|can|could|"
    r"would|will|any|what|when|where|which|"
    r"who|why|how)\b",
    re.IGNORECASE,
)

INVITING = re.compile(
    r"^(?:请|您|你|来)?(?:说说|讲讲|请讲|您说|谈谈)|"
    r"^(?:so |okay |ok |and )?(?:tell me|describe|walk me through|go on)",
    re.IGNORECASE,
)
_UNMARKED_ZH = re.compile(r"(?:吗|呢|么|[^\u4e00-\u9fff]没有|过没有|多久|几天了?|怎么样|什么时候|多少)$")
# Without a mark, too, what begins so asks; `拍片看有没有骨折` does not.
_BEGINS_ASKING_ZH = re.compile(
    r"(?:那|你|您|先|说说?|现在|平时|最近|以前|家里|自己|他|她|孩子)*有没有[\u4e00-\u9fff]{1,8}$"
    r"|[\u4e00-\u9fff]{1,4}(?:(?<!没)(?<!没有)什么[样调色味]?子?|哪[边侧里]|几次|多久)$"
)
_BEGINS_WISHING_ZH = re.compile(
    r"(?:那|我|我们|他|她|大夫|医生|还|孩子|到底)*(?:能不能|可不可以|要不要|用不用|需不需要|该不该)"
)
_UNMARKED_EN = re.compile(r"(?:do|does|did|have you|any|are you|is (?:it|she|he))\b", re.IGNORECASE)
_UNMARKED_LONG_EN = re.compile(
    r"(?:(?:and|so|okay|alright|well|now|then) )*(?:"
    r"(?:have|has|had|did|do|does|are|were|is|was|can|could|would|will) (?:(?:do|have|did|are) )?"
    r"(?:you|your|he|she|they|it|there|that|any)\b|(?:how|what) about\b|"
    r"(?:how|when|where|which|why) (?:do|does|did|is|are|was|were|have|has|long|often|much|many)\b)",
    re.IGNORECASE,
)
# Transcripts without marks: behind such words something new begins.
_RUN_ON = re.compile(
    r"\s(?=(?:okay|alright|all right|great|good|and then|now (?:let|on|i)|hey|"
    r"so (?:now|let|what|that|i|your|for)|"
    r"have you|did you|do you|are you|were you|how about|what about|let me|let's|i want you|"
    r"i'm (?:going to|gon na|gonna)|for your|i reviewed|your \w+ (?:is|are|was|were))\b)",
    re.IGNORECASE,
)
_BREATHLESS = 160
_FEW = 6
# `打过枪、放过鞭炮，听大耳机？`: what one ever did is asked, too.
_EVER = re.compile(r"(?:[\u4e00-\u9fff]{1,2}过[\u4e00-\u9fff]{1,4}、?){1,4}")
_OR_ELSE = re.compile(r"还是|或者?|or\b", re.IGNORECASE)
_LEFT_OUT = re.compile(r"除了|除开|apart from|other than|besides", re.IGNORECASE)
# `考虑右侧肋骨骨折？`: a doctor's mark of doubt behind a diagnosis asks nobody.
_DOUBTED = re.compile(
    r"(?:初步|目前|暂时?|先)?(?:考虑|诊断|印象|拟诊|疑诊|临床诊断)(?!过)[:：为是]?(?!.*(?:吗|呢|什么|哪|没有)$)"
)
_CONCLUDED = re.compile(r"(?:^|[。；;\n])(?:初步|目前|入院|出院)?(?:诊断|考虑|印象)[^。\n]*[；;]$")
_TAG_EN = re.compile(
    r"(?:right|correct|yes|huh|(?:is|isn't) (?:it|that)(?: right| correct)?|"
    r"(?:do|don't|are|aren't|have|haven't|did|didn't|were|weren't|can|can't) you|"
    r"(?:does|doesn't|has|hasn't) (?:it|he|she))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause; `said` covers `text` exactly, without the punctuation around it."""

    text: str
    said: Said
    speaker: Speaker
    sentence: int
    asks: bool

    @property
    def turn(self) -> int:
        """Give the turn in which it was said."""
        return self.said.turn


def in_plain_marks(talk: Talk) -> Talk:
    """Write English turns with plain apostrophes and quotation marks; every character keeps its place."""
    turns = (replace(one, text=one.text.translate(_MARKS)) if latin(one.text) else one for one in talk.turns)
    return replace(talk, turns=tuple(turns))


def clauses_of(turns: Sequence[Turn]) -> list[Clause]:
    """Cut every turn into clauses, in order; fillers at their head are left out."""
    return [clause for number, turn in enumerate(turns) for clause in _of_turn(number, turn)]


def _of_turn(number: int, turn: Turn) -> Iterator[Clause]:
    for index, sentence in enumerate(_SENTENCE.finditer(turn.text)):
        marked = sentence[0].rstrip().endswith(("？", "?"))
        parts = list(_parts(turn.text, *sentence.span()))
        if marked and len(parts) > 1 and _TAG_EN.fullmatch(turn.text[slice(*parts[-1])]):
            parts.pop()
        asked = False
        doubted = marked and turn.speaker == "doctor" and bool(parts) and _is_doubted(turn.text, parts)
        if doubted:
            parts[-1] = (parts[-1][0], parts[-1][1] + 1)
            marked = False
        for place, (start, end) in enumerate(parts):
            text = turn.text[start:end]
            # `Any other symptoms, such as nausea, or chills?`: what follows in a few words is asked, too.
            listed = asked and marked and latin(text) and len(text.split()) <= _FEW
            asked = listed or _asks(text, marked=marked, last=place == len(parts) - 1, speaker=turn.speaker)
            asked = asked or (marked and turn.speaker == "doctor" and _leads_on(turn.text, parts, place))
            yield Clause(
                text=text,
                said=Said(number, start, end),
                speaker=turn.speaker,
                sentence=index,
                asks=asked,
            )


def _leads_on(whole: str, parts: Sequence[tuple[int, int]], place: int) -> bool:
    """Say whether a clause is the first half of a choice, or leaves out what the question is not about."""
    here, *behind = (whole[slice(*one)] for one in parts[place : place + 2])
    return bool(behind) and bool(_OR_ELSE.match(behind[0]) or _LEFT_OUT.match(here))


def _is_doubted(whole: str, parts: Sequence[tuple[int, int]]) -> bool:
    start, end = parts[-1]
    text = whole[start:end]
    listed = len(parts) == 1 and _CONCLUDED.search(whole[:start]) and not _ASKING_ZH.search(text)
    return bool(_DOUBTED.match(text) or listed) and (speaks_of("disease", text) or speaks_of("result", text))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [start, *(match.end() for match in _COMMA.finditer(text, start, end)), end]
    if latin(text[start:end]):
        run_on = (pair for pair in pairwise(cuts) if pair[1] - pair[0] > _BREATHLESS)
        cuts = sorted({*cuts, *(match.end() for pair in run_on for match in _RUN_ON.finditer(text, *pair))})
    for head, tail in pairwise(cuts):
        trimmed = _trimmed(text, head, tail)
        if trimmed is not None:
            yield trimmed


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if start < end else None


def without_filler(clause: Clause) -> Said:
    """Give the clause without polite or hesitant words at its head; a clause of nothing else stays whole."""
    text, start = clause.text, 0
    filler = pattern("filler")
    while (match := filler.match(text, start)) and match.end() < len(text):
        rest = match.end()
        if latin(text[rest - 1]) and text[rest].isalnum():
            break
        if not latin(text[rest - 1]) and not (
            text[rest] in _EDGE or len(match[0]) > 1 or match[0] in "嗯哦呃噢"
        ):
            break
        while rest < len(text) and text[rest] in _EDGE:
            rest += 1
        start = rest
    said = clause.said
    return said if start >= len(text) else Said(said.turn, said.start + start, said.end)


def is_filler(text: str) -> bool:
    """Say whether a clause is nothing but polite or hesitant words."""
    return not pattern("filler").sub("", text).strip(_EDGE)


def _asks(text: str, *, marked: bool, last: bool, speaker: Speaker) -> bool:
    """Say whether a clause asks; one before the last of a marked sentence does so by its own words."""
    if INVITING.search(text):
        return speaker in {"doctor", "nurse"}
    if marked:
        listed = speaker == "doctor" and _EVER.fullmatch(text)
        return (
            last or bool(listed) or bool(_ASKING_ZH.search(text) or _ASKING_EN.search(text)) or _is_item(text)
        )
    lay = speaker in {"patient", "family"}
    if not lay and _UNMARKED_LONG_EN.match(text):
        return True
    if lay:
        return text.endswith("吗") or bool(_BEGINS_WISHING_ZH.match(text))
    if text.endswith("吗") or _BEGINS_ASKING_ZH.match(text):
        return True
    return last and (bool(_UNMARKED_ZH.search(text)) or (len(text) < 60 and bool(_UNMARKED_EN.match(text))))


def _is_item(text: str) -> bool:
    """Say whether a clause is one item of a list that is asked for, as in `糖尿病，高血压有吗`."""
    short = len(text.split()) <= 3 if latin(text) else len(text) <= 5
    return (
        short
        and not any(character.isdigit() for character in text)
        and any(speaks_of(group, text) for group in ("symptom", "disease", "habit", "allergy", "drug"))
    )
