"""`yizheng serve`, `up`, `doctor`."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from assistant.errors import HouseInUseError
from assistant.settings import Settings, read_settings
from serving.cli.lines import write_line
from serving.cli.options import LibraryOption, ModelOption, TableOption, command_settings
from serving.jsonl import dump
from serving.log_setup import set_up_logging

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on; default: loopback.")]
PortOption = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("serve")(serve)
    app.command("up")(up)
    app.command("doctor")(doctor)


def serve(
    host: HostOption = None,
    port: PortOption = None,
    model: ModelOption = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    beside: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--beside", help="One more process beside the server of this home.")
    ] = False,
) -> None:
    """Serve the pages and the HTTP interface; the model server is somebody else's business.

    `--beside` shares records, tasks and sessions with the server that runs on this home, asks that one for
    passages over loopback, and leaves changes of documents to it.
    """
    if beside:
        run_beside(_settings(host, port), model=model)
        return
    run_application(_settings(host, port), model=model, library=library, model_server=False)


def up(
    host: HostOption = None,
    port: PortOption = None,
    model: ModelOption = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
) -> None:
    """Bring everything up: the application at once, the model server behind it."""
    run_application(_settings(host, port), model=model, library=library, model_server=True)


def doctor(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """Check this installation: name what is missing and how to mend it."""
    from serving.cli.doctor import examine

    findings = asyncio.run(examine(command_settings()))
    for one in findings:
        mend = f" -> {one.mend}" if one.mend else ""
        write_line(dump(asdict(one)) if json else f"{one.state:<8} {one.name}: {one.what}{mend}")
    raise typer.Exit(1 if any(one.state == "missing" for one in findings) else 0)


def _settings(host: str | None, port: int | None) -> Settings:
    settings = read_settings()
    set_up_logging(settings.log_level)
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return settings.model_copy(update={"server": settings.server.model_copy(update=given)})


def run_application(settings: Settings, *, model: str | None, library: bool, model_server: bool) -> None:
    """Take the address, open the house, serve until stopped; each step undone in reverse.

    Raises:
        HouseInUseError: a server of this home runs already.
        PortInUseError: the address is taken.
    """
    from assistant.wiring import open_house
    from serving.drafting_model import model_in_background, state_of
    from serving.model_choice import model_choice
    from serving.running import bind, running_server
    from serving.server import serve_house, stop_on_sigterm, url_of
    from serving.welcome import welcome

    running = running_server(settings.home)
    if running is not None:
        message = f"this home is served already at {running.url} (pid {running.pid}); stop that server first"
        raise HouseInUseError(message)
    stop_on_sigterm()
    use = (model or settings.model.use) if model_server else "off"
    with (
        bind(settings.server.host, settings.server.port) as listening,
        model_in_background(settings, use) as server,
        open_house(
            settings,
            model=model_choice(settings, model),
            library=library and settings.library,
            model_status=lambda: state_of(server),
        ) as house,
    ):
        house.warm_up()
        url = url_of(listening)
        for line in welcome(house.accounts, url):
            write_line(line)
        serve_house(house, listening, url)


def run_beside(settings: Settings, *, model: str | None) -> None:
    """Serve beside the server that owns this home's index, until stopped.

    Raises:
        HouseInUseError: no server runs on this home.
        PortInUseError: the address is taken.
    """
    from assistant.wiring import open_house
    from serving.model_choice import model_choice
    from serving.owner import Owner
    from serving.running import bind
    from serving.server import serve_house, stop_on_sigterm, url_of

    stop_on_sigterm()
    with (
        closing(Owner(settings.home)) as owner,
        bind(settings.server.host, settings.server.port) as listening,
        open_house(settings, model=model_choice(settings, model), library=False, owner=owner) as house,
    ):
        house.warm_up()
        url = url_of(listening)
        write_line(f"{url} stands beside the server of this home")
        serve_house(house, listening, url, beside=True)
