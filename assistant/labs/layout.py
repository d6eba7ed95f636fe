"""A pasted report as printed lines: Markdown, tabs, columns, or one result a line, headings kept in mind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from assistant.labs.folding import fold
from assistant.labs.judging import printed_mark
from assistant.labs.names import SPECIMENS, Specimen
from assistant.labs.report import Item
from assistant.labs.running import is_result, running_items
from assistant.labs.stacked import side_by_side
from assistant.labs.vocabulary import any_of, pattern

Column = Literal["name", "value", "unit", "range", "mark", "abbreviation", "low", "high", "other"]
Columns: TypeAlias = tuple[Column, ...]

_HEAD: Final[tuple[tuple[Column, re.Pattern[str]], ...]] = tuple(
    (column, pattern("column", column))
    for column in ("abbreviation", "name", "low", "high", "mark", "value", "unit", "range", "other")
)
_SECTION: Final[tuple[tuple[Specimen | None, re.Pattern[str]], ...]] = (
    *((kind, pattern("section", kind)) for kind in SPECIMENS),
    (None, pattern("section", "blood")),
)
_SPECIMENS: Final[tuple[tuple[Specimen | None, re.Pattern[str]], ...]] = (
    *((kind, pattern("stated", kind)) for kind in SPECIMENS),
    (None, pattern("stated", "blood")),
)
_STATED: Final = re.compile(
    r"(?:标本|样本|specimen|sample)(?:类型|种类| type)?\s*[:=]\s*(\S+)", re.IGNORECASE
)
_PREFIX: Final = re.compile(
    r"\s*[【\[]?([^\d:：|\t，,；;]{2,24}?)[】\]]?\s*[:：]\s*(?=[^\s\d<>≤≥↑↓+±(（０-９－-])"
    r"(?!阴|阳|弱|未|neg|pos|not |trace|溶血|标本)",
    re.IGNORECASE,
)
_WIDEST: Final = 40
_LEADERS: Final = re.compile(r"[.…·]{2,}")
_ARROW: Final = re.compile(r"[↑↓⬆⬇]{1,2}|HH?|LL?")
_LABEL: Final = re.compile(r"(?:^|(?<=[\s;,；，。|]))([^\s\d:：;,；，|][^\d:：;,；，|]{0,15}?)\s*[:：]\s*")
_NOTE: Final = re.compile(rf"\s*[*※【\[]?\s*{any_of('chat', 'notes')}[】\]]?\s*[:：]", re.IGNORECASE)
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
    lines = [_LEADERS.sub("  ", one) for one in text.splitlines() if one.strip()]
    for line in side_by_side(lines):
        if _RULE.fullmatch(line):
            continue
        if (stated := _stated_specimen(line)) is not None:
            specimen = stated.specimen
        if (labelled := _labelled(line)) is not None:
            items.append(replace(labelled, specimen=specimen))
            continue
        cells = _cells(line)
        if (found := _columns(cells)) is not None:
            columns = found
            continue
        if (heading := _heading(line, cells)) is not None:
            specimen = heading.specimen
            continue
        rest, specimen = _without_prefix(line, specimen)
        read = _line_items(rest, _cells(rest), columns)
        noted = _NOTE.match(line) is not None
        items += [replace(item, specimen=specimen) for item in read if item.unit or not noted]
    return tuple(items)


def _labelled(line: str) -> Item | None:
    """Read a result whose parts are named one by one: "Test: TSH; Result: 18.2 mIU/L; Range: 0.27-4.20"."""
    labels = [(found, column) for found in _LABEL.finditer(line) if (column := _column(found[1])) is not None]
    columns = tuple(column for _, column in labels)
    if columns.count("name") != 1 or columns.count("value") != 1:
        return None
    ends = [found.start() for found, _ in labels[1:]] + [len(line)]
    cells = [
        line[found.end() : end].strip(" ;,；，。|\t") for (found, _), end in zip(labels, ends, strict=True)
    ]
    return next(_by_columns(cells, columns), None)


def _stated_specimen(line: str) -> _Heading | None:
    """Read "标本：尿" and the like wherever in a line it stands."""
    found = _STATED.search(fold(line))
    if found is None:
        return None
    return next((_Heading(kind) for kind, words in _SPECIMENS if words.match(found[1])), None)


def _without_prefix(line: str, specimen: Specimen | None) -> tuple[str, Specimen | None]:
    """Cut "尿常规：" off before the results that follow it on the same line."""
    found = _PREFIX.match(line)
    if found is None or not is_result(found[1]):
        return line, specimen
    named = fold(found[1])
    kind = next(((one,) for one, words in _SECTION if words.search(named)), (specimen,))[0]
    return line[found.end() :], kind


def _line_items(line: str, cells: Sequence[str], columns: Columns | None) -> Iterator[Item]:
    if columns is not None and len(cells) > 1:
        if columns.count("name") > 1 and len(cells) != len(columns):
            yield from running_items("  ".join(cells))  # a cell is missing: which one is not known
            return
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
    if line.count(";") > 1 and (cells := _between_semicolons(line)):
        return cells
    return [cell for cell in re.split(r"\s{2,}|\u3000+", line.strip()) if cell]


def _between_semicolons(line: str) -> list[str]:
    """Part a row at its semicolons; nothing where they part whole results."""
    cells = [cell.strip() for cell in line.split(";")]
    return [] if any(any(running_items(cell)) for cell in cells) else cells


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
    for column, words in _HEAD:
        if words.fullmatch(plain) or words.fullmatch(plain.replace(" ", "")):
            return column
    parts = re.split(r"[\s/]+", plain)
    found = {_word_column(part) for part in parts}
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


def _word_column(word: str) -> Column | None:
    return next((column for column, words in _HEAD if words.fullmatch(word)), None)


def _groups(cells: Sequence[str], columns: Columns) -> Iterator[Sequence[str]]:
    """Cut a row that holds two results side by side, as wide reports print them."""
    names = [at for at, column in enumerate(columns) if column == "name"]
    if len(names) < 2:
        yield cells
        return
    for at in range(0, len(cells), names[1] - names[0]):
        yield cells[at : at + names[1] - names[0]]


def _by_columns(cells: Sequence[str], columns: Columns) -> Iterator[Item]:
    if (len(cells) != len(columns) or _shifted(cells, columns)) and (fitted := _by_kind(cells)) is not None:
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


def _shifted(cells: Sequence[str], columns: Columns) -> bool:
    """Say whether a mark stands where none belongs: the head does not name the column of the arrows."""
    plain = [
        cell for column, cell in zip(columns, cells, strict=False) if column in {"value", "unit", "range"}
    ]
    return any(_ARROW.fullmatch(cell) for cell in plain)


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
    for kind, words in _SECTION:
        if words.search(plain):
            return _Heading(kind)
    return None
