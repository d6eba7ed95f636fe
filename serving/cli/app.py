"""The command `yizheng`: its groups, and how every fault ends (one line on stderr, exit 2)."""

from __future__ import annotations

import os
import sys
from typing import Final

import typer

from serving.cli import (
    account,
    asking,
    audit,
    checking,
    drafting,
    evaluation,
    gate,
    grounding,
    guideline,
    keeping,
    labs,
    operation,
    people,
    risk,
    rota,
    triage,
)
from serving.problems import KNOWN_ROOTS

# The command library keeps the root of its usage errors private; `BadParameter` is the public leaf.
_USAGE: Final[type[Exception]] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="yizheng",
    help="A hospital's own medical assistant: every shown sentence stands on a guideline passage.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (asking, gate, checking, drafting, grounding, keeping, labs, operation, triage):
    group.register(app)
app.add_typer(guideline.app, name="guidelines")
app.add_typer(evaluation.app, name="eval")
app.add_typer(account.app, name="account")
app.add_typer(people.app, name="people")
app.add_typer(audit.app, name="audit")
app.add_typer(risk.app, name="risk")
app.add_typer(rota.app, name="rota")


def main() -> None:
    """Run the command line; a user's fault is one line and exit 2, never a traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    try:
        code = app(arguments, prog_name="yizheng", standalone_mode=False)
    except _USAGE as fault:
        typer.echo(f"error: {_one_line(fault)}", err=True)
        return 2
    except KNOWN_ROOTS as fault:
        typer.echo(f"error: {fault}", err=True)
        return 2
    except OSError as fault:
        if isinstance(fault, BrokenPipeError):
            return _nobody_reads()
        typer.echo(f"error: {fault.strerror or fault}: {fault.filename or ''}".rstrip(": "), err=True)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130
    return code if isinstance(code, int) else 0


def _nobody_reads() -> int:
    """Send what is still buffered nowhere, so that the interpreter's last flush does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return 1


def _one_line(fault: Exception) -> str:
    spoken = fault.format_message() if hasattr(fault, "format_message") else str(fault)
    return " ".join(str(spoken).split()) or "no such command; 'yizheng --help' lists them"
