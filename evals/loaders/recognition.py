"""Which loader reads a file: one table of formats, each known by the fields of its first row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from evals.errors import SuiteError
from evals.loaders import dialogues, guideline_cases, public
from evals.loaders.rows import Rows
from evals.suite import CaseSet, load_own, objects, read_bytes

_Loader: TypeAlias = Callable[[Rows], CaseSet]


@dataclass(frozen=True, slots=True)
class _Format:
    fields: frozenset[str]
    load: _Loader


FORMATS: Final = tuple(
    _Format(frozenset(fields.split()), loader)
    for fields, loader in (
        ("question gold", guideline_cases.answerable),
        ("question kind expect near", guideline_cases.unanswerable),
        ("question family old new", guideline_cases.editions),
        ("question passage base expect", guideline_cases.injections),
        ("question relation a b", guideline_cases.conflicts),
        ("claim evidence expected", guideline_cases.grounding),
        ("body gold_snippets", public.bioasq),
        ("QUESTION CONTEXTS final_decision", public.pubmedqa),
        ("ID section_header section_text dialogue", dialogues.sections),
        ("encounter_id dialogue note", dialogues.visits),
        ("zh en level", public.bilingual),
        ("prompt safe_answer", public.false_premises),
        ("prompt type label", public.over_refusal),
    )
)
_SUFFIXES = frozenset({".jsonl", ".json", ".csv"})


def load(path: Path) -> tuple[CaseSet, ...]:
    """Read a file of cases in any known format, or all such files of a folder.

    Raises:
        SuiteError: it cannot be read, its format is not known, or the folder holds no file of cases.
    """
    if not path.is_dir():
        return (_load_file(path),)
    found = []
    for file in sorted(one for one in path.iterdir() if one.suffix in _SUFFIXES):
        rows = _rows(file)
        known = _format_of(rows)
        if known is not None:
            found.append(known(rows))
    if not found:
        message = f"folder {path.name!r} holds no file of cases; give a suite, or a file of a known format"
        raise SuiteError(message)
    return tuple(found)


def _load_file(path: Path) -> CaseSet:
    rows = _rows(path)
    if rows.rows and {"ask", "checks"} & set(rows.rows[0]):
        return load_own(path)
    known = _format_of(rows)
    if known is None:
        message = f"{path.name!r} line 1: no case ('ask' and 'checks') and no known set; correct the file"
        raise SuiteError(message)
    return known(rows)


def _format_of(rows: Rows) -> _Loader | None:
    fields = set(rows.rows[0]) if rows.rows else set()
    return next((one.load for one in FORMATS if one.fields <= fields), None)


def _rows(path: Path) -> Rows:
    data = read_bytes(path)
    if path.suffix == ".csv":
        rows: tuple[Mapping[str, object], ...] = tuple(
            csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
        )
    elif path.suffix == ".json":
        rows = _keyed(data, path.name)
    else:
        rows = tuple(value for _, value in objects(data, path.name))
    return Rows(path=path, data=data, rows=rows)


def _keyed(data: bytes, name: str) -> tuple[Mapping[str, object], ...]:
    """Read one JSON object of objects; each keeps its key as `id`."""
    try:
        table = json.loads(data)
    except ValueError as fault:
        message = f"{name!r} is not JSON; correct the file"
        raise SuiteError(message) from fault
    if not isinstance(table, dict):
        return ()
    return tuple({"id": key, **value} for key, value in table.items() if isinstance(value, dict))
