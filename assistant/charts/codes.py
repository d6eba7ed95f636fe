"""Diagnosis names of the hospital's own tables: imported as CSV, offered to a doctor, never entered."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from assistant.errors import CodeTableError

FOLDER: Final = "codes"
MOST: Final = 20
_NEEDED: Final = ("code", "name")
_HEADS: Final = {
    **dict.fromkeys(("编码", "代码", "疾病编码", "诊断编码", "icd编码"), "code"),
    **dict.fromkeys(("名称", "疾病名称", "诊断名称"), "name"),
    **dict.fromkeys(("体系", "编码体系"), "system"),
    "版本": "version",
}
_FILE: Final = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff .-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: a name with its code, and which version of which table says so."""

    system: str
    version: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Every entry of every table."""

    entries: tuple[Entry, ...]

    def named(self, words: str) -> tuple[Entry, ...]:
        """Find entries by code or by words that all stand in the name; whole names first, shorter before."""
        wanted = words.strip().casefold()
        if not wanted:
            return ()
        parts = wanted.split()
        hits = [
            one
            for one in self.entries
            if all(part in one.name.casefold() for part in parts) or one.code.casefold().startswith(wanted)
        ]
        hits.sort(key=lambda one: (one.name.casefold() != wanted, len(one.name), one.code))
        return tuple(hits[:MOST])

    def within(self, text: str) -> tuple[Entry, ...]:
        """Find the entries whose name stands in a text, in the order of the text, longer names first."""
        found = [(text.find(one.name), -len(one.name), one) for one in self.entries if one.name in text]
        return tuple(one for _, _, one in sorted(found, key=lambda hit: hit[:2])[:MOST])

    def entry(self, system: str, code: str) -> Entry | None:
        """Give one entry by its table and code."""
        return next((one for one in self.entries if (one.system, one.code) == (system, code)), None)


def read_table(data: bytes, *, name: str) -> tuple[Entry, ...]:
    """Read a CSV with a head line: `code` and `name` (编码, 名称), and maybe `system` and `version`.

    Raises:
        CodeTableError: it is not UTF-8 or GB18030 text or no CSV, lacks a column or rows, has a row without
            code or name or with a line break in them, or gives one code two names.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(_decoded(data, name))))
    except csv.Error as fault:
        message = f"code table {name!r} is no CSV ({fault}); export it again"
        raise CodeTableError(message) from fault
    if not rows:
        message = (
            f"code table {name!r} has no column 'code' or no row; its first line must name code and name"
        )
        raise CodeTableError(message)
    columns = {
        _HEADS.get(head, head): column for column in rows[0] if (head := (column or "").strip().lower())
    }
    lacking = [column for column in _NEEDED if column not in columns]
    if lacking:
        message = f"code table {name!r} has no column {lacking[0]!r}; its first line must name code and name"
        raise CodeTableError(message)
    found: dict[tuple[str, str], Entry] = {}
    for number, row in enumerate(rows, start=2):
        value = {key: (row.get(column) or "").strip() for key, column in columns.items()}
        entry = Entry(
            system=value.get("system") or name,
            version=value.get("version") or "",
            code=value["code"],
            name=value["name"],
        )
        wrong = _fault(entry, found.get((entry.system, entry.code)))
        if wrong is not None:
            message = f"code table {name!r}, row {number}: {wrong}; correct it"
            raise CodeTableError(message)
        found[entry.system, entry.code] = entry
    return tuple(found.values())


def _fault(entry: Entry, other: Entry | None) -> str | None:
    if not entry.code or not entry.name:
        return "code or name is empty"
    if not (entry.code.isprintable() and entry.name.isprintable()):
        return "code or name holds a line break or a control character"
    if other is not None and other.name != entry.name:
        return "the code has another name in an earlier row"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One table by its name, with what it holds; `starter` is the one that comes with the product."""

    name: str
    entries: tuple[Entry, ...]
    starter: bool = False


def listed(home: Path) -> tuple[Listed, ...]:
    """List the tables in force.

    Raises:
        CodeTableError: a file is no table.
    """
    files = sorted((home / FOLDER).glob("*.csv"))
    if not files:
        return (Listed(name="starter", entries=starter().entries, starter=True),)
    return tuple(Listed(name=file.stem, entries=_read_file(file, file.stat().st_mtime_ns)) for file in files)


def remove_table(home: Path, name: str) -> None:
    """Take a table of the home folder away; after the last one the starter stands again.

    Raises:
        CodeTableError: there is none of this name.
    """
    file = home / FOLDER / f"{name}.csv"
    if not _FILE.fullmatch(name) or not file.is_file():
        message = f"there is no code table {name!r}; look at the list again"
        raise CodeTableError(message)
    file.unlink()


def tables_in(home: Path) -> CodeTable:
    """Read the hospital's tables; without one, the small starter that comes with the product.

    Raises:
        CodeTableError: a file is no table.
    """
    return CodeTable(tuple(entry for one in listed(home) for entry in one.entries))


@cache
def _read_file(file: Path, _changed: int) -> tuple[Entry, ...]:
    return read_table(file.read_bytes(), name=file.stem)


@cache
def starter() -> CodeTable:
    """Read the starter: made-up codes, names that every hospital knows."""
    data = resources.files("assistant.charts").joinpath("starter_codes.csv").read_bytes()
    return CodeTable(read_table(data, name="starter"))


def import_table(home: Path, name: str, data: bytes) -> int:
    """Keep a table in the home folder, in place of an older one of the same name; returns its rows.

    Raises:
        CodeTableError: the name is no plain name, or the file is no table.
    """
    if not _FILE.fullmatch(name):
        message = "a table's name is made of letters, digits, spaces, '.', '-' and '_'"
        raise CodeTableError(message)
    rows = read_table(data, name=name)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{name}.csv.new"
    draft.write_bytes(data)
    draft.replace(folder / f"{name}.csv")
    return len(rows)


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = f"code table {name!r} is neither UTF-8 nor GB18030; save it as one of them"
    raise CodeTableError(message)
