"""Lines in and out of a command, with a progress bar where somebody watches."""

from __future__ import annotations

import sys
from typing import Self

import tqdm
import typer

from serving.jsonl import Answer, Tally, drive
from serving.problems import JsonObject


async def over_stdin(answer: Answer, *, concurrency: int = 4, fields: JsonObject | None = None) -> Tally:
    """Answer every line of stdin on stdout; a line's own fields win over `fields`."""
    given = {name: value for name, value in (fields or {}).items() if value is not None}

    async def with_fields(line: JsonObject) -> JsonObject:
        stated: JsonObject = {name: value for name, value in line.items() if value is not None}
        return await answer({**given, **stated})

    watched = sys.stderr.isatty() and not sys.stdin.isatty()
    with tqdm.tqdm(unit="line", disable=not watched, file=sys.stderr) as bar:
        return await drive(
            sys.stdin.buffer, with_fields, write_line, concurrency=concurrency, progress=lambda: _tick(bar)
        )


def write_line(text: str) -> None:
    """Write one line of UTF-8 and flush it, whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _tick(bar: tqdm.tqdm[object]) -> None:
    bar.update(1)


class PassageBar:
    """Counts indexed passages on stderr where that is a terminal; appears with the first one."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._bar: tqdm.tqdm[object] | None = None

    def __call__(self, more: int) -> None:
        """Count `more` passages as done."""
        if self._bar is None:
            self._bar = tqdm.tqdm(unit="passage", disable=not sys.stderr.isatty(), file=sys.stderr)
        self._bar.update(more)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def refuse_neither(argument: str | None, *, json: bool) -> None:
    """Refuse a command that has neither an argument nor `--json`, which alone reads stdin.

    Raises:
        typer.BadParameter: always in that case.
    """
    if argument is None and not json:
        message = "give a text, or --json to read JSON Lines from stdin"
        raise typer.BadParameter(message)
