"""A loopback server that speaks recorded chat completion streams, quirks included."""

import asyncio
import json
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MODEL = "recorded"


def content(text, **fields):
    return {"content": text, **fields}


def thinking(text, name="reasoning"):
    return {"content": None, name: text}


@dataclass
class Recording:
    """Deltas in order, the pause before each, and how the stream ends."""

    deltas: list = field(default_factory=list)
    delay_s: float = 0.0
    end: str = "stop"  # stop, cut (connection drops), silent (ends without a reason), error, garbage
    status: int = 200
    location: str = ""
    keeps_alive: bool = False  # leave it to the caller to end the connection


class Endpoint:
    scheme = "http"

    def __init__(self, recording):
        self.recording = recording
        self.requests = []
        self.open = 0
        self.most_open = 0
        self.left = asyncio.Event()
        self.tasks = set()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}/v1"

    async def serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        sizes = [line for line in head.decode().split("\r\n") if line.lower().startswith("content-length")]
        body = await reader.readexactly(int(sizes[0].split(":")[1])) if sizes else b""
        try:
            if head.startswith(b"GET /v1/models"):
                listing = {
                    "object": "list",
                    "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "x"}],
                }
                await self.plain(writer, 200, listing)
            elif self.recording.status != 200:
                echo = {"error": {"message": body.decode(), "type": "bad", "code": self.recording.status}}
                await self.plain(writer, self.recording.status, echo)
            else:
                self.requests.append(json.loads(body))
                self.open += 1
                self.most_open = max(self.most_open, self.open)
                await self.stream(reader, writer)
            if self.recording.keeps_alive:
                await reader.read()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def plain(self, writer, status, value):
        body = json.dumps(value).encode()
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        if self.recording.location:
            head += f"location: {self.recording.location}\r\n"
        if not self.recording.keeps_alive:
            head += "connection: close\r\n"
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()

    async def stream(self, reader, writer):
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        gone = asyncio.create_task(reader.read())
        try:
            for delta in self.recording.deltas:
                if self.recording.delay_s:
                    await asyncio.wait([gone], timeout=self.recording.delay_s)
                if gone.done():
                    self.left.set()
                    return
                self.event(writer, self.chunk(delta, None))
                await writer.drain()
            self.finish(writer)
            await writer.drain()
        finally:
            self.open -= 1
            gone.cancel()

    def finish(self, writer):
        end = self.recording.end
        if end == "cut":
            return
        if end == "error":
            self.event(writer, json.dumps({"error": {"message": "engine died", "type": "x", "code": 500}}))
        elif end == "garbage":
            self.event(writer, "{not json")
        elif end in ("stop", "length"):
            self.event(writer, self.chunk({}, end))
        self.event(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")

    def chunk(self, delta, reason):
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return json.dumps(
            {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": [choice]}
        )

    def event(self, writer, data):
        payload = f"data: {data}\n\n".encode()
        writer.write(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")


@asynccontextmanager
async def endpoint(recording, *, tls=None):
    """Serve one recording to everybody who asks; `tls` is a file with a certificate and its key."""
    served = Endpoint(recording)
    context = None
    if tls:
        served.scheme = "https"
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls)
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=context)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*served.tasks), 5.0)
