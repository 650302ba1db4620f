"""A small web server on this machine that serves one file, and can misbehave in the ways that servers do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from backdrop_ui.errors import Cancelled

CHUNK_BYTES = 16_384


@dataclass
class Asked:
    """What a client wanted: the Range header and the version that its part is of, None where it sent none."""

    range: str | None
    if_range: str | None


@dataclass
class Served:
    """What is served and how; `asked` keeps every request. Change the fields between requests as you like.

    etag: the version, None for a server that names none. ranges: whether it can resume. drop_after: close the
    connection after so many bytes of the answer, once per entry. status: answer with that and nothing. claimed: a
    length to claim instead of the true one. chunked: name no length. hold: wait for this after the first chunk.
    """

    content: bytes
    etag: str | None = '"v1"'
    ranges: bool = True
    drop_after: list[int] = field(default_factory=list)
    status: int | None = None
    claimed: int | None = None
    chunked: bool = False
    hold: threading.Event | None = None
    asked: list[Asked] = field(default_factory=list)
    url: str = ""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Answer on a free port until the block ends; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Stopper:
    """A report that stops the work at a share, as a person does who presses Stop."""

    def __init__(self, at: float) -> None:
        self.at = at

    def __call__(self, share: float, _: str) -> None:
        if share >= self.at:
            raise Cancelled("Stopped.")


@contextmanager
def serving(content: bytes) -> Iterator[Served]:
    """Serve until the block ends; `url` is where."""
    served = Served(content)
    with listening(_handler(served)) as address:
        served.url = f"{address}/model.onnx"
        try:
            yield served
        finally:
            if served.hold:
                served.hold.set()


def _handler(served: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            wanted, version = self.headers.get("Range"), self.headers.get("If-Range")
            served.asked.append(Asked(wanted, version))
            if served.status is not None:
                self.send_response(served.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = 0
            if wanted and served.ranges and version in (None, served.etag):
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            self._answer(start, partial=start > 0)

        def _answer(self, start: int, partial: bool) -> None:
            size = len(served.content)
            if partial and start >= size:
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{size}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206 if partial else 200)
            if partial:
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            if served.etag:
                self.send_header("ETag", served.etag)
            if served.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                length = size if served.claimed is None else served.claimed
                self.send_header("Content-Length", str(length - start))
            self.end_headers()
            self._body(served.content[start:])

        def _body(self, body: bytes) -> None:
            left = served.drop_after.pop(0) if served.drop_after else len(body)
            for at in range(0, min(left, len(body)), CHUNK_BYTES):
                piece = body[at : min(at + CHUNK_BYTES, left)]
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if served.chunked else piece)
                if served.hold:
                    served.hold.wait()
            if left < len(body):
                self.close_connection = True
            elif served.chunked:
                self.wfile.write(b"0\r\n\r\n")

        def handle(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the client went, as a stopped download does
                super().handle()

        def log_message(self, format: str, *args: object) -> None: ...

    return Handler
