"""Files: a person's own, and those that came with a task for the staff who may see the task."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from assistant.attachments import Attachment
from assistant.people import Scope
from assistant.worklist.worklist import STAFF
from serving.api.access import RUNNING
from serving.api.services import Served
from serving.api.uploads import form_schema, sent_file
from serving.attachments import AttachIn, Episode, FileDesk, attachment_out
from serving.auth import Caller, allowing
from serving.problems import JsonObject

if TYPE_CHECKING:
    from assistant.house import House

router = APIRouter()
own = APIRouter(prefix="/v1/attachments", tags=["people"])
of_tasks = APIRouter(prefix="/v1/tasks/{reference}/attachments", tags=["tasks"])
_Person = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Staff = Annotated[Caller, Depends(allowing(Scope.TASKS, *STAFF))]
_ENDS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "application/dicom": "dcm",
    "application/xml": "xml",
    "application/x-scp-ecg": "scp",
}


@own.post("", status_code=201, dependencies=[RUNNING], openapi_extra=form_schema(AttachIn))
async def attach(request: Request, caller: _Person, served: Served) -> JSONResponse:
    """Keep a file for the hand-over of a conversation; a report in it is read line by line."""
    desk = FileDesk(served.house, served.files)
    await asyncio.to_thread(lambda: desk.person(caller, to_keep=True))
    sent = await sent_file(request)
    return JSONResponse(await desk.attach(sent.data, sent.media, sent.fields, caller), 201)


@own.get("")
async def mine(caller: _Person, served: Served, episode: Episode | None = None) -> JSONResponse:
    """List one's own files."""
    desk = FileDesk(served.house, served.files)
    return JSONResponse(await asyncio.to_thread(desk.mine, episode, caller))


@own.get("/{attachment_id}", response_class=Response)
async def opened(attachment_id: str, caller: _Person, served: Served) -> Response:
    """Give one of one's own files as it was sent; of anybody else's there is none."""
    desk = FileDesk(served.house, served.files)
    return _download(*await asyncio.to_thread(desk.opened, attachment_id, caller))


@own.delete("/{attachment_id}", status_code=204)
async def remove(attachment_id: str, caller: _Person, served: Served) -> Response:
    """Take back one of one's own files that was not handed over yet."""
    desk = FileDesk(served.house, served.files)
    await asyncio.to_thread(desk.remove, attachment_id, caller)
    return Response(status_code=204)


@of_tasks.get("")
async def attachments(reference: str, caller: _Staff, served: Served) -> JSONResponse:
    """List the files that came with a task; to whoever may not see it there is no task."""
    found = await asyncio.to_thread(_listed, served.house, reference, caller)
    return JSONResponse({"attachments": found})


@of_tasks.get("/{attachment_id}", response_class=Response)
async def attachment(reference: str, attachment_id: str, caller: _Staff, served: Served) -> Response:
    """Give a file as it was sent, always as a download; who looked is noted."""
    return _download(*await asyncio.to_thread(_opened, served.house, reference, attachment_id, caller))


router.include_router(own)
router.include_router(of_tasks)


def _download(kept: Attachment, data: bytes) -> Response:
    """Give bytes that no browser opens as a page of ours."""
    name = f"{kept.attachment_id}.{_ENDS[kept.media]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=kept.media, headers=headers)


def _listed(house: House, reference: str, caller: Caller) -> list[JsonObject]:
    task = house.worklist.seen(reference, caller.asker)
    return [attachment_out(one) for one in house.attachments.of_task(task.task_id)]


def _opened(house: House, reference: str, attachment_id: str, caller: Caller) -> tuple[Attachment, bytes]:
    task = house.worklist.seen(reference, caller.asker)
    by = caller.asker.person or caller.via
    return house.attachments.open(attachment_id, task.task_id, by=by)
