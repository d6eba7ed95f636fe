"""Which test a printed name means: exact names only, every word of it known, another specimen kept apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from assistant.labs.folding import fold, key
from assistant.labs.rows import TestRow

Specimen = Literal["urine", "csf", "fluid", "stool", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The tests that a name may mean: none if unknown, several if the unit must decide.

    `contradictory`: its parts name different tests. `specimen`: it names one that is not blood.
    """

    tests: tuple[TestRow, ...] = ()
    specimen: Specimen | None = None
    contradictory: bool = False


_FOREIGN: Final[tuple[tuple[str, Specimen], ...]] = (
    (r"24小时尿液?|24h尿液?|随机尿液?|晨尿|尿液|尿沉渣|尿(?!素|酸(?!碱))|urinary|urine|u(?=-)", "urine"),
    (r"脑脊液|脊液|csf|cerebrospinal ?fluid", "csf"),
    (r"胸腔积液|胸水|胸腹水|腹腔积液|腹水|心包积液|关节腔?积?液|引流液|穿刺液|羊水|透析液|积液|浆膜腔积液"
     r"|pleural(?: fluid| effusion)?|ascit(?:es|ic)(?: fluid)?|peritoneal(?: fluid)?|synovial(?: fluid)?|dialysate|drain(?: fluid)?|amniotic(?: fluid)?|body fluid", "fluid"),  # noqa: E501 - one list
    (r"粪便|大便|粪|便|stool|f(?:a)?ecal", "stool"),
    (r"精液|精浆|唾液|痰液?|汗液|泪液|脐带?血|胃液|阴道分泌物|前列腺液|白带|saliva|sputum|sweat|cord(?: blood)?|semen|seminal", "other"),  # noqa: E501 - one list
)  # fmt: skip
_FOREIGN_AT_START: Final = tuple((re.compile(rf"(?:{words})"), kind) for words, kind in _FOREIGN)
_FOREIGN_ANYWHERE: Final = tuple(
    (re.compile(rf"(?:^|[\s(,_/-])(?:{words})(?:$|[\s),:_/-])"), kind) for words, kind in _FOREIGN
)
_BLOOD: Final = re.compile(
    r"^(?:血清|血浆|全血|静脉血|动脉血|末梢血|外周血|空腹静脉血|serum|plasma|(?:whole|venous|arterial|peripheral) blood|blood"
    r"|arterial|venous|[spb](?=-))[\s:-]*"
)
_SERVING: Final = re.compile(
    r"(?:检测|测定|定量(?:测定|检测)?|计数|浓度|含量|水平|活性|结果|项目|数值|\bcount\b|\blevel\b|\bconc(?:entration)?\b|\btest\b"
    r"|\bquantitative\b|\bmeasurement\b)+$"
)
_SERVED: Final = re.compile(r"[,\s](?:serum|plasma|blood|whole blood|arterial|venous|s|p|b)$")
_NOISE: Final = re.compile(
    r".*(?:法|method|assay)|血清?|血浆|全血|静脉血?|动脉血?|末梢血?|外周血?|定量|急诊|急查|干化学|化学发光|电化学发光|免疫比浊|酶|"
    r"血常规|生化|肝功能?|肾功能?|电解质|血脂|凝血|凝血功能|血气(?:分析)?|复查|空腹|成人|"
    r"serum|plasma|blood|whole blood|venous|arterial|stat|calculated|计算|计算值|s|[*#☆★]*"
)
_ORDINAL: Final = re.compile(
    r"^[\s*☆★▲△●○◆◇■□#※]*(?:\(?\d{1,3}\s*[.)、,:](?!\d)\s*|[①-⑳]\s*|\d{1,3}\s+(?=[一-鿿]))?[\s*☆★▲△●○◆◇■□※]*"
)
_BRACKET: Final = re.compile(r"[(\[{【《]([^()\[\]{}【】《》]*)[)\]}】》]")
_SCRIPTS: Final = re.compile(
    r"(?<=[一-鿿])[\s:]*(?=[A-Za-z][A-Za-z])|(?<=[A-Za-z0-9#%+-])[\s:]+(?=[一-鿿])|\s*[/|]\s*|(?<=[一-鿿])\s+(?=\S)"
)


def resolve(name: str, tests: Mapping[str, tuple[TestRow, ...]]) -> Named:
    """Say which tests a printed name may mean."""
    plain = _ORDINAL.sub("", fold(name).lower()).strip(" *☆★▲△:")
    whole = _lookup(plain, tests)
    if whole:
        return Named(tests=whole)
    if specimen := _foreign(plain):
        return Named(specimen=specimen)
    return _of_parts(_parts(plain), tests)


def _of_parts(parts: list[str], tests: Mapping[str, tuple[TestRow, ...]]) -> Named:
    """Agree on what all parts of a name mean; a part that is neither known nor a serving word voids it."""
    meant: list[tuple[TestRow, ...]] = []
    for part in parts:
        if found := _lookup(part, tests):
            meant.append(found)
        elif not _NOISE.fullmatch(part):
            return Named()
    if not meant:
        return Named()
    common = tuple(row for row in meant[0] if all(row in other for other in meant[1:]))
    return Named(tests=common, contradictory=not common)


def _lookup(part: str, tests: Mapping[str, tuple[TestRow, ...]]) -> tuple[TestRow, ...]:
    """Find a name as it stands, without serving words at its end, or without the word for blood."""
    spellings = [part, _SERVING.sub("", part), _SERVED.sub("", part)]
    spellings += [_BLOOD.sub("", one, count=1) for one in spellings]
    for spelling in spellings:
        if found := tests.get(key(spelling)):
            return found
    return ()


def _foreign(plain: str) -> Specimen | None:
    for pattern, kind in _FOREIGN_AT_START:
        if pattern.match(plain):
            return kind
    for pattern, kind in _FOREIGN_ANYWHERE:
        if pattern.search(plain):
            return kind
    return None


def _parts(plain: str) -> list[str]:
    inner = _BRACKET.findall(plain)
    outer = _BRACKET.sub(" ", plain)
    pieces = [piece for text in (outer, *inner) for piece in _split(text)]
    return [piece for piece in (one.strip(" *-:,#☆★") for one in pieces) if piece]


def _split(text: str) -> list[str]:
    return _SCRIPTS.split(text.strip())
