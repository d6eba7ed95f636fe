"""Which quantities say whom a statement is for: an age or a measured value, never a target or result."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.grounding.lexicon import Term
from assistant.grounding.quantity import Quantity

AGE, WEIGHT = "age", "weight"
_AGE_WORD = re.compile(r"岁|月龄|\bage|old\b|older|younger")
_PEOPLE = re.compile(
    r"(?:adults?|wom[ae]n|m[ae]n|people|patients?|persons?|children|those|infants?|ages?|aged)(?: of)?\s?$"
)
# A value behind such a word is what the sentence states.
_STATED = re.compile(
    r"(?:目标|界值|标准|阈值|切点|上限|下限|降至|降到|控制在|平均|中位|cut-?off|goal|target|threshold|limit"
    r"|mean|median|average)[^，,；;。]{0,16}$"
    r"|(?:从|自|到|至|\b(?:at|by|to|from|until|since|before|after))(?: (?:the )?age)?\s?$"
)
_ONSET = re.compile(r"^\s?(?:开始|起|前|后|以后|之前|之后|时开始|为止|until|onwards?)")
_BEHIND = re.compile(r"^\s?(?:的|时|并|且|[^，,；;。]{0,12}者|[^，,；;。]{0,6}(?:患者|病人))")
_BEFORE = re.compile(
    r"(?:\b(?:with|if|when|whose|has|have|and)\b[^,;.]{0,60}|(?:若|如果|当)[^，；。]{0,20})$"
)
_FILLER = re.compile(
    r"(?:评分|为|是|达到|达|仍|的|[\s≥≤<>=]|\b(?:scores?|of|is|are|was|still|an?|the|values?|levels?))+$"
)
_WORD = re.compile(r"[a-z][a-z0-9-]*$|[\u3400-\u9fff]{2}$")
_SIGN_BEHIND = "≤<"
# Axis of what is measured: the words have a sense of their own beside it.
_VITAL = "vital"
_LIGHTEST = 2_000
_CHANGED = re.compile(
    r"(?:减重|减轻|减少|下降|降低|增加|增重|\b(?:los[es]|losing|loss|gain\w*|reduc\w*|by))[^，,；;。]{0,12}$"
)
_LABELLED = frozenset({"stage", "type"})
_NOT_A_PERSON = frozenset({"days", "every", "times", "date"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity that describes people, and what of them it measures."""

    quantity: Quantity
    what: str


def body_weight(text: str, quantity: Quantity) -> bool:
    """Say whether a mass is a person's: no dose weighs kilograms, unless so much is lost or gained."""
    heavy = quantity.dimension == ("mass",) and min(quantity.values) >= _LIGHTEST
    return heavy and not _CHANGED.search(text, max(0, quantity.start - 24), quantity.start)


def measure(text: str, start: int, quantity: Quantity, terms: list[Term]) -> Measure | None:
    """Read a quantity of the clause that begins at `start` as a description of people, None if it is none."""
    before, after = text[start : quantity.start], text[quantity.end : quantity.end + 24]
    if _STATED.search(before) or _ONSET.match(after):
        return None
    head = quantity.dimension[0]
    if text[quantity.end - 1] in _SIGN_BEHIND:
        named = [t for t in terms if t.start == quantity.end and t.group != _VITAL]
        return Measure(quantity, f"{named[0].group}:{named[0].value}") if named else None
    if head == "months" and len(quantity.dimension) == 1:
        aged = _AGE_WORD.search(text[quantity.start : quantity.end]) or _PEOPLE.search(before)
        return Measure(quantity, AGE) if aged else None
    if head in _LABELLED or body_weight(text, quantity):
        return Measure(quantity, head if head == "stage" else WEIGHT)
    if head in _NOT_A_PERSON or not (_BEHIND.match(after) or _BEFORE.search(before)):
        return None
    what = _measured(before, start, terms, dosed=len(quantity.dimension) == 1)
    return Measure(quantity, what) if what else None


def _measured(before: str, start: int, terms: list[Term], *, dosed: bool) -> str | None:
    """Name what stands right before the value: a listed word, else the letters themselves; never a dose."""
    bare = _FILLER.sub("", before)
    end = start + len(bare)
    listed = [term for term in terms if term.end == end and term.group != _VITAL]
    if listed:
        group, value = listed[-1].group, listed[-1].value
        return None if value == "dose" or (group == "drug" and dosed) else f"{group}:{value}"
    word = _WORD.search(bare)
    return word[0] if word else None
