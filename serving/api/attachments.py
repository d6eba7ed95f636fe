"""Files that patients handed over with a task: listed and given to the staff who may see the task."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from assistant.attachments import Attachment
from assistant.people import Scope
from assistant.worklist.worklist import STAFF
from serving.api.services import Served
from serving.auth import Caller, allowing
from serving.problems import JsonObject

if TYPE_CHECKING:
    from assistant.house import House

router = APIRouter(prefix="/v1/tasks/{reference}/attachments", tags=["tasks"])
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
}


@router.get("")
async def attachments(reference: str, caller: _Staff, served: Served) -> JSONResponse:
    """List the files that came with a task; to whoever may not see it there is no task."""
    found = await asyncio.to_thread(_listed, served.house, reference, caller)
    return JSONResponse({"attachments": found})


@router.get("/{attachment_id}", response_class=Response)
async def attachment(reference: str, attachment_id: str, caller: _Staff, served: Served) -> Response:
    """Give a file as it was sent, always as a download; who looked is noted."""
    kept, data = await asyncio.to_thread(_opened, served.house, reference, attachment_id, caller)
    name = f"{kept.attachment_id}.{_ENDS[kept.media]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=kept.media, headers=headers)


def _listed(house: House, reference: str, caller: Caller) -> list[JsonObject]:
    task = house.worklist.seen(reference, caller.asker)
    return [_out(one) for one in house.attachments.of_task(task.task_id)]


def _opened(house: House, reference: str, attachment_id: str, caller: Caller) -> tuple[Attachment, bytes]:
    task = house.worklist.seen(reference, caller.asker)
    by = caller.asker.person or caller.via
    return house.attachments.open(attachment_id, task.task_id, by=by)


def _out(one: Attachment) -> JsonObject:
    return {
        "id": one.attachment_id,
        "kind": one.kind,
        "media": one.media,
        "size": one.size,
        "sha256": one.sha256,
        "made_at": one.made_at.isoformat(),
    }
