"""The words that bound a number: at least, under, up to, 以上, 以内; in front of it and behind it."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Bound: TypeAlias = Literal["=", "<", "<=", ">", ">=", "up", "reach"]
_NOT = r"(?:不|别|勿|切勿)(?:得|应|能|宜|可|要|应该|可以)?"

BEFORE: Final[dict[str, Bound]] = {
    r"not (?:to )?(?:be |go |fall |drop )?(?:<|less than|lower than|below|under)|"
    rf"≥|>=|⩾|{_NOT}(?:低于|少于|小于|短于|早于)|年?满|至少要?|最少|最短|起码|最低|at least|"
    r"no less than|not less than|no fewer than|no lower than|no earlier than|not earlier than|a minimum of|"
    r"minimum|(?:greater|more|higher) than or equal to|at or above|from(?= (?:the )?age)": ">=",
    r"not (?:to )?(?:be |go |fall |drop )?(?:>|more than|greater than|higher than|above|over)|"
    rf"≤|<=|(?:至多|最多)?{_NOT}(?:超过|高于|多于|大于|长于|迟于|晚于)[\u4e00-\u9fff]{{0,4}}?|"
    r"至多为?|最多为?|上限(?:为|是|:)|"
    r"at most|no more than|not more than|no higher than|no later than|not later than|no longer than|"
    r"not (?:to )?(?:be |go )?(?:[a-z]+ ){0,2}(?:for )?(?:more|longer|greater|higher) than|"
    r"not exceeding|"
    r"(?:(?:must|should|shall|may|does|do|to) )?not (?:to )?(?:exceed|be exceeded)|"
    r"a maximum of|(?:less|lower|fewer) than or equal to|at or below|within|through(?= (?:the )?age)": "<=",
    r">|年过|年逾|超过|大于|高于|多于|长于|超出|more than|greater than|higher than|"
    r"older than|longer than|"
    r"larger than|exceeding|exceeds?|exceeded|over|above|beyond|in excess of|"
    r"past(?= (?:the )?age|\s\d\d\b(?!\s?(?:year|month|week|day|hour)))": ">",
    r"<|低于|小于|少于|不足|未满|不满|不到|短于|less than|lower than|fewer than|younger than|shorter than|"
    r"smaller than|under|below": "<",
    r"达到|达|(?:starts?|started|starting|begins?|beginning) (?:at|from)(?! the)": "reach",
    r"up to|可达到|可达|长达|高达|最长|最大|最高|"
    r"(?:单次|单日|每日|日)?(?:最大|最高)(?:单次|单日|每日|日|总)?(?:剂量|用量)(?:为|是|:)?"
    r"|(?:a |the )?max(?:imum|imal)?\.?(?: single| daily| total)?(?: dose)?(?: of| is|:)?": "up",
}
AFTER: Final[dict[str, Bound]] = {
    r"(?:及|或|\(含\)|（含）)(?:其)?以上|或更[高多大长久快重强]"
    r"|(?:and|or) (?:more (?:often|frequently)|over|older|above"
    r"|more|greater|higher|up|longer|beyond|faster|worse)"
    r"|(?:is|as) (?:the |an? )?(?:minimum|shortest|lowest|least)(?! dose)"
    r"|\+(?!\s?[\d])|at least(?! (?:every|\d|[a-z]+ [a-z]+))": ">=",
    r"(?:及|或)(?:其)?以下|以内|之内|内|(?:and|or) (?:under|younger|below|less|lower|fewer|earlier)|"
    r"(?:is|as) (?:the |an? )?(?:maximum|longest|highest|most)(?! dose)|"
    r"at most(?! (?:every|\d|[a-z]+ [a-z]+))": "<=",
    r"以上|之上|起": ">",
    r"以下|之下": "<",
    # `20kg≤体重<80kg`: the sign behind a number speaks of what follows it.
    r"≤(?![\s\d])": ">=",
    r"<(?![\s\d])": ">",
}
# Bounds that only what follows them makes one.
AHEAD: Final[dict[str, Bound]] = {"from": ">=", "past": ">", "through": "<="}
# These leave open whether the limit itself belongs; they agree with either reading.
OPEN: Final = ("以上", "以下", "起", "之上", "之下", "以内", "之内", "内")
# Behind a range these say nothing that the range does not.
INSIDE: Final = ("以内", "之内", "内")
# What may stand between a bound and its number.
FILLER: Final = (
    r"(?P<fill>\sonce(?=\s(?:every|each|per)\b)|\s(?:an?\s|the\s)?[a-z]+\s(?:level\s)?of"
    r"|(?!超过|大于|小于|低于|高于|少于|多于|至少|至多|达到)(?:(?![每隔前后内一二两三四五六七八九十年月日天周岁次])[\u4e00-\u9fff]){1,4}(?=[\d一二两三四五六七八九十半])|间隔|隔|[早午晚三进用睡术]?[餐饭食睡术][前后](?=\d)|[\u4e00-\u9fff]{1,8}的"
    r"|[\u4e00-\u9fff]{1,6}(?=\d+(?:\.\d+)?\s?(?:%|倍)))?"
)
# `过去一年`: a span that reaches back to today, with or without 内.
PAST: Final = r"(?:过去|最近|近|既往|此前|\b(?:past|last|previous|preceding|prior)) ?$"
