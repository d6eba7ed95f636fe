"""Names that the learned tagger finds in a text; what its own lists call something else is none."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache

from assistant.gate.identifiers.likely import NameReader
from assistant.gate.identifiers.naming import naming
from assistant.gate.identifiers.tagging import tagger
from assistant.gate.identifiers.traits import WORD, han_units, latin_units
from assistant.gate.names import names
from assistant.reader import ReaderFileError, shipped_reader

logger = logging.getLogger(__name__)
_HAN = re.compile("[\u4e00-\u9fff](?:[\u4e00-\u9fff·•]*[\u4e00-\u9fff])?")
_NO_NAME = re.compile("[的了是我你他她它们吗呢啊吧呀哦嘛就还再又这那谁哪什么很没吃喝疼痛痒肿病癌炎]")
_THING = re.compile(
    "片|胶囊|颗粒|[丸膏刀术征氏卡牌]|凝胶|口服|注射|软膏|乳膏|滴眼|栓剂|素|制药|药业|医院|囊肿"
)
"""Behind a stretch this makes the word of a thing of it."""
_KIND = re.compile("[族州省县籍]$")
_EPONYM = re.compile(
    r"(?:['’]s)?[ -](?:syndrome|disease|sign|test|score|scale|criteria|classification|class|stag(?:e|ing)"
    r"|rules?|man(?:oeuv|euv)\w*|contracture|palsy|foot|purpura|tear|cardiomyopathy|lymphoma|vaccines?|booster"
    r"|tablets?|capsules?|injections?|dos(?:e|es|age|ing)|cream|inhaler|mg|mcg)\b",
    re.IGNORECASE,
)
"""Behind a name in letters this makes an eponym or a product of it."""
_WORDS = re.compile("[A-Za-zÀ-ɏ]{2}")
_WORD_LIKE = re.compile("[A-Za-zÀ-ɏ\u4e00-\u9fff]{2}")
_AROUND = " \t\n,.;:!?，。；：！？、()（）"
_LONGEST_READ = 400
"""Characters of a text that is read for names; documents are left to rules and tagger."""
_SURE = 0.9
"""Share of a name's tags from which a stretch is one: of 186 marked in unseen texts three more were found
and two stretches more were none; from 0.5 five more and twelve."""


def han_names(text: str, reader: NameReader) -> Iterator[tuple[int, int]]:
    """Give the names in Chinese characters of a folded text."""
    if _HAN.search(text):
        for start, stop in tagger("han").spans(han_units(text, reader.cut())):
            whole = _HAN.fullmatch(text, start, stop) and _NO_NAME.search(text, start, stop) is None
            thing = _THING.match(text, stop) or _KIND.search(text[start:stop])
            if (
                whole
                and not thing
                and _formed(text[start:stop])
                and text[start:stop] not in _called()
                and not reader.has_medicine(start, stop)
                and not reader.is_subject(start, stop)
            ):
                yield start, stop


def _formed(name: str) -> bool:
    """Say whether a stretch is a surname with one or two characters, or has parts with a dot between."""
    data = naming()
    compound = name[:2] in data.compound
    given = len(name) - (2 if compound else 1)
    return "·" in name or "•" in name or ((compound or name[0] in data.surnames) and 1 <= given <= 2)


def latin_names(text: str) -> Iterator[tuple[int, int]]:
    """Give the names in letters of a text as given."""
    if not _WORDS.search(text):
        return
    found = list(WORD.finditer(text))
    for start, stop in tagger("latin").spans(latin_units([one[0] for one in found])):
        words = {one[0].lower() for one in found[start:stop]}
        begin, end = found[start].start(), found[stop - 1].end()
        named = words.isdisjoint(_no_names()) and any(one.isalpha() for one in words)
        thing = _EPONYM.match(text, end)
        if named and not thing and not any(names().find(text[begin:end].lower())):
            yield begin, end


def read_names(text: str) -> Iterator[tuple[int, int]]:
    """Give the names that the taught reader is sure of in a text of moderate length, as given."""
    if not _WORD_LIKE.search(text) or len(text) > _LONGEST_READ:
        return
    try:
        named = shipped_reader().read(text).named
    except ReaderFileError as fault:
        logger.warning("nobody reads names cause=%s", fault)
        return
    for start, end, share in named:
        begin = start + len(text[start:end]) - len(text[start:end].lstrip(_AROUND))
        found = text[begin:end].rstrip(_AROUND)
        called = len(found) > 1 and not any(map(str.isdigit, found)) and not any(names().find(found.lower()))
        if share >= _SURE and called and not _THING.match(text, begin + len(found)):
            yield begin, begin + len(found)


@cache
def _called() -> frozenset[str]:
    data = naming()
    return frozenset((*data.titles, *data.relations, *data.before, *data.labels))


@cache
def _no_names() -> frozenset[str]:
    data = naming()
    return frozenset(
        one.lower()
        for one in (*data.eponyms, *data.english_never, *data.english_labels, *data.english_titles)
    )
