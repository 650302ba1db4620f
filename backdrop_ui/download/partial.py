"""A file that is on its way: what has arrived of it, and how to ask a server for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx

OK, PARTIAL, PAST_THE_END = 200, 206, 416


@dataclass(frozen=True)
class Part:
    """What has arrived so far, in `NAME.part` beside the place where the file will be.

    `NAME.part.version` keeps what the server called this version of the file, its ETag or date: without it the head of
    one file could be joined to the tail of a newer one.
    """

    target: Path
    title: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.target.name

    @property
    def path(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def version(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part.version")

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def request_headers(self) -> dict[str, str]:
        """Ask for the rest if the file is still the same, else for all of it. Source: RFC 9110, 13.1.5 and 14.2."""
        headers = {"Accept-Encoding": "identity"}
        if self.bytes:
            headers["Range"] = f"bytes={self.bytes}-"
            if self.version.exists() and (version := self.version.read_text(encoding="utf-8")):
                headers["If-Range"] = version
        return headers

    def remember_version(self, answer: httpx.Response) -> None:
        etag = answer.headers.get("etag", "W/")  # a weak one does not promise the same bytes
        version = answer.headers.get("last-modified", "") if etag.startswith("W/") else etag
        self.version.write_text(version, encoding="utf-8")

    def is_continued_by(self, answer: httpx.Response) -> bool:
        return answer.status_code == PARTIAL and start_byte(answer) == self.bytes

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.version.unlink(missing_ok=True)


def total_bytes(answer: httpx.Response) -> int | None:
    """The size of the whole file, None where the server does not say."""
    said = answer.headers.get("content-range", "").rpartition("/")[2]
    if answer.status_code == OK:
        said = answer.headers.get("content-length", "")
    return int(said) if said.isdecimal() else None


def start_byte(answer: httpx.Response) -> int | None:
    """Where in the file a partial answer begins."""
    said = answer.headers.get("content-range", "").removeprefix("bytes ").partition("-")[0]
    return int(said) if said.isdecimal() else None
