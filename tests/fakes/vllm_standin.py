"""Stands in for vLLM in a process of its own (`--port N`): its draft is the passage numbered 1."""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = sys.argv[sys.argv.index("--served-model-name") + 1]
        served = {"id": name, "object": "model", "created": 0, "owned_by": "nobody"}
        self.answer(200, json.dumps({"object": "list", "data": [served]}).encode(), "application/json")

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        first = re.search(r"^\[1\] .+$", asked["messages"][-1]["content"], re.M).group()
        pieces = [
            self.chunk(asked["model"], {"content": first}, None),
            self.chunk(asked["model"], {}, "stop"),
        ]
        body = "".join(f"data: {one}\n\n" for one in (*pieces, "[DONE]"))
        self.answer(200, body.encode(), "text/event-stream")

    def chunk(self, model, delta, reason):
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        whole = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": model,
            "choices": [choice],
        }
        return json.dumps(whole)

    def answer(self, status, body, kind):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port = int(sys.argv[sys.argv.index("--port") + 1])
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
