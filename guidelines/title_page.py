"""What a document says of itself: title, issuer, edition, date, DOI, and that it replaces another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guidelines.errors import MetadataError
from guidelines.model import PublicationDate, Reading
from guidelines.text import language_of

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DATES = (
    re.compile(
        rf"{_YEAR}\s*(?:年|[-./])\s*(?P<month>\d{{1,2}})\s*(?:月|[-./])\s*(?P<day>\d{{1,2}})\s*日?(?!\d)"
    ),
    re.compile(rf"{_YEAR}\s*年"),
    re.compile(rf"(?<!\d){_YEAR}(?!\d)"),
)
_SIGNED = re.compile(
    r"(?:(?:发布|印发|公布|出版|颁布|实施)[^\d]{0,8}|published:?\s*|date:?\s*)?", re.IGNORECASE
)
_HEAD, _TAIL, _FIRST_PAGE = 400, 300, 4_000
_FRONT_BLOCKS, _END_BLOCKS = 14, 4
_TITLES = 3
_ANNEX = re.compile(r"附\s*件\s*\d*\s*[：:]?")
_STATES = re.compile(r"[，。；]|\.\s")
_EDITION = re.compile(
    r"(?:试行\s*)?第\s*[一二三四五六七八九十\d.]+\s*版(?:\s*修正版|\s*修订版)?"
    r"|(?:19|20)\d{2}\s*年?\s*(?:修订|更新|简|全)?版"
    r"(?:\s*修订版)?|\b(?:version|edition)\s*\d[\d.]*|\b(?:first|second|third|fourth|fifth|\d+(?:st|nd|rd|th))\s+edition",
    re.IGNORECASE,
)
_ISSUERS = (
    re.compile(
        r"[\u3400-\u9fff（）()、·]{2,40}?(?:委员会|委办公厅|学会|协会|学组|分会|联盟|专家组|工作组|管理局|办公厅|"
        r"研究中心|控制中心|卫生部|基金会)"
    ),
    re.compile(
        r"(?:[A-Z][\w&'’-]*|of|for|the|and|on|in|[/,])(?:\s(?:[A-Z][\w&'’/-]*|of|for|the|and|on|in)){1,12}"
    ),
)
_BODY = re.compile(
    r"\b(?:Association|Society|College|Department|Task Force|Committee|Cent(?:er|re)s?|Organi[sz]ation|"
    r"Academy|Institutes?|Federation|Council|Ministry)\b"
)
_NOT_ISSUER = re.compile(r"[。；，,:：;]|\d")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s，。；）)\[\]]*[^\s，。；）)\[\].]")
_REPLACES = re.compile(
    r"[^。\n]{0,40}(?:(?:替代|代替|取代)[^。\n]{0,60}(?:版|指南|方案|规范|共识|标准)|同时废止|即行废止)[^。\n]{0,20}|"
    r"[^.\n]{0,60}\b(?:replaces|supersedes)\b[^.\n]{0,80}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage:
    """What was found; None or empty where the document does not say."""

    title: str
    published: str | None
    title_year: str | None
    edition: str | None
    issuer: str | None
    doi: str | None
    replaces: str | None


def title_page(reading: Reading) -> TitlePage:
    """Look for what a document says of itself on its first and last lines."""
    title = _title(reading)
    edition = _EDITION.search(title)
    year = _DATES[1].search(title) or _DATES[2].search(title)
    doi = _DOI.search(reading.text[:_FIRST_PAGE])
    replaces = _REPLACES.search(reading.text[:_FIRST_PAGE]) or _REPLACES.search(reading.text[-1_000:])
    return TitlePage(
        title=title,
        published=_published(reading, title, year["year"] if year else None),
        title_year=year["year"] if year else None,
        edition="".join(edition[0].split())
        if edition and language_of(title) == "zh"
        else edition and edition[0],
        issuer=_issuer(reading),
        doi=doi[0] if doi else None,
        replaces=replaces[0].strip() if replaces else None,
    )


def _title(reading: Reading) -> str:
    """Join the title lines of one language, which may be broken; the other language's title is left."""
    titles: list[str] = []
    for block in reading.blocks:
        if block.kind != "title" or (titles and _is_no_title(block.text)):
            break
        if not _ANNEX.fullmatch(block.text):
            titles.append(block.text)
    same = [text for text in titles[: _TITLES + 1] if language_of(text) == language_of(titles[0])]
    joint = "" if titles and language_of(titles[0]) == "zh" else " "
    return (joint.join(same[:_TITLES]) or reading.blocks[0].text)[:200]


def _is_no_title(text: str) -> bool:
    """Say whether a line after the title is a statement, the issuer's name or a date."""
    return bool(_STATES.search(text)) or _names_issuer(text) or _dated(text) is not None


def _dated(line: str) -> re.Match[str] | None:
    """Give the full date that a line consists of, `published:` and the like aside."""
    bare = _SIGNED.sub("", line.strip("（）() "), count=1)
    match = _DATES[0].match(bare)
    return match if match and len(bare) - match.end() <= 2 else None


def _published(reading: Reading, title: str, title_year: str | None) -> str | None:
    """Prefer a date that stands on a line of its own to the year in the title, unless it is far from it."""
    for line in _front_and_end(reading):
        match = _dated(line)
        if match and (not title_year or _near(title_year, match["year"])):
            return _iso(match)
    for place in (title, reading.text[:_HEAD], reading.text[-_TAIL:]):
        for pattern in _DATES:
            match = pattern.search(place)
            if match:
                return _iso(match)
    return None


def _near(title_year: str, year: str) -> bool:
    return 0 <= int(year) - int(title_year) <= 1


def _issuer(reading: Reading) -> str | None:
    lines = (line.strip("（）() ") for line in _front_and_end(reading))
    return next((line for line in lines if _names_issuer(line)), None)


def _names_issuer(line: str) -> bool:
    """Say whether a line is the name of a body and nothing else."""
    chinese, english = _ISSUERS
    bare = line.strip("（）() ")
    named = _BODY.search(bare) and not _NOT_ISSUER.search(bare) and english.fullmatch(bare)
    return bool(chinese.fullmatch(bare) or named)


def _front_and_end(reading: Reading) -> Iterator[str]:
    blocks: Sequence[str] = [block.text for block in reading.blocks]
    yield from blocks[:_FRONT_BLOCKS]
    yield from blocks[max(len(blocks) - _END_BLOCKS, _FRONT_BLOCKS) :]


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if not parts.get("day"):
        return parts["year"]
    text = f"{parts['year']}-{int(parts['month']):02d}-{int(parts['day']):02d}"
    try:
        return PublicationDate(text).text
    except MetadataError:
        return parts["year"]
