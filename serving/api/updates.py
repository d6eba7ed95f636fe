"""`/v1/guidelines/packages`, `/v1/guidelines/arrivals…`, `/v1/guidelines/inbox…`: administrators only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from assistant.exchange import Asker, Role
from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.changes import LooseFile
from serving.errors import InvalidLineError
from serving.problems import Json
from serving.schemas import ConfirmIn, RollBackIn

router = APIRouter(prefix="/v1/guidelines", tags=["guidelines"])
_KEEPERS: Final = allowing(Scope.LIBRARY, Role.ADMIN)


async def _keeper(caller: Annotated[Caller, Depends(_KEEPERS)]) -> Asker:
    return caller.asker


Keeper = Annotated[Asker, Depends(_keeper)]


@router.post("/packages")
async def import_package(
    request: Request, asker: Keeper, served: Served, *, dry_run: bool = False
) -> JSONResponse:
    """Take a signed update `package` in, all or nothing; `dry_run` tells what that would change."""
    async with request.form(max_files=1, max_fields=2) as form:
        part = form.get("package")
        if not isinstance(part, UploadFile):
            message = "the form has no part 'package' with a file; send multipart/form-data"
            raise InvalidLineError(message)
        package = LooseFile(name=Path(part.filename or "package").name, data=await part.read())
    reports = await served.service.import_package(package, asker, dry_run=dry_run)
    return JSONResponse({"files": cast("list[Json]", reports)})


@router.get("/arrivals")
async def arrivals(asker: Keeper, served: Served) -> JSONResponse:
    """List what came in together, the newest first, with what was rolled back."""
    return JSONResponse({"arrivals": cast("list[Json]", await served.service.arrivals(asker))})


@router.post("/arrivals/{reference}/rollback", openapi_extra=body_schema(RollBackIn))
async def roll_back(reference: str, asker: Keeper, line: JsonBody, served: Served) -> JSONResponse:
    """Take an arrival back; `latest` is the newest that counts."""
    return JSONResponse(await served.service.roll_back(reference, line, asker))


@router.post("/inbox")
async def inbox(_: Keeper, served: Served) -> JSONResponse:
    """Look into the watched folder now and tell what is there."""
    return JSONResponse({"files": cast("list[Json]", await served.service.inbox())})


@router.post("/inbox/confirm", openapi_extra=body_schema(ConfirmIn))
async def confirm(asker: Keeper, line: JsonBody, served: Served) -> JSONResponse:
    """Take a waiting document of the watched folder in."""
    return JSONResponse(await served.service.confirm(line, asker))
