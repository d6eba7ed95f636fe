"""What is known of laboratory tests: names, units, ranges and alert values; the hospital's own rows first."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.labs.folding import key
from assistant.labs.rows import DepartmentRow, FindingRow, RangeRow, Tables, TestRow
from assistant.labs.units import readings

HOSPITAL_FILE = "labs.toml"


@dataclass(frozen=True)
class Knowledge:
    """All tables, shipped and the hospital's; a hospital's rows for a test come before the shipped ones."""

    shipped: Tables
    hospital: Tables

    @cached_property
    def tests(self) -> Mapping[str, TestRow]:
        """Give each test by its id; a hospital's row replaces ours."""
        return MappingProxyType({row.id: row for row in (*self.shipped.test, *self.hospital.test)})

    @cached_property
    def names(self) -> Mapping[str, tuple[TestRow, ...]]:
        """Give for each folded name the tests that are printed under it."""
        named: defaultdict[str, list[TestRow]] = defaultdict(list)
        for row in self.tests.values():
            for alias in dict.fromkeys(key(one) for one in (*row.aliases, row.name.zh, row.name.en)):
                named[alias].append(row)
        return MappingProxyType({name: tuple(rows) for name, rows in named.items()})

    @cached_property
    def findings(self) -> Mapping[str, FindingRow]:
        """Give the findings that a person must hear of at once, by folded name."""
        rows = (*self.shipped.finding, *self.hospital.finding)
        return MappingProxyType({key(name): row for row in rows for name in row.names})

    @cached_property
    def departments(self) -> tuple[DepartmentRow, ...]:
        """Give the groups of departments with limits of their own."""
        return (*self.shipped.department, *self.hospital.department)

    def hospital_ranges(self, test: str) -> tuple[RangeRow, ...]:
        """Give the hospital's own ranges of a test."""
        return self.hospital.ranges_of(test)

    def default_ranges(self, test: str) -> tuple[RangeRow, ...]:
        """Give the shipped ranges of a test."""
        return self.shipped.ranges_of(test)

    def group_of(self, department: str | None) -> str | None:
        """Say which group of departments a name means, by the longest word in it; None for any other."""
        folded = key(department or "")
        found = [
            (len(key(word)), row.id) for row in self.departments for word in row.words if key(word) in folded
        ]
        return max(found)[1] if found else None


@cache
def shipped() -> Tables:
    """Read the tables that come with the product."""
    folder = resources.files("assistant.labs")
    parts = [
        tomllib.loads(folder.joinpath(name).read_text("utf-8"))
        for name in ("tests.toml", "ranges.toml", "critical.toml")
    ]
    return Tables.model_validate({section: rows for part in parts for section, rows in part.items()})


def knowledge_of(home: Path | None) -> Knowledge:
    """Put the shipped tables and the hospital's `labs.toml` together.

    Raises:
        SettingsError: the hospital's file is no TOML, has a row that cannot be used, or names no known test.
    """
    file = None if home is None else home / HOSPITAL_FILE
    if file is None or not file.is_file():
        return Knowledge(shipped(), Tables())
    try:
        tables = Tables.model_validate(tomllib.loads(file.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        message = f"{file} is no TOML: {fault}; correct it"
        raise SettingsError(message) from None
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{file}, {where}: {first['msg']}; correct the row"
        raise SettingsError(message) from None
    except OSError as fault:
        message = f"{file} cannot be read ({fault.strerror}); check its owner and permissions"
        raise SettingsError(message) from None
    known = Knowledge(shipped(), tables)
    _check(known, file)
    return known


def current_knowledge(home: Path) -> Knowledge:
    """Give the tables as the hospital's file stands now; read again only when it has changed.

    Raises:
        SettingsError: the hospital's file cannot be used.
    """
    try:
        stamp = (home / HOSPITAL_FILE).stat().st_mtime_ns
    except OSError:
        stamp = 0
    return _stamped(home, stamp)


@lru_cache(maxsize=4)
def _stamped(home: Path, stamp: int) -> Knowledge:
    del stamp
    return knowledge_of(home)


def _check(known: Knowledge, file: Path) -> None:
    for row in (*known.hospital.range, *known.hospital.critical):
        for test in row.tests:
            if test not in known.tests:
                message = f"{file}: no test has the id {test!r}; add a [[test]] row or correct the id"
                raise SettingsError(message)
    for one in known.hospital.test:
        if not readings(one.unit):
            message = f"{file}: test {one.id!r} has the unit {one.unit!r}, which is none we know; correct it"
            raise SettingsError(message)
