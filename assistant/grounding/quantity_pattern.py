"""How quantities are printed, in both languages: one pattern of the units, bounds and number words."""

from __future__ import annotations

import re
from functools import cache

from assistant.grounding.comparators import AFTER, BEFORE, FILLER
from assistant.grounding.number_words import CODES, NUMBERS
from assistant.grounding.units import unit_factors

# A printed grade of recommendation, or level of evidence.
_MARK = (
    r"推荐(?:等级|级别|强度)?(?:为|:)?\s?(?P<grade1>[a-e])(?![a-z])|(?<![a-z])(?P<grade2>[a-e])级推荐"
    r"|(?<![a-z])(?:grade|recommendation) (?:of )?(?P<grade3>[a-e])(?![a-z'])"
    r"|(?<![a-z])(?P<grade4>[a-ei])(?:[ -]grade)? (?:recommendation|statement)(?![a-z])"
    r"|证据(?:等级|级别)(?:为|:)?\s?(?P<level1>[1-5])(?!\d)|(?<!\d)(?P<level2>[1-5])级证据"
    r"|(?:evidence level|level of evidence|loe)\s?(?P<level3>[1-5])(?!\d)|level (?P<level4>[1-5]) evidence"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def any_of(words: list[str]) -> str:
    """Give a pattern that takes the longest of these words."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def quantity_pattern() -> re.Pattern[str]:
    """Give the pattern of every way to print a quantity; its groups tell the ways apart."""
    # A spelling that ends in a letter ends there; `分` is a minute only where no score or part is meant.
    unit = (
        "(?:"
        + "|".join(
            re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")
            for word in sorted(unit_factors(), key=len, reverse=True)
        )
        + ")"
    )
    # Obstetricians count weeks and days: `36 0/7`.
    number = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}(?!\d)|\d{{1,3}} \d{{3}}(?=\s?{unit})"
    number += r"|\d{1,9}(?!\d))(?:\.\d{1,6})?(?:\s[0-6]/7(?!\d))?"
    han, english = (
        "(?<![零一二两三四五六七八九十百半])[零一二两三四五六七八九十百半]{1,6}",
        f"(?:{any_of(list(NUMBERS))})",
    )
    words = (
        rf"{han}(?={unit}|[至到~或]第?{han}{unit})|(?<=age of ){english}(?![a-z])|(?<=age ){english}(?![a-z])"
        rf"|(?<!the )(?<!these )(?!one){english}(?= [a-z])"
        rf"|{english}(?=[ -]{unit}| (?:to|or|and) {english}[ -]{unit})"
    )
    before = "|".join(f"(?:{words_})" for words_ in BEFORE)
    after = "|".join(f"(?:{words_})" for words_ in AFTER)
    often = r"[日天]\s?[\d一二两三四五六七八九十]+\s?次"
    pattern = (
        rf"(?:(?<![a-z])(?P<label>type|stage|grade|class|category|phase)s?\s(?P<step>\d|i{{1,3}}|iv|v|(?<=grade\s)[a-d])(?![a-z\d])"
        rf"(?:\s?(?:[-~]|to|and|or)\s?(?P<last_step>\d|i{{1,3}}|iv|v)(?![a-z\d%]|\.\d|\s?{unit}))?)"
        rf"|{_MARK}"
        rf"|(?P<said>(?:{before})\s?)?(?<![a-z])(?P<code>{any_of(list(CODES))})(?![a-z])\s?(?P<beyond>{after})?"
        rf"|(?<![a-z])(?P<roman>i{{1,3}}|iv|v|vi)(?=\s?[级度期型类])[\s]?(?P<kind>[级度期型类])"
        rf"|(?<![a-z])(?P<period>day|week|month|year)\s(?P<nth>{number})(?!\s?{unit}|[-~.]?\d)"
        rf"|第(?P<ordinal>\d{{1,2}}|[二三四五六七八九十]{{1,3}})(?!\s?{unit}|[\s\d]|[至到~])"
        rf"|百分之(?P<share>{number}|{han})|(?P<whole_zh>{han})分之(?P<part_zh>{han})"
        rf"|\s?(?<![\d./])(?P<part>{number})(?: in| of| out of|/)(?: every)? ?"
        rf"(?P<whole>{number})(?![\d./%]|\s?{unit}|\s?[及或]?以[上下])"
        rf"|(?:(?P<before>(?:(?<![a-z])|(?=[^a-z]))(?:{before})(?:(?<=[<>≥≤])|(?![a-z]))){FILLER})?\s?"
        rf"(?P<per>(?:(?:每隔?|间隔|隔|per |every |each |q)(?:一)?(?:{unit})?(?:体重)?"
        rf"|一(?:[天日周年]|个月|个?星期)(?=[\d一二两三四五六七八九十]+[次回])"
        rf"|一天(?=(?:最多|至多|最高|最少|至少|不超过|不少于|不低于)?\s?\d))*)\s?"
        rf"(?P<age>(?<![a-z])(?:the )?age[ds]? (?:of )?)?(?P<between>between )?"
        rf"(?P<late>[≥≤><]|大于|小于|超过|长于|短于|不超过|不少于|不低于|不足|不到|低于|少于|高于|多于|至少|最多|至多|最高|最少)?\s?"
        rf"(?<![\d.碳])(?:(?<![a-z])|(?<=q)|(?<=°c))(?<![a-z]-)(?P<low>{number}|{words})(?:/(?P<second>{number}))?"
        rf"(?:(?:\s?(?P<inner>{unit}(?:/{unit})*))?\s?(?:[-~至到]+第?|-?\s?to|through(?= \d)"
        rf"|and(?= {number}\s?{unit})|or(?= {english}(?![a-z]))|(?<=\d )(?<![a-z/]\d )or(?= \d)"
        rf"|(?<=\d)或(?=\d)"
        rf"|或(?={han}{unit})"
        rf"|(?(between)and|(?!)))\s?"
        rf"(?P<high>{number}|{words})(?:/(?P<low2>{number})[-~](?P<high2>{number}))?)?"
        rf"(?P<amid> or (?:more|longer|fewer|less)(?= {unit}))?"
        rf"(?:(?<=\d)(?:st|nd|rd|th)(?=\s))?(?P<unit>[\s-]?{unit}"
        rf"(?:\s?(?:/|per |a (?=day|week)|每(?!{often}))\s?[(（]?{unit}(?:[·.*]{unit})*[)）]?"
        rf"|\s?[·.*]?\s?[(（]?{unit}[)）]?\s?\^?-[12](?!\d))*"
        rf"(?:\s?(?:daily|(?!每{often})每[日天]|a day|per day))?)?\s?"
        rf"(?:(?<=倍)(?:正常)?值?上限)?(?P<after>(?:{after})(?![分脏镜皮科a-z]))?"
    )
    # Most characters begin none of these ways: a letter inside a word, a Han character that no way names.
    han_named = "".join(sorted(set(_HAN.findall(pattern))))
    return re.compile(rf"(?=[^a-z\u3400-\u9fff]|[{han_named}]|(?<![a-z])[a-z]|q)(?:{pattern})")
