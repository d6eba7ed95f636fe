"""A pasted report as printed lines: Markdown, tabs, columns, or one result a line, headings kept in mind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from assistant.labs.folding import fold
from assistant.labs.judging import printed_mark
from assistant.labs.names import Specimen
from assistant.labs.report import Item
from assistant.labs.running import is_result, running_items

Column = Literal["name", "value", "unit", "range", "mark", "abbreviation", "low", "high", "other"]
Columns: TypeAlias = tuple[Column, ...]

_HEADS: Final[tuple[tuple[Column, str], ...]] = (
    ("abbreviation", r"(?:英文)?(?:缩写|代号|代码|简称|编码)|英文(?:名称?)?|abbr\.?(?:eviation)?|code|项目代[号码]"),
    ("name", r"(?:检[验测查])?(?:项目|指标|名称)(?:名称)?|(?:检验|检测|检查)(?:项目)?名称|中文名称|分析物|test(?: ?name)?|item|analyte|parameter|component|investigation|examination|name|项目\s*\(?(?:item|test)\)?"),  # noqa: E501 - one list
    ("low", r"(?:参考)?下限|low(?:er)?(?: limit)?|参考低值"),
    ("high", r"(?:参考)?上限|high(?:er)?(?: limit)?|upper(?: limit)?|参考高值"),
    ("mark", r"提示|标[志记识]|异常(?:提示|标[志记识])?|状态|箭头|flag|abn(?:ormal)?(?: flag)?|mark|高低|h/l|↑↓"),
    ("value", r"(?:检[验测查])?(?:结果|测定值|数值|值|结果值)|本次结果|测定结果|result(?:s)?(?: value)?|value|observed(?: value)?|结果\s*\(?result\)?"),  # noqa: E501 - one list
    ("unit", r"(?:计量)?单位|unit(?:s)?|单位\s*\(?units?\)?"),
    ("range", r"(?:生物)?(?:正常)?参考(?:范围|区间|值|值范围|范围值)|正常(?:范围|值|参考值)|(?:bio\.? ?)?ref(?:erence)?\.? ?(?:range|interval|value)?s?|normal(?: range)?s?|range|参考(?:范围|区间|值)\s*\(?.*\)?"),  # noqa: E501 - one list
    ("other", r"序号|编号|no\.?|#|方法(?:学)?|检[测验]方法|method|仪器|备注|说明|comment.*|前次结果|上次结果|历次.*|previous.*|prior.*|标本(?:类型)?|specimen|日期|时间|date"),  # noqa: E501 - one list
)  # fmt: skip
_HEAD: Final = tuple((column, re.compile(pattern, re.IGNORECASE)) for column, pattern in _HEADS)
_SECTIONS: Final[tuple[tuple[Specimen | None, str], ...]] = (
    ("urine", r"尿(?:液)?(?:常规|分析|沉渣|生化|检查|检验|液)|尿检|^尿$|24\s?(?:小时|h)尿|urinalysis|urine|标本[:类型种]*\s*(?:随机|晨|中段)?尿"),
    ("csf", r"脑脊液|csf|cerebrospinal"),
    ("fluid", r"胸(?:腔积液|水|腹水)|腹(?:腔积液|水)|浆膜腔|积液|引流液|透析液|关节液|pleural|ascit|peritoneal|synovial|body fluid"),
    ("stool", r"大便|粪便|便常规|stool|f(?:a)?eces"),
    ("other", r"精液|白带|阴道分泌物|痰|唾液|羊水|脐血|semen|sputum|cord blood"),
    (None, r"血|生化|肝功|肾功|电解质|凝血|甲功|甲状腺|免疫|血气|心肌|肿瘤|CBC|complete blood|chemistry|metabolic|lipid|liver|renal|coagulation|thyroid|serum|plasma|blood|panel"),  # noqa: E501 - one list
)  # fmt: skip
_SECTION: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _SECTIONS)
_STATED: Final = re.compile(
    r"(?:标本|样本|specimen|sample)(?:类型|种类| type)?\s*[:=]\s*(\S+)", re.IGNORECASE
)
_SPECIMENS: Final[tuple[tuple[Specimen | None, re.Pattern[str]], ...]] = (
    ("urine", re.compile(r"\S*尿|urine", re.IGNORECASE)),
    ("csf", re.compile(r"脑脊液|csf", re.IGNORECASE)),
    ("fluid", re.compile(r"\S*(?:胸|腹|积液|引流|透析液)|pleural|ascit", re.IGNORECASE)),
    ("stool", re.compile(r"\S*便|stool", re.IGNORECASE)),
    (None, re.compile(r"\S*血|serum|plasma|blood", re.IGNORECASE)),
)
_PREFIX: Final = re.compile(
    r"\s*[【\[]?([^\d:：|\t，,；;]{2,24}?)[】\]]?\s*[:：]\s*(?=[^\s\d<>≤≥↑↓+±(（０-９－-])(?!阴|阳|弱|未|neg|pos|not |trace|溶血|标本)",
    re.IGNORECASE,
)
_WIDEST: Final = 40
_RULE: Final = re.compile(r"[\s|:+\-=_—─*]*")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A line without a result that says what specimen the following ones are of."""

    specimen: Specimen | None


