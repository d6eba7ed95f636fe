"""The page that documents every command, written from the commands: `python -m serving.cli.commands_page`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import EnumType
from pathlib import Path
from typing import Any, Final, TypeAlias, cast, get_args

import typer.main

from serving.cli.app import app

Untyped: TypeAlias = Any
"""A command or parameter: the command library keeps its own copy of the classes private."""

_HEAD: Final = """# Commands

Written from the commands themselves. Every command works on `YIZHENG_HOME`; if a server runs on it, the
command goes through that server. Commands with `--json` and no text argument read JSON Lines on stdin and
write one object a line, in the same order; a bad line gives an `error` object and the rest goes on.

Exit code 0: everything was answered; 1: some lines or files were errors; 2: the command could not be done,
said in one line on stderr.
"""
_NAMES: Final = {str: "TEXT", int: "NUMBER", Path: "PATH"}


def commands_page() -> str:
    """Write the page: Markdown, a section a command, a row an argument or option."""
    sections = [_section(name, one) for name, one in _commands(typer.main.get_command(app), "yizheng")]
    return "\n".join([_HEAD, *sections])


# The command library keeps its own copy of the classes private, so they are looked at by what they have.
def _commands(command: Untyped, name: str) -> Iterator[tuple[str, Untyped]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for key, one in below.items():
        yield from _commands(one, f"{name} {key}")


def _section(name: str, command: Untyped) -> str:
    lines = [f"## {name}", "", str(command.help)]
    rows = [_row(one) for one in command.params if one.name != "help"]
    if rows:
        lines += ["", "| argument or option | what it does |", "|---|---|", *rows]
    return "\n".join([*lines, ""])


def _row(parameter: Untyped) -> str:
    shown = "…" if parameter.nargs == -1 or parameter.multiple else ""
    if parameter.param_type_name == "argument":
        spelled = f"`{str(parameter.metavar or parameter.name).upper()}{shown}`"
    else:
        names = ", ".join(f"`{one}`" for one in [*parameter.opts, *parameter.secondary_opts])
        takes = "" if parameter.is_flag else f" {_value(parameter)}"
        spelled = f"{names}{takes}{shown}"
    needed = " (required)" if parameter.required else ""
    return f"| {spelled} | {parameter.help or ''}{needed} |"


def _value(parameter: Untyped) -> str:
    kind = parameter.type_descriptor.annotation
    kind = next(iter(get_args(kind)), kind)
    if isinstance(kind, EnumType):
        return ", ".join(f"`{one}`" for one in cast("Iterable[object]", kind))
    return ", ".join(f"`{one}`" for one in str(parameter.metavar or _NAMES[kind]).split("|"))


if __name__ == "__main__":
    sys.stdout.write(commands_page())
