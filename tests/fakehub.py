"""A small model hub on this machine: the few answers that huggingface_hub asks for, and ways to misbehave."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from fileserver import CHUNK_BYTES, listening

LARGE_BYTES = 20_000
"""From here on a file is kept as the Hub keeps large ones: by its SHA-256, behind a redirect."""


@dataclass
class Hub:
    """What it holds and how it answers; `asked` keeps what was downloaded: (name, where it was resumed).

    repos: by repository and name, the content. refuse: by repository, (status, the Hub's word for the reason).
    drop_after: end the next download of a large file after so many bytes, once per entry. claimed: sizes to claim
    instead of the true ones, by name. hold: wait for this after the first chunk of a large file. thinks: wait
    for this before saying what a model is made of. portal: a page that
    stands in for what is asked of it, as that of a café's network does. token: who does not send it sees no model.
    """

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refuse: dict[str, tuple[int, str]] = field(default_factory=dict)
    drop_after: list[int] = field(default_factory=list)
    claimed: dict[str, int] = field(default_factory=dict)
    hold: threading.Event | None = None
    thinks: threading.Event | None = None
    portal: bytes = b""
    token: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)
    url: str = ""

    def add(self, repo: str, folder: Path) -> None:
        files = (path for path in folder.rglob("*") if path.is_file())
        self.repos[repo] = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    def commit(self, repo: str) -> str:
        """Another one whenever a file is."""
        return hashlib.sha1(
            b"".join(hashlib.sha1(content).digest() for content in self.repos[repo].values())
        ).hexdigest()

    @property
    def large_asked(self) -> list[str]:
        return [name for name, _ in self.asked if name.endswith(".safetensors")]

    def info(self, repo: str) -> dict[str, object]:
        siblings = []
        for name, content in self.repos[repo].items():
            size = self.claimed.get(name, len(content))
            entry: dict[str, object] = {"rfilename": name, "size": size, "blobId": hashlib.sha1(content).hexdigest()}
            if len(content) >= LARGE_BYTES:
                entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": size, "pointerSize": 130}
            siblings.append(entry)
        return {"id": repo, "sha": self.commit(repo), "siblings": siblings}


@contextmanager
def hub_serving() -> Iterator[Hub]:
    """Serve until the block ends; `url` is what HF_ENDPOINT has to be."""
    hub = Hub()
    with listening(_handler(hub)) as hub.url:
        try:
            yield hub
        finally:
            for waiting in filter(None, (hub.hold, hub.thinks)):
                waiting.set()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if match := re.fullmatch(r"/api/models/([^/]+/[^/]+)(/revision/\w+)?", path):
                self._info(match[1])
            elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/(\w+)/(.+)", path):
                self._file(match[1], match[3], moved=False)
            elif match := re.fullmatch(r"/large/([^/]+/[^/]+)/(.+)", path):
                self._file(match[1], match[2], moved=True)
            else:
                self._end(404)

        do_HEAD = do_GET  # noqa: N815 (the server's name)

        def _info(self, repo: str) -> None:
            if hub.thinks:
                hub.thinks.wait()
            if not self._refused(repo, page=True):
                self._end(200, body=hub.portal or json.dumps(hub.info(repo)).encode())

        def _refused(self, repo: str, page: bool = False) -> bool:
            status, reason = hub.refuse.get(repo, (0, ""))
            if repo not in hub.repos or hub.token not in self.headers.get("Authorization", ""):
                status, reason = 404, "RepoNotFound"
            if status and not (page and reason == "GatedRepo"):  # everybody sees what a gated one is made of
                self._end(status, {"X-Error-Code": reason})
                return True
            return False

        def _file(self, repo: str, name: str, moved: bool) -> None:
            if self._refused(repo):
                return
            content = hub.repos[repo].get(name)
            if content is None:
                self._end(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": hub.commit(repo)})
                return
            large = len(content) >= LARGE_BYTES
            version = (hashlib.sha256 if large else hashlib.sha1)(content).hexdigest()
            facts = {"X-Repo-Commit": hub.commit(repo), "ETag": f'"{version}"'}
            if large and not moved:
                linked = {"X-Linked-Etag": f'"{version}"', "X-Linked-Size": str(len(content))}
                self._end(302, {**facts, **linked, "Location": f"{hub.url}/large/{repo}/{name}"})
                return
            start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
            if self.command == "GET":
                hub.asked.append((name, start))
            if start >= len(content) > 0:
                self._end(416, {"Content-Range": f"bytes */{len(content)}"})
                return
            if start:
                facts["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._end(206 if start else 200, facts, content[start:], large)

        def _end(
            self, status: int, headers: dict[str, str] | None = None, body: bytes = b"", large: bool = False
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            left = hub.drop_after.pop(0) if large and hub.drop_after else len(body)
            for at in range(0, min(left, len(body)), CHUNK_BYTES):
                self.wfile.write(body[at : min(at + CHUNK_BYTES, left)])
                if large and hub.hold:
                    hub.hold.wait()
            self.close_connection = left < len(body)

        def handle(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the client went, as a stopped download does
                super().handle()

        def log_message(self, format: str, *args: object) -> None: ...

    return Handler