def read_layout(text: str) -> tuple[Item, ...]:
    """Find the printed results of a pasted report, in their order."""
    items: list[Item] = []
    columns: Columns | None = None
    specimen: Specimen | None = None
    for line in text.splitlines():
        if _RULE.fullmatch(line):
            continue
        if (stated := _stated_specimen(line)) is not None:
            specimen = stated.specimen
        cells = _cells(line)
        if (found := _columns(cells)) is not None:
            columns = found
            continue
        if (heading := _heading(line, cells)) is not None:
            specimen = heading.specimen
            continue
        line, specimen = _without_prefix(line, specimen)
        cells = _cells(line)
        items += [replace(item, specimen=specimen) for item in _line_items(line, cells, columns)]
    return tuple(items)


def _stated_specimen(line: str) -> _Heading | None:
    """Read "标本：尿" and the like wherever in a line it stands."""
    found = _STATED.search(fold(line))
    if found is None:
        return None
    return next((_Heading(kind) for kind, pattern in _SPECIMENS if pattern.match(found[1])), None)


def _without_prefix(line: str, specimen: Specimen | None) -> tuple[str, Specimen | None]:
    """Cut "尿常规：" off before the results that follow it on the same line."""
    found = _PREFIX.match(line)
    if found is None or not is_result(found[1]):
        return line, specimen
    named = fold(found[1])
    kind = next(((one,) for one, pattern in _SECTION if pattern.search(named)), (specimen,))[0]
    return line[found.end() :], kind


def _line_items(line: str, cells: Sequence[str], columns: Columns | None) -> Iterator[Item]:
    if columns is not None and len(cells) > 1:
        for group in _groups(cells, columns):
            yield from _by_columns(group, columns)
        return
    if len(cells) > 2 and (item := _by_kind(cells)) is not None:
        yield item
        return
    yield from running_items(line)


def _cells(line: str) -> list[str]:
    if line.count("|") >= 2:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    if "\t" in line:
        return [cell.strip() for cell in line.strip("\n").split("\t")]
    if line.count(",") > 1 and not re.search(r"[，;；。:：]|, ", line):
        return [cell.strip() for cell in line.split(",")]
    return [cell for cell in re.split(r"\s{2,}|\u3000+", line.strip()) if cell]


def _columns(cells: Sequence[str]) -> Columns | None:
    """Read a line as the head of a table: at least a name and a result, and nothing that is neither."""
    if len(cells) < 2:
        cells = cells[0].split() if cells else []
    if len(cells) > _WIDEST:
        return None
    named = tuple(_column(cell) for cell in cells)
    known = [column for column in named if column is not None]
    if "name" not in known or "value" not in known or len(known) < max(2, len(named) - 1):
        return None
    return tuple(column or "other" for column in named)


def _column(cell: str) -> Column | None:
    plain = fold(cell).strip(" *:")
    plain = re.sub(r"\s*\([^()]*\)$", "", plain) or plain
    for column, pattern in _HEAD:
        if pattern.fullmatch(plain) or pattern.fullmatch(plain.replace(" ", "")):
            return column
    words = re.split(r"[\s/]+", plain)
    found = {_word_column(word) for word in words}
    return found.pop() if len(words) > 1 and len(found) == 1 else None


def _word_column(word: str) -> Column | None:
    return next((column for column, pattern in _HEAD if pattern.fullmatch(word)), None)


def _groups(cells: Sequence[str], columns: Columns) -> Iterator[Sequence[str]]:
    """Cut a row that holds two results side by side, as wide reports print them."""
    names = [at for at, column in enumerate(columns) if column == "name"]
    if len(names) < 2:
        yield cells
        return
    for at in range(0, len(cells), names[1] - names[0]):
        yield cells[at : at + names[1] - names[0]]


def _by_columns(cells: Sequence[str], columns: Columns) -> Iterator[Item]:
    if len(cells) < len(columns) and "\t" not in "".join(cells):
        fitted = _by_kind(cells) if len(cells) > 2 else None
        if fitted is not None:
            yield fitted
            return
    row: dict[Column, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        row.setdefault(column, cell)
    name = _with_abbreviation(row)
    if not name or not is_result(name) or not row.get("value", "").strip():
        return
    yield Item(
        name=name,
        value=row["value"],
        unit=row.get("unit", ""),
        range=row.get("range") or _from_ends(row),
        mark=printed_mark(row.get("mark", "")),
    )


def _with_abbreviation(row: Mapping[Column, str]) -> str:
    name, short = row.get("name", "").strip(), row.get("abbreviation", "").strip()
    if name and short and re.search(r"[A-Za-z]", short):
        return f"{name} ({short})"
    return name or short


def _from_ends(row: Mapping[Column, str]) -> str:
    low, high = row.get("low", "").strip(), row.get("high", "").strip()
    if low and high:
        return f"{low}-{high}"
    return f"≥{low}" if low else f"≤{high}" if high else ""


def _by_kind(cells: Sequence[str]) -> Item | None:
    """Tell the cells of a row apart by what they look like, where no head names them."""
    joined = "  ".join(cells)
    found = list(running_items(joined))
    return found[0] if len(found) == 1 else None


def _heading(line: str, cells: Sequence[str]) -> _Heading | None:
    plain = fold(line).strip(" #*:=【】[]-")
    if len(plain) > 40 or (re.search(r"\d", plain) and len(cells) > 1):
        return None
    if list(running_items(line)):
        return None
    for kind, pattern in _SECTION:
        if pattern.search(plain):
            return _Heading(kind)
    return None
