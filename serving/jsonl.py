"""The JSON Lines law: one object in, one out, same order, same id; a bad line is an error object."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

from serving.errors import InvalidLineError, TooLargeError
from serving.problems import KNOWN_ROOTS, Json, JsonObject, error_object

MAX_LINE: Final = 8 * 1024 * 1024
_CHUNK: Final = 64 * 1024
logger = logging.getLogger(__name__)

Answer: TypeAlias = Callable[[JsonObject], Awaitable[JsonObject]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were answered and how many were errors."""

    answered: int
    errors: int

    @property
    def exit_code(self) -> int:
        """0 if every line was answered, 1 if some were errors."""
        return 1 if self.errors else 0


async def drive(
    source: BinaryIO,
    answer: Answer,
    write: Callable[[str], None],
    *,
    concurrency: int = 4,
    progress: Callable[[], None] = lambda: None,
) -> Tally:
    """Answer every line of `source`; at most `concurrency` are under way, written in the order read.

    A line is written as soon as it and all before it are done, without waiting for further input.

    Raises:
        OSError: `source` cannot be read or `write` failed; what is under way is cut off.
    """
    slots = asyncio.Semaphore(concurrency)
    queue: asyncio.Queue[asyncio.Task[JsonObject] | None] = asyncio.Queue()

    async def feed() -> None:
        number = 0
        while raw := await asyncio.to_thread(_next_line, source):
            number += 1
            if raw.strip():
                await slots.acquire()
                queue.put_nowait(workers.create_task(_answered(raw, number, answer)))
        queue.put_nowait(None)

    answered = errors = 0
    try:
        async with asyncio.TaskGroup() as workers:
            workers.create_task(feed())
            while (task := await queue.get()) is not None:
                result = await task
                write(dump(result))
                slots.release()
                progress()
                failed = "error" in result
                errors, answered = errors + failed, answered + (not failed)
    except BaseExceptionGroup as faults:
        # Of several at once the first ended the work; alone, it is told as what it is.
        raise faults.exceptions[0] from None
    return Tally(answered, errors)


async def _answered(raw: bytes, number: int, answer: Answer) -> JsonObject:
    identity: Json = None
    try:
        line = decode_line(raw)
        identity = identity_of(line)
        return await answer(line)
    except KNOWN_ROOTS as fault:
        return _failed(identity, number, fault)
    except Exception as fault:  # noqa: BLE001 - one line's defect must not cost the other lines their answers
        logger.error("line=%d failed inside: %s", number, type(fault).__name__)  # noqa: TRY400 - text may be in it
        return _failed(identity, number, fault)


def _failed(identity: Json, number: int, fault: Exception) -> JsonObject:
    return {"id": identity, "line": number, "error": error_object(fault)}


def _next_line(source: BinaryIO) -> bytes:
    line = source.readline(MAX_LINE)
    if len(line) < MAX_LINE or line.endswith(b"\n"):
        return line
    while (rest := source.readline(_CHUNK)) and not rest.endswith(b"\n"):
        pass
    return line + b"+"


def decode_line(raw: bytes) -> JsonObject:
    """Read one JSON object from UTF-8 bytes.

    Raises:
        InvalidLineError: not UTF-8, not JSON, not an object, or nested beyond reason.
        TooLargeError: longer than `MAX_LINE`.
    """
    if len(raw) > MAX_LINE:
        message = f"a line may have at most {MAX_LINE} bytes; split it"
        raise TooLargeError(message)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"byte {fault.start} is not UTF-8; write the file as UTF-8"
        raise InvalidLineError(message) from None
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        message = f"not JSON: {fault.msg} at character {fault.pos}; write one object a line"
        raise InvalidLineError(message) from None
    except (ValueError, RecursionError):
        message = "not JSON that can be taken: a number or a nesting beyond reason; write one plain object"
        raise InvalidLineError(message) from None
    if not isinstance(value, dict):
        message = f"a JSON {type(value).__name__}, not an object; write one object a line"
        raise InvalidLineError(message)
    return value


def _no_constant(name: str) -> float:
    raise ValueError(name)


def identity_of(line: JsonObject) -> str | int | None:
    """Give the line's `id`, None when it has none.

    Raises:
        InvalidLineError: an id that is neither text nor a whole number.
    """
    identity = line.get("id")
    if identity is None or (isinstance(identity, str | int) and not isinstance(identity, bool)):
        return identity
    message = "field 'id' is neither text nor a whole number; correct the request"
    raise InvalidLineError(message)


def dump(value: Json) -> str:
    """Write a JSON value on one line; readable characters stay as they are where UTF-8 can carry them."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, allow_nan=False)
    return text
