"""The desk of a house that another process owns: the same capabilities over loopback HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, cast
from urllib.parse import quote

import httpx

from assistant.errors import HouseInUseError
from serving.errors import ServerProblemError
from serving.problems import TYPE_PREFIX, JsonObject
from serving.running import RunningServer, token_file

_CHANGES: Final = "/v1/guidelines"
_CHUNK: Final = 256 * 1024


class RemoteDesk:
    """Asks the running server with the operator's token; problems come back as `ServerProblemError`."""

    def __init__(
        self, server: RunningServer, token: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Connect to `server`; answers may take as long as the server's own limits let them."""
        self._client = httpx.AsyncClient(
            base_url=server.url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(None, connect=5.0),
            trust_env=False,
            transport=transport,
        )

    async def ask(self, line: JsonObject) -> JsonObject:
        """Answer one question."""
        return _object(await self._post("/v1/ask", line))

    async def search(self, line: JsonObject) -> JsonObject:
        """Find passages."""
        return _object(await self._post("/v1/search", line))

    async def check(self, line: JsonObject) -> JsonObject:
        """Check what somebody else claims."""
        return _object(await self._post("/v1/check", line))

    async def index(self, corpus: Path, collection: str) -> JsonObject:
        """Send a corpus and have it indexed."""
        return _object(
            await self._send("POST", f"/v1/collections/{quote(collection, safe='')}", content=_pieces(corpus))
        )

    async def rebuild(self) -> JsonObject:
        """Have the guidelines' index made anew."""
        return _object(await self._send("POST", "/v1/index/rebuild"))

    async def add(self, files: Sequence[Path], meta: Path | None) -> list[JsonObject]:
        """Send guideline files and have them taken in."""
        with ExitStack() as opened:
            parts = [("files", (file.name, opened.enter_context(file.open("rb")))) for file in files]
            if meta is not None:
                parts.append(("meta", (meta.name, opened.enter_context(meta.open("rb")))))
            answer = _object(await self._send("POST", "/v1/guidelines", files=parts))
        return _objects(answer["files"])

    async def import_package(self, package: Path, *, dry_run: bool) -> list[JsonObject]:
        """Send a signed update package and have it taken in."""
        with package.open("rb") as opened:
            answer = await self._send(
                "POST",
                f"{_CHANGES}/packages",
                params={"dry_run": str(dry_run).lower()},
                files={"package": (package.name, opened)},
            )
        return _objects(_object(answer)["files"])

    async def arrivals(self) -> list[JsonObject]:
        """Have listed what came in together."""
        return _objects(_object(await self._send("GET", f"{_CHANGES}/arrivals"))["arrivals"])

    async def roll_back(self, arrival: str, reason: str) -> JsonObject:
        """Have an arrival taken back."""
        path = f"{_CHANGES}/arrivals/{quote(arrival, safe='')}/rollback"
        return _object(await self._post(path, {"reason": reason}))

    async def inbox(self) -> list[JsonObject]:
        """Have the watched folder looked into now."""
        return _objects(_object(await self._send("POST", f"{_CHANGES}/inbox"))["files"])

    async def confirm(self, name: str) -> JsonObject:
        """Have a waiting document of the watched folder taken in."""
        return _object(await self._post(f"{_CHANGES}/inbox/confirm", {"name": name}))

    async def editions(self) -> list[JsonObject]:
        """List the ledger."""
        return _objects(_object(await self._send("GET", "/v1/guidelines"))["editions"])

    async def edition(self, reference: str) -> JsonObject:
        """Show one edition and its passages."""
        return _object(await self._send("GET", f"/v1/guidelines/{quote(reference, safe='')}"))

    async def supersede(self, old: str, new: str) -> JsonObject:
        """Record that `new` takes the place of `old`."""
        return _object(await self._post(f"/v1/guidelines/{quote(old, safe='')}/supersede", {"by": new}))

    async def withdraw(self, reference: str, *, on: str | None, reason: str) -> JsonObject:
        """Record that an edition is not to be used any more."""
        body: JsonObject = {"on": on, "reason": reason}
        return _object(await self._post(f"/v1/guidelines/{quote(reference, safe='')}/withdraw", body))

    async def compare(self, old: Path | str, new: Path | str) -> JsonObject:
        """Have two editions compared; a file is sent along."""
        if isinstance(old, str) and isinstance(new, str):
            return _object(await self._send("GET", f"{_CHANGES}/diff", params={"old": old, "new": new}))
        with ExitStack() as opened:
            files: dict[str, object] = {}
            for name, given in (("old", old), ("new", new)):
                if isinstance(given, str):
                    files[name] = (None, given)
                else:
                    files[name] = (given.name, opened.enter_context(given.open("rb")))
            return _object(await self._send("POST", f"{_CHANGES}/diff", files=files))

    async def digest(self, since: str, department: str | None) -> JsonObject:
        """Have told what changed since a day."""
        asked = {"since": since} | ({"department": department} if department is not None else {})
        return _object(await self._send("GET", f"{_CHANGES}/digest", params=asked))

    async def conflicts(self) -> JsonObject:
        """Have told where families in force disagree."""
        return _object(await self._send("GET", f"{_CHANGES}/conflicts"))

    async def affected(self, since: str) -> JsonObject:
        """Have told which recorded answers quote a statement that changed since a day."""
        return _object(await self._send("GET", f"{_CHANGES}/affected", params={"since": since}))

    async def verify(
        self, since: str | None, until: str | None, heads: str | None = None, keys: Sequence[str] = ()
    ) -> JsonObject:
        """Have the chain of records walked to its first broken link."""
        if heads is not None:
            return _object(await self._post("/v1/audit/verify", {"heads": heads, "keys": list(keys)}))
        days = {name: day for name, day in (("from", since), ("to", until)) if day is not None}
        return _object(await self._send("GET", "/v1/audit/verify", params=days))

    async def head(self) -> JsonObject:
        """Have the newest link signed."""
        return _object(await self._send("GET", "/v1/audit/head"))

    async def records(self, wanted: JsonObject) -> JsonObject:
        """Have links of the chain found."""
        params = {name: value for name, value in wanted.items() if value not in {None, ""}}
        return _object(await self._send("GET", "/v1/audit/records", params=params))

    async def replay(self, reference: str) -> JsonObject:
        """Have a record opened."""
        return _object(await self._send("GET", f"/v1/audit/records/{quote(reference, safe='')}"))

    async def export(self, to: Path, since: str | None, until: str | None, *, texts: bool) -> JsonObject:
        """Have the inspector's pack written, and fetch it."""
        days = {name: day for name, day in (("from", since), ("to", until)) if day is not None}
        asked = days | ({"texts": "true"} if texts else {})
        async with self._client.stream("GET", "/v1/audit/export", params=asked) as answer:
            if not answer.is_success:
                raise _problem_of(answer.status_code, json.loads(await answer.aread()))
            with to.open("wb") as file:
                async for piece in answer.aiter_bytes():
                    file.write(piece)
        return cast("JsonObject", json.loads(answer.headers["X-Pack"]))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: JsonObject) -> object:
        return await self._send("POST", path, content=json.dumps(body).encode("ascii"))

    async def _send(self, method: str, path: str, **sent: object) -> object:
        try:
            answer = await self._client.request(method, path, **sent)  # type: ignore[arg-type] # httpx's own keywords
            body = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            message = f"the server at {self._client.base_url} broke off ({type(fault).__name__}); see its log"
            raise HouseInUseError(message) from fault
        if answer.is_success:
            return body
        raise _problem_of(answer.status_code, body)


def _problem_of(status: int, body: JsonObject) -> ServerProblemError:
    slug = str(body.get("type", "")).removeprefix(TYPE_PREFIX) or "internal"
    return ServerProblemError(slug, str(body.get("detail", "")) or f"status {status}")


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_CHUNK):
            yield piece


def _object(value: object) -> JsonObject:
    return cast("JsonObject", value)


def _objects(value: object) -> list[JsonObject]:
    return cast("list[JsonObject]", value)


def operator_token(home: Path) -> str:
    """Read the token that the running server wrote for this machine's operator.

    Raises:
        HouseInUseError: there is none that this user may read.
    """
    try:
        return token_file(home).read_text(encoding="ascii").strip()
    except OSError as fault:
        message = f"a server runs on {str(home)!r}, but its operator token cannot be read; ask its owner"
        raise HouseInUseError(message) from fault
