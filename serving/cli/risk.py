"""`yizheng risk show|propose`: how many wrong answers may be shown, and which bar the cases prove for it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from serving.cli.lines import write_line
from serving.cli.options import command_settings
from serving.jsonl import dump

app = typer.Typer(
    help="The share of wrong answers that may be shown.", no_args_is_help=True, rich_markup_mode=None
)
_Alpha: TypeAlias = Annotated[
    float, typer.Option("--alpha", metavar="SHARE", help="Largest share of wrong answers, e.g. 0.02.")
]
_Of: TypeAlias = Annotated[
    str, typer.Option("--of", help="`shown`: of the answers shown; `asked`: of all questions, on average.")
]
_Basis: TypeAlias = Annotated[
    str, typer.Option("--basis", help="`open`: our open suites; `own`: drafts that doctors here judged.")
]
_Sure: TypeAlias = Annotated[
    float, typer.Option("--confidence", metavar="SHARE", help="How sure, for `shown`; 0.75 to 0.999.")
]


@app.command("show")
def show(alpha: _Alpha = 0.02, of: _Of = "shown", basis: _Basis = "open", confidence: _Sure = 0.9) -> None:
    """Print the bar in force, what the judged cases prove, and every rule, as JSON; changes nothing."""
    from assistant.wiring.safety import open_risk
    from serving.risk import basis_of, risk_json, wanted_of

    wanted, cases = wanted_of(alpha, of, confidence), basis_of(basis)
    with open_risk(command_settings()) as room:
        write_line(dump(risk_json(room, cases, wanted)))


@app.command("propose")
def propose(
    alpha: _Alpha,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence; it goes on the chain.")],
    of: _Of = "shown",
    basis: _Basis = "open",
    confidence: _Sure = 0.9,
) -> None:
    """Propose the bar that the cases prove; it holds once a person approves it at `/audit/risk`."""
    from assistant.exchange import Asker, Role
    from assistant.wiring.safety import open_risk
    from serving.risk import basis_of, rule_json, wanted_of

    wanted, cases = wanted_of(alpha, of, confidence), basis_of(basis)
    with open_risk(command_settings()) as room:
        rule = room.propose(Asker(role=Role.ADMIN), cases, wanted, reason)
        write_line(dump(rule_json(rule)))
