"""Words that are a whole quantity by themselves, rhythms, shares, multiples, spans of time; and numbers."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, tuple[float, tuple[str, ...]]]] = {
    "twice daily": (2, ("times", "/days")),
    "twice a day": (2, ("times", "/days")),
    "once daily": (1, ("times", "/days")),
    "once a day": (1, ("times", "/days")),
    "bid": (2, ("times", "/days")),
    "tid": (3, ("times", "/days")),
    "qid": (4, ("times", "/days")),
    **dict.fromkeys(("thrice daily", "three times daily", "three times a day"), (3, ("times", "/days"))),
    **dict.fromkeys(("four times daily", "four times a day"), (4, ("times", "/days"))),
    **dict.fromkeys(("b.i.d.", "b.i.d", "two times daily", "two times a day"), (2, ("times", "/days"))),
    **dict.fromkeys(("t.i.d.", "t.i.d"), (3, ("times", "/days"))),
    **dict.fromkeys(("q.i.d.", "q.i.d"), (4, ("times", "/days"))),
    **dict.fromkeys(("q.d.", "q.d", "once-daily"), (1, ("times", "/days"))),
    **dict.fromkeys(("twice-daily",), (2, ("times", "/days"))),
    **dict.fromkeys(("once weekly", "once a week", "once-weekly"), (1 / 7, ("times", "/days"))),
    **dict.fromkeys(("twice weekly", "twice a week"), (2 / 7, ("times", "/days"))),
    **dict.fromkeys(("once a month", "once monthly"), (1, ("times", "/months"))),
    **dict.fromkeys(("once a year", "once yearly"), (1 / 12, ("times", "/months"))),
    **dict.fromkeys(("twice a year", "twice yearly"), (2 / 12, ("times", "/months"))),
    **dict.fromkeys(("隔日", "隔天", "every other day", "on alternate days"), (2, ("every", "days"))),
    **dict.fromkeys(("隔周", "every other week", "fortnightly", "biweekly"), (14, ("every", "days"))),
    **dict.fromkeys(("隔年", "every other year"), (24, ("every", "months"))),
    **dict.fromkeys(("half a year",), (6, ("months",))),
    **dict.fromkeys(("首日", "首天", "第一天", "第一日"), (1, ("days",))),
    **dict.fromkeys(("t2dm", "t2d"), (2, ("type",))),
    **dict.fromkeys(("t1dm", "t1d"), (1, ("type",))),
    "first birthday": (12, ("months",)),
    **dict.fromkeys(("annually", "yearly"), (12, ("every", "months"))),
    "biennial": (24, ("every", "months")),
    "biennially": (24, ("every", "months")),
    "qd": (1, ("times", "/days")),
    # Simple arithmetic in words; a third is read as 33.3 %, and a reader lets 33 % stand for it.
    **dict.fromkeys(
        (
            "a half of",
            "half of",
            "one half",
            "by half",
            "by a half",
            "half the",
            "halved",
            "一半",
            "半数",
            "减半",
        ),
        (50, ("ratio",)),
    ),
    **dict.fromkeys(("a third", "one third", "one-third", "三分之一"), (100 / 3, ("ratio",))),
    **dict.fromkeys(("two thirds", "two-thirds", "三分之二"), (200 / 3, ("ratio",))),
    **dict.fromkeys(("a quarter", "one quarter", "a fourth", "四分之一"), (25, ("ratio",))),
    **dict.fromkeys(("three quarters", "three-quarters", "three fourths", "四分之三"), (75, ("ratio",))),
    **dict.fromkeys(("a fifth", "one fifth", "五分之一"), (20, ("ratio",))),
    **dict.fromkeys(("a tenth", "one tenth", "十分之一"), (10, ("ratio",))),
    **dict.fromkeys(("nine tenths", "十分之九"), (90, ("ratio",))),
    **dict.fromkeys(
        ("twice the", "twice as", "double the", "doubles", "doubled", "doubling"), (2, ("fold",))
    ),
    **dict.fromkeys(
        ("twofold", "翻倍", "加倍", "翻一番", "增加一倍", "增大一倍", "提高一倍", "升高一倍", "翻一倍"),
        (2, ("fold",)),
    ),
    **dict.fromkeys(("triples", "tripled", "triple the", "threefold", "three times the"), (3, ("fold",))),
    **dict.fromkeys(("a dozen", "dozen"), (12, ("number",))),
    **dict.fromkeys(("half an hour", "half-hour", "a half hour"), (0.5 / 24, ("days",))),
    "一刻钟": (15 / 1440, ("days",)),
    **dict.fromkeys(("a fortnight", "fortnight"), (14, ("days",))),
}

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# The English number words up to ninety-nine.
NUMBERS: Final[dict[str, int]] = (
    {word: value for value, word in enumerate((*_ONES, *_TEENS, "nineteen"), 1)}
    | {ten: 10 * value for value, ten in enumerate(_TENS, 2)}
    | {f"{ten}-{one}": 10 * v + u for v, ten in enumerate(_TENS, 2) for u, one in enumerate(_ONES, 1)}
)

CODES.update({f"one in {word}": (100 / value, ("ratio",)) for word, value in NUMBERS.items() if value > 1})
_ZH_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


def number_of(text: str) -> float:
    """Give the value of a number as printed: digits, English words, Chinese numerals up to hundreds."""
    if text in NUMBERS:
        return float(NUMBERS[text])
    if text[0].isdigit():
        whole, *rest = text.split()
        thousands = rest[0] if rest and "/" not in rest[0] else ""
        return float((whole + thousands).replace(",", ""))
    if text == "半":
        return 0.5
    total, digit = 0, 0
    for letter in text:
        if letter in "十百":
            total += max(digit, 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _ZH_DIGITS.get(letter, 0)
    return float(total + digit)
