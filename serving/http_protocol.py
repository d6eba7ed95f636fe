"""HTTP as uvicorn reads it in C, with an end to what may stand in front of a body.

The parser in C (httptools) has no such end, unlike the one in Python: a client could send headers for ever.
"""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES: Final = 64 * 1024


class BoundedHttp(HttpToolsProtocol):
    """Refuses a request whose line and headers go on behind 64 KiB: 400, and the connection ends."""

    _waiting = 0  # bytes of a head that is not complete yet
    _in_body = False
    _heads = 0

    def data_received(self, data: bytes) -> None:
        """Read, and count what belongs to a head that goes on."""
        heads = self._heads
        super().data_received(data)
        if self._in_body or self.transport.is_closing():
            return
        self._waiting = self._waiting + len(data) if heads == self._heads else 0
        if self._waiting > MOST_HEAD_BYTES:
            self.send_400_response("The request's headers are too long.")

    def on_headers_complete(self) -> None:
        """What follows is the body, which the application bounds."""
        self._in_body, self._waiting = True, 0
        self._heads += 1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """What follows is another request."""
        self._in_body = False
        super().on_message_complete()
