"""A report copied cell by cell, name, result, unit and range each on its own line: put side by side again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.labs.running import is_result, is_tail, is_value, running_items

_LONGEST_NAME: Final = 40
_MOST_CELLS: Final = 4
"""Result, unit, mark and range: no more lines belong to one name."""


def side_by_side(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines of a report, those of a result that was copied cell by cell as one."""
    at = 0
    while at < len(lines):
        taken = _stack(lines, at)
        yield "  ".join(line.strip() for line in lines[at : at + taken])
        at += taken


def _stack(lines: Sequence[str], at: int) -> int:
    """Count the lines that make one result from here on; 1 where the line stands alone."""
    if at + 1 >= len(lines) or not _is_name(lines[at]) or not is_value(lines[at + 1]):
        return 1
    taken = 2
    while taken <= _MOST_CELLS and at + taken < len(lines) and is_tail(lines[at + taken]):
        taken += 1
    return taken


def _is_name(line: str) -> bool:
    """Say whether a line may be a test's name and nothing else."""
    plain = line.strip()
    if not plain or len(plain) > _LONGEST_NAME or not any(char.isalpha() for char in plain):
        return False
    return is_result(plain) and not is_tail(plain) and not any(running_items(plain))
