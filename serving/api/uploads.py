"""One file in a form: bounded while it comes, kept in memory alone, without the name it had."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from assistant.attachments import Media, media_of
from assistant.attachments.room import MOST_BYTES
from assistant.errors import FileKindError
from serving.errors import InvalidLineError, TooLargeError
from serving.problems import JsonObject

_AROUND: Final = 64 * 1024
"""What a form may hold beside the file's bytes."""
_FIELDS: Final = 12
_FORM: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file with what its bytes say it is, and the form's other fields."""

    data: bytes
    media: Media
    fields: JsonObject


class _InMemory(MultiPartParser):
    """Never writes a part to the disk: a patient's file lies nowhere unsealed."""

    spool_max_size = MOST_BYTES + _AROUND


async def sent_file(request: Request) -> Sent:
    """Read a form with one part `file`; what the sender calls it or says it is counts for nothing.

    Raises:
        InvalidLineError: it is no such form.
        TooLargeError: the file is larger than is taken.
        FileKindError: the bytes are of a kind that is not taken.
    """
    if not request.headers.get("content-type", "").lower().startswith(_FORM):
        message = f"send {_FORM} with the file in the part 'file'"
        raise InvalidLineError(message)
    parser = _InMemory(request.headers, _bounded(request), max_files=1, max_fields=_FIELDS)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, UnicodeDecodeError):
        message = f"the form cannot be read; send {_FORM} with one part 'file' and at most {_FIELDS} fields"
        raise InvalidLineError(message) from None
    part = form.get("file")
    if not isinstance(part, UploadFile):
        message = "the form has no part 'file' with a file"
        raise InvalidLineError(message)
    data = await part.read()
    fields: JsonObject = {name: value for name, value in form.items() if isinstance(value, str)}
    await form.close()
    if len(data) > MOST_BYTES:
        raise TooLargeError(_too_large())
    media = media_of(data)
    if media is None:
        message = (
            "this kind of file is not taken; send a photo (JPEG, PNG, WebP, BMP, TIFF), a PDF or text, "
            "a DICOM or ECG file only to be handed over"
        )
        raise FileKindError(message)
    return Sent(data=data, media=media, fields=fields)


def form_schema(fields: type[BaseModel]) -> dict[str, Any]:
    """Describe such a form for the API description; in a form every field is words."""
    properties = {name: {"type": "string"} for name in fields.model_fields}
    properties["file"] = {"type": "string", "format": "binary"}
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": properties,
        "additionalProperties": False,
    }
    return {"requestBody": {"required": True, "content": {_FORM: {"schema": schema}}}}


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """Pass the body on until it is larger than any file that is taken."""
    taken = 0
    async for piece in request.stream():
        taken += len(piece)
        if taken > MOST_BYTES + _AROUND:
            raise TooLargeError(_too_large())
        yield piece


def _too_large() -> str:
    return f"the file has more than {MOST_BYTES // 1024 // 1024} MB; send a smaller one"
