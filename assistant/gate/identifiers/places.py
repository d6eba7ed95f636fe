"""Addresses: a chain of places down to a house number, or what a label calls an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.gate.identifiers.numbers import Found

_HAN = "[\u4e00-\u9fff]"
_UNIT = (
    rf"(?:(?:香港|澳门|台湾|九龙|新界|港岛|氹仔|路环|内蒙古|[东西]乌珠穆沁)|[a-z]{{0,6}}{_HAN}{{1,7}}?(?:特别行政区|嘎查|苏木|浩特|牧场|农场|林场|邨|自治区|自治州|省|市|州|盟|区|县|旗|镇|乡|街道|村|组|屯"
    rf"|天地|华庭|华府|豪庭|山庄|公馆|名邸|雅居|家属院|砖楼|菜市场|大道|大街|路|街|道(?=\d)|巷|弄|胡同|小区|社区|新村|家园|(?:产业|工业|软件|科技|创业|物流|文创|大学)园区?|[科创业]园|花园|公寓|(?:国际)?大厦|国际(?!大厦)|广场|中心|大院|宿舍|苑|园|寨|堡|庄|里|坊|城(?!公寓|花园|小区|大厦|广场))(?:巷|弄|村|延[长伸]线|辅路)?(?:(?:后头|后边|后面|旁边|对面|边上|里面?(?=\d|[a-z]?[座栋幢楼]))(?:的|那个|那栋|那幢)?)?)"
)
_NUMBER = (
    r"(?:[东南西北中](?:[一二三四五六七八九十\d]{1,2})?段|[一二三四五六七八九十\d]{1,2}段(?=\d)|\d{1,3}-\d{1,2}-\d{3,4}|附?[\d一二三四五六七八九十百甲乙丙a-z-]{1,6}(?:号院|号楼|号|弄|舍|斋|栋|幢|座|单元|室|楼|层|户"
    r"|门|组|队|期|区|社(?!区))(?:[东南西北中]户)?(?:之[一二三\d])?|(?<=[室号元楼栋幢座城厦际苑园舍斋门])(?:\d{1,2}-)?\d{2,4})"
)
_ADDRESS = re.compile(rf"{_UNIT}{{1,7}}(?:{_NUMBER}|{_UNIT}){{0,9}}")
_NUMBERED = re.compile(
    r"[\d一二三四五六七八九十百]{1,5}(?:号|栋|幢|单元|室|弄|组|队|楼|层|座)|[a-z]座?室|\d{1,3}-\d{1,2}-\d{3,4}"
)
_ADMIN = re.compile(
    r"家属院|香港|澳门|台湾|九龙|新界|嘎查|苏木|邨|农场|省|市|区|县|镇|乡|村|路|街|道|巷|弄|小区|胡同|苑|(?<![家心道这那夜])里|花园|公寓|大厦|家园|广场|园|庄|大院"
)
_LABEL = re.compile(
    r"(?:地址|住址|家住|住在|住|现住|户籍地?|籍贯|住处|寄到?|寄往|送到|快递到?|居住地|家在|家|老家在?"
    r"|搬到|写)(?:[:]|是|在|为|\s){0,2}$"
)
_LEAD = re.compile(
    rf"{_HAN}{{0,6}}?(?:(?<=老)家|地址|住址|我家住?|家住|住在|现住|户籍|居住地|家在|寄到|寄往|送到|快递到|位于"
    rf"|收货|邮寄|快递寄?|搬到|老家|[我他她]住|患者住|写|寄|住|是|在|到|去|从|来自|:)(?:就?在|到|往|是|给)?(?={_HAN}{{2}})"
)
_ENGLISH = re.compile(
    r"(?<![A-Za-z\d.])\d{1,5}[a-z]? (?:[A-Z][\w'.-]+ ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln"
    r"|Drive|Dr|Court|Ct|Boulevard|Blvd|Close|Way|Place|Pl|Square|Sq|Terrace|Crescent|Gardens"
    r"|Grove|Highway|Hill)\b\.?"
    r"(?:,? (?:Apt|Apartment|Unit|Flat|Suite"
    r"|#)\.? ?\w{1,5})?(?:, [A-Z][a-z]+(?: [A-Z][a-z]+){0,2}"
    r"(?=[,.;\n]| \d{5,6}(?!\d)| [A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}|$)){0,3}"
    r"(?:,? [A-Z]{2},? \d{5}(?:-\d{4})?|,? [A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}| \d{5,6}(?!\d))?"
    r"|(?i:\b(?:home address|address|lives? at|living at|resides? at|residing at"
    r"|deliver(?:ed)? to|ship to))(?: is"
    r"|:)? ?(?P<told>(?=[^.;\n]{0,60}\d)[^.;\n\u4e00-\u9fff]{6,70}?)(?=$|[.;\n]|, (?:please"
    r"|and|with|has|phone|tel|DOB|MRN|aged)|\s(?:and|with|has|since|phone|who|for)\b)"
    r"|(?<![A-Za-z])(?:(?:Room|Rm|Flat|Apt|Unit|Building|Block|Bldg|No\.?"
    r"|House) ?\w{1,5},? ){1,3}(?:\d{1,5},? )?(?:[A-Z][\w'-]+ ){1,3}(?:Street|St|Road|Rd"
    r"|Avenue|Ave|Lane|Drive|Close|Lu|Jie|Dadao)\b(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)*"
    r"(?:,? [A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2})?"
    r"|(?<![A-Za-z\d/])\d{1,4}/\d{1,5} (?:[A-Z][\w'-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane"
    r"|Drive|Court|Parade|Place|Crescent|Terrace)\b(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)?"
    r"(?:,? [A-Z]{2,3},? \d{4})?"
    r"|(?<![A-Za-z])(?:(?:Flat|Room|Rm|Unit) \w{1,5}, )"
    r"(?:(?:\d{1,2}/F|Block \w{1,3}|Tower \w{1,3}|\d{1,2}(?:st|nd|rd|th) Floor), )"
    r"(?:[A-Z][\w'-]+,? ?){1,7}"
    r"|(?i:\bp\.?o\.? box )\d{1,6}(?:, [A-Z][a-z]+(?: [A-Z][a-z]+){0,2})?(?:,? [A-Z]{2},? \d{5}(?:-\d{4})?)?"
    r"|(?<![A-Za-z])(?:Flat|Apt|Apartment|Unit|Room) \w{1,5}, \d{1,5} (?:[A-Z][\w'-]+ ){1,3}(?:Street"
    r"|Road|Avenue|Lane|Drive|Close|Terrace|Court|Place|Square|Crescent|Gardens|Grove|Way|Hill|Mews|Row)\b"
    r"(?:, [A-Z][a-z]+)?(?:,? [A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2})?"
)

_NEARBY = ("对面", "附近", "旁边", "楼下")
"""What stands beside a home is no address of it."""
_CHAIN = 4
"""So many places in a row are an address by themselves."""


def chinese_places(text: str) -> Iterator[Found]:
    """Give the addresses of a folded text that name at least two places, or a place and a house number."""
    for match in _ADDRESS.finditer(text):
        start, end = match.span()
        lead = _LEAD.match(text, start, end)
        if lead is not None:
            start = lead.end()
        written = text[start:end]
        if written.startswith(_NEARBY):
            continue
        labelled = lead is not None or _LABEL.search(text[max(0, start - 8) : start]) is not None
        places = len(_ADMIN.findall(written))
        numbers = len(_NUMBERED.findall(written))
        if (
            (numbers and places and (numbers + places > 2 or labelled))
            or (labelled and places >= 2)
            or places >= _CHAIN
        ):
            yield "ADDRESS", start, end


def english_places(text: str) -> Iterator[Found]:
    """Give the addresses of a text as given (capitals tell them)."""
    for match in _ENGLISH.finditer(text):
        group = "told" if match["told"] else 0
        yield "ADDRESS", match.start(group), match.end(group)
