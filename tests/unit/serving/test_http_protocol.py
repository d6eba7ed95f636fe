"""What a raw connection may send: headers have an end; bodies and further requests count as none."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

from serving.http_protocol import MOST_HEAD_BYTES

HEAD = b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def connected(live):
    host, port = urlsplit(live).hostname, urlsplit(live).port
    return closing(socket.create_connection((host, port), timeout=20))


def answered(connection):
    """Read until an answer's head is whole; gives its first line."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            break
        got += piece
    return got.split(b"\r\n")[0]


def test_headers_that_never_end_are_refused(live):
    with connected(live) as connection:
        connection.sendall(HEAD)
        try:
            for number in range(4 * MOST_HEAD_BYTES // 1024):
                connection.sendall(b"x-%05d: " % number + b"a" * 1014 + b"\r\n")
        except OSError:
            pass  # refused before all was sent
        else:
            assert b" 400 " in answered(connection)
    with connected(live) as connection:
        connection.sendall(HEAD + b"\r\n")
        assert b" 400 " not in answered(connection)


def test_one_header_without_an_end_is_refused(live):
    with connected(live) as connection:
        connection.sendall(HEAD + b"x-long: ")
        for _ in range(MOST_HEAD_BYTES // 4096 - 1):
            connection.sendall(b"a" * 4096)
        connection.sendall(b"a" * 8192)
        assert b" 400 " in answered(connection)


def test_a_body_and_further_requests_are_no_headers(live):
    body = b"{" + b" " * (3 * MOST_HEAD_BYTES) + b"}"
    post = b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: "
    with connected(live) as connection:
        connection.sendall(post + str(len(body)).encode() + b"\r\n\r\n")
        for start in range(0, len(body), 10_000):
            connection.sendall(body[start : start + 10_000])
        assert b" 401 " in answered(connection)
    with connected(live) as connection:
        for _ in range(3):
            connection.sendall(HEAD + b"x-filler: " + b"a" * (MOST_HEAD_BYTES // 2) + b"\r\n\r\n")
            assert answered(connection).startswith(b"HTTP/1.1 ")
