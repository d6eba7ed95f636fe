"""Whether trouble is told as lasting for weeks and nothing of it as new: no emergency is only *like* that."""

from __future__ import annotations

import re
from typing import Final

from assistant.gate.folding import fold

_SOME: Final = r"(?:\d{1,2}|[一二两俩三四五六七八九十几半]{1,3}|好几|快[一两俩三半]|大半)"
_LASTING: Final = re.compile(
    rf"(?<![前孕满宝娃孩子婴儿])(?:{_SOME}(?:多|来)?个?(?:多|来)?(?:年|(?<=个)月|(?<=俩)月|(?<=个多)月|(?<=个来)月)"
    rf"|[两俩三四五六七八几]个?(?:礼拜|星期|周))(?!前|大|龄|的(?:宝|孩|娃|小)|没|未)"
    r"|半年|好(?:久|长时间)了|断断续续|(?:长期|慢性)的?(?=[^,，。]{0,6}[疼痛痒胀咳晕])"
    r"|\bfor (?:the (?:last|past) )?(?:a few|several|many|about )?\s?(?:two|three|four|five|six|\d{1,2}|a)? ?"
    r"(?:weeks|months?|years?)\b|\b(?:weeks|months|years) now\b|\bon and off\b",
    re.I,
)
_NEW: Final = re.compile(
    r"突然|忽然|猛地|一下子|刚[才刚]|[今昨](?:天|早|晚|夜|儿|日)|前天|这[两几]?天|半夜|小时|钟头|分钟"
    r"|加重|更(?:重|厉害|疼|痛)|厉害了|现在(?:又|就)"
    r"|\b(?:sudden(?:ly)?|today|tonight|yesterday|last night|this (?:morning|evening)|hours?|minutes?|mins?"
    r"|just now|worse|since (?:noon|breakfast|lunch))\b",
    re.I,
)
_HABIT: Final = re.compile(r"(?:\b(?:every|each)\b|每(?:天|次|晚|早|回))[^,，。.;；]*", re.I)
"""What comes with every day or meal says how long it takes then, not since when it is there."""


def only_lasting(text: str) -> bool:
    """Say whether a text tells of weeks, months or years and of nothing that is new or got worse."""
    told = fold(text).text
    now = _HABIT.sub("", told)
    return _LASTING.search(told) is not None and _NEW.search(now) is None
