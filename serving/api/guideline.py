"""`/v1/guidelines…`, `/v1/collections/{name}`, `/v1/index/rebuild`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from guidelines.metadata import Meta, read_meta
from serving.api.access import CURATING, Curator, Reading
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.changes import Compared, DigestWanted, LooseFile
from serving.errors import InvalidLineError
from serving.problems import Json
from serving.schemas import SupersedeIn, WithdrawIn

router = APIRouter(prefix="/v1", tags=["guidelines"])
_MAX_FILES = 200


@router.get("/guidelines")
async def list_editions(asker: Reading, served: Served) -> JSONResponse:
    """List the editions that the asker may know of."""
    editions = cast("list[Json]", await served.service.editions(asker))
    return JSONResponse({"editions": editions})


@router.post("/guidelines")
async def add(request: Request, asker: Curator, served: Served) -> JSONResponse:
    """Take in uploaded `files`, with an optional `meta` file; one report or error a file."""
    async with request.form(max_files=_MAX_FILES, max_fields=10) as form:
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
        if not files:
            message = "the form has no part 'files' with a file; send multipart/form-data"
            raise InvalidLineError(message)
        metas = await _metas(form.get("meta"))
        with tempfile.TemporaryDirectory(prefix="yizheng-") as folder:
            placed = [
                await run_in_threadpool(_place, one, Path(folder) / str(n)) for n, one in enumerate(files)
            ]
            reports = await served.service.add(placed, metas, asker)
    return JSONResponse({"files": cast("list[Json]", reports)})


@router.get("/guidelines/diff")
async def compare(old: str, new: str, asker: Reading, served: Served) -> JSONResponse:
    """Compare two editions, each given by edition id or document id."""
    return JSONResponse(await served.service.compare(old, new, asker))


@router.post("/guidelines/diff")
async def compare_files(request: Request, asker: Reading, served: Served) -> JSONResponse:
    """Compare `old` and `new`, each a file or an id; a file is read and not kept."""
    async with request.form(max_files=2, max_fields=2) as form:
        old, new = await _side(form, "old"), await _side(form, "new")
    return JSONResponse(await served.service.compare(old, new, asker))


@router.get("/guidelines/digest")
async def digest(since: str, asker: Reading, served: Served, department: str | None = None) -> JSONResponse:
    """Tell what changed in the editions that came into force since a day, strongest first."""
    wanted = DigestWanted(since=since, department=department)
    return JSONResponse(await served.service.digest(wanted, asker))


@router.get("/guidelines/conflicts")
async def conflicts(asker: Reading, served: Served) -> JSONResponse:
    """Tell where families in force disagree."""
    return JSONResponse(await served.service.conflicts(asker))


@router.get("/guidelines/affected")
async def affected(since: str, asker: Curator, served: Served) -> JSONResponse:
    """Tell which recorded answers quote a statement that changed since a day: ids, never their words."""
    return JSONResponse(await served.service.affected(DigestWanted(since=since), asker))


@router.get("/guidelines/{reference:path}")
async def show(reference: str, asker: Reading, served: Served) -> JSONResponse:
    """Show one edition and its passages."""
    return JSONResponse(await served.service.edition(reference, asker))


@router.post("/guidelines/{reference:path}/supersede", openapi_extra=body_schema(SupersedeIn))
async def supersede(reference: str, asker: Curator, line: JsonBody, served: Served) -> JSONResponse:
    """Record that another edition takes this one's place."""
    return JSONResponse(await served.service.supersede(reference, line, asker))


@router.post("/guidelines/{reference:path}/withdraw", openapi_extra=body_schema(WithdrawIn))
async def withdraw(reference: str, asker: Curator, line: JsonBody, served: Served) -> JSONResponse:
    """Record that this edition is not to be used any more."""
    return JSONResponse(await served.service.withdraw(reference, line, asker))


@router.post("/collections/{name}", dependencies=[CURATING])
async def index(name: str, request: Request, served: Served) -> JSONResponse:
    """Make a body of JSON lines the whole of a collection of its own."""
    with tempfile.NamedTemporaryFile(prefix="yizheng-", suffix=".jsonl") as file:
        async for piece in request.stream():
            await run_in_threadpool(file.write, piece)
        file.flush()
        return JSONResponse(await served.service.index(Path(file.name), name))


@router.post("/index/rebuild", dependencies=[CURATING])
async def rebuild(served: Served) -> JSONResponse:
    """Make the guidelines' index anew from the ledger."""
    return JSONResponse(await served.service.rebuild())


async def _side(form: FormData, name: str) -> Compared:
    part = form.get(name)
    if isinstance(part, UploadFile):
        return LooseFile(name=Path(part.filename or name).name, data=await part.read())
    if not part:
        message = f"the form has no part {name!r} with a file or an edition id"
        raise InvalidLineError(message)
    return part


async def _metas(part: UploadFile | str | None) -> tuple[Meta, ...]:
    if isinstance(part, UploadFile):
        return read_meta(await part.read(), name=part.filename or "meta.jsonl")
    return read_meta(part.encode(), name="meta.jsonl") if part else ()


def _place(upload: UploadFile, place: Path) -> tuple[str, Path]:
    with place.open("wb") as copy:
        shutil.copyfileobj(upload.file, copy)
    return Path(upload.filename or place.name).name, place
