"""The way to the process that owns the embedded index: its address and token stand in the home."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

import httpx

from assistant.errors import HouseInUseError
from retrieval.errors import RetrievalError, StaleIndexError, StoreUnavailableError, UnknownCollectionError
from retrieval.remote_index import What
from serving.problems import TYPE_PREFIX
from serving.remote import operator_token
from serving.running import RunningServer, running_server

PATH: Final = "/v1/index/asked"
_PATIENCE_S: Final = 15.0
_KINDS: Final[dict[str, type[RetrievalError]]] = {
    "unknown-collection": UnknownCollectionError,
    "stale-index": StaleIndexError,
}


class Owner:
    """Implements `retrieval.remote_index.Carry` over loopback; finds the owner again after its restart."""

    def __init__(self, home: Path) -> None:
        """Look for the server of `home`.

        Raises:
            HouseInUseError: none runs, so that there is nothing to stand beside.
        """
        self._home = home
        self._client = httpx.Client(timeout=_PATIENCE_S, trust_env=False)
        self._finding = threading.Lock()
        self._found: tuple[RunningServer, str] | None = None
        if self._look() is None:
            message = "no server runs on this home; start it first, then another one '--beside' it"
            raise HouseInUseError(message)

    def __call__(self, what: What, collection: str, body: bytes) -> bytes:
        """Ask the owner.

        Raises:
            StoreUnavailableError: it is not there now, or does not answer.
            RetrievalError: as the index itself does.
        """
        found = self._found or self._look()
        answer = None if found is None else self._send(found, what, collection, body)
        if answer is None or answer.status_code == httpx.codes.UNAUTHORIZED:  # it was started anew
            found = self._look()
            answer = None if found is None else self._send(found, what, collection, body)
        if answer is None:
            message = "the server that owns the index is not there; start it again"
            raise StoreUnavailableError(message)
        if answer.status_code == httpx.codes.OK:
            return answer.content
        raise _fault(answer)

    def close(self) -> None:
        """Release the connections."""
        self._client.close()

    def _look(self) -> tuple[RunningServer, str] | None:
        with self._finding:
            try:
                server = running_server(self._home)
                self._found = None if server is None else (server, operator_token(self._home))
            except HouseInUseError:
                self._found = None
            return self._found

    def _send(
        self, found: tuple[RunningServer, str], what: What, collection: str, body: bytes
    ) -> httpx.Response | None:
        server, token = found
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        given = {"what": what, "collection": collection}
        try:
            return self._client.post(f"{server.url}{PATH}", params=given, content=body, headers=headers)
        except httpx.TransportError:
            return None


def _fault(answer: httpx.Response) -> RetrievalError:
    try:
        told = answer.json()
        slug, detail = str(told["type"]).removeprefix(TYPE_PREFIX), str(told["detail"])
    except (ValueError, KeyError, TypeError):
        slug, detail = "", f"the server that owns the index answered {answer.status_code}"
    return _KINDS.get(slug, StoreUnavailableError)(detail)
