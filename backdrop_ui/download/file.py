"""One large file from the web: shown as it comes, resumed after a break, checked before it counts as there."""

from __future__ import annotations

import errno
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from ..errors import DownloadError
from ..progress import Report
from .partial import OK, PARTIAL, PAST_THE_END, Part, total_bytes

TIMEOUT = httpx.Timeout(10, connect=15)
"""Seconds. A line that is silent for longer counts as broken; Stop is heard at the latest then."""
TRIES, PAUSE_S = 3, 2.0
"""After a break in the middle: how often to knock in vain, and how long to wait before each."""
CHUNK_BYTES = 1 << 20
SPARE_BYTES = 50_000_000
"""What a download leaves free on the disk."""
NOT_THERE, NOT_ALLOWED = (404, 410), (401, 403)
SET_UP_WRONG = "No connection can be made as a proxy or certificate is set on this machine"
"""ALL_PROXY, HTTPS_PROXY, SSL_CERT_FILE and the like."""

Say = Callable[[int, float], str]
"""The words for how far it is: told the bytes that are there, and how many come in a second."""


def fetch(
    url: str,
    path: Path,
    checksum: str,
    report: Report = lambda *_: None,
    title: str = "",
    headers: Mapping[str, str] | None = None,
    say: Say | None = None,
) -> None:
    """Download a file, unless it is there; the second of two who ask at once waits for the first.

    Args:
        url: where it is.
        path: where it goes, whole and checked or not at all; `NAME.part` beside it is what has arrived so far.
        checksum: `md5:` or `sha256:` and the digest in hexadecimal.
        report: gets the share in [0, 1]; what it raises ends the download, and what has arrived stays for the next.
        title: what people call it, the file's name unless given.
        headers: sent along, a permission to fetch it say.
        say: how far it is in other words, for one file of many.
    Raises:
        DownloadError: if it cannot be had, in words that say what to do.
        ValueError: if the checksum is of another form.
    """
    algorithm, _, digest = checksum.partition(":")
    if algorithm not in ("md5", "sha256") or not digest:
        raise ValueError(f"expected md5:... or sha256:..., got {checksum!r}")
    part = Part(path, title)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(part, report):
            if path.is_file():
                return
            _receive_all(url, part, headers or {}, report, say)
            if _digest(part, algorithm, report) != digest:
                part.drop()
                raise DownloadError(
                    f"{part.name} did not arrive as it should: its checksum is not the expected one, so it was "
                    "deleted. Try again; if that does not help, the file at the other end has changed."
                )
            part.path.replace(path)
            part.drop()
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "the disk is full. Free some space" if full else f"{error.strerror or error}. Look at the folder's rights"
        raise DownloadError(f"{part.name} could not be saved in {path.parent}: {why} and try again.") from error


@contextmanager
def _alone(part: Part, report: Report) -> Iterator[None]:
    """Hold the right to fetch this file, against other threads and other programs; waiting can be stopped."""
    lock = FileLock(part.target.with_name(f"{part.target.name}.lock"))
    while True:
        try:
            lock.acquire(timeout=0.3)
            break
        except Timeout:
            report(0.0, f"{part.name} is being downloaded already, waiting for that")
    try:
        yield
    finally:
        lock.release()


def _receive_all(url: str, part: Part, headers: Mapping[str, str], report: Report, say: Say | None) -> None:
    """Ask until all of it is there. A break in the middle is mended; with nothing coming at all it ends."""
    share, vain, came = 0.0, 0, False

    def remember_and_report(done: float, words: str) -> None:
        nonlocal share
        share = done
        report(done, words)

    with _client(headers) as client:
        while True:
            before = part.bytes
            try:
                _receive(client, url, part, remember_and_report, say)
                return
            except httpx.RequestError as error:
                came = came or part.bytes != before
                vain = 0 if part.bytes != before else vain + 1
                if not came or vain >= TRIES:
                    raise DownloadError(_broken(url, part, error)) from error
            _pause(share, f"The connection broke at {_mb(part.bytes)} MB, trying again from there", report)


def _client(headers: Mapping[str, str]) -> httpx.Client:
    try:
        return httpx.Client(timeout=TIMEOUT, follow_redirects=True, headers=headers)
    except (ImportError, ValueError, OSError) as error:
        raise DownloadError(f"{SET_UP_WRONG} ({error}). Mend or remove that setting and start again.") from error


def _receive(client: httpx.Client, url: str, part: Part, report: Report, say: Say | None) -> None:
    """One request for what is still missing, written to the part as it comes."""
    with client.stream("GET", url, headers=part.request_headers()) as answer:
        total = total_bytes(answer)
        if answer.status_code == PAST_THE_END and part.bytes and part.bytes == total:
            return  # all of it had arrived, and it was stopped before it was checked
        if part.bytes and answer.status_code in (OK, PARTIAL, PAST_THE_END) and not part.is_continued_by(answer):
            part.drop()  # the file is another one by now, or the server cannot resume
            if answer.status_code != OK:
                return _receive(client, url, part, report, say)
        if answer.status_code not in (OK, PARTIAL):
            raise DownloadError(_refused(answer, part))
        _check_space(part, total)
        part.remember_version(answer)
        with part.path.open("ab") as file:
            pace = _Pace(part.title or part.target.stem, total, part.bytes, say)
            for chunk in answer.iter_raw():
                file.write(chunk)
                file.flush()
                pace.tell(len(chunk), report)


def _check_space(part: Part, total: int | None) -> None:
    free = shutil.disk_usage(part.target.parent).free
    if total is not None and (needed := total - part.bytes + SPARE_BYTES) > free:
        raise DownloadError(
            f"{part.name} needs {_mb(needed)} MB on the disk, and {_mb(free)} MB are free in "
            f"{part.target.parent}. Free some space and try again."
        )


def _digest(part: Part, algorithm: str, report: Report) -> str:
    """The checksum of a file, in hexadecimal; it can be stopped as the download can."""
    found = hashlib.new(algorithm, usedforsecurity=False)
    with part.path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            found.update(chunk)
            report(1.0, f"Checking {part.name}")
    return found.hexdigest()


def _pause(share: float, words: str, report: Report) -> None:
    """A moment before the next try, in which Stop is heard."""
    until = time.monotonic() + PAUSE_S
    report(share, words)
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(0.3, left))
        report(share, words)


class _Pace:
    """How far, how fast, how long still, in words."""

    def __init__(self, name: str, total: int | None, there: int, say: Say | None) -> None:
        self.name, self.total, self.there, self.say = name, total, there, say
        self.came, self.start = 0, time.monotonic()

    def tell(self, size: int, report: Report) -> None:
        self.there += size
        self.came += size
        per_s = self.came / max(time.monotonic() - self.start, 1e-3)
        if self.total is None:
            report(0.0, f"Downloading {self.name}: {_mb(self.there)} MB at {_mb(per_s)} MB/s")
            return
        how_far = f"{_mb(self.there)} of {_mb(self.total)} MB at {_mb(per_s)} MB/s"
        left = words_for_seconds((self.total - self.there) / max(per_s, 1))
        words = self.say(self.there, per_s) if self.say else f"Downloading {self.name}: {how_far}, {left} left"
        report(min(1.0, self.there / self.total), words)


def words_for_seconds(seconds: float) -> str:
    """A time left as a person says it: 40 s, 3 min, 2 h."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6000 else f"{round(seconds / 3600)} h"


def _mb(size: float) -> str:
    return f"{size / 1e6:.0f}" if size >= 1e7 else f"{size / 1e6:.1f}"


def _refused(answer: httpx.Response, part: Part) -> str:
    start = f"{part.name} could not be downloaded: {answer.url.host} answered {answer.status_code}"
    if answer.status_code in NOT_THERE:
        return f"{start}, it is not at {answer.url} any more. A newer version of this program may know where it is."
    if answer.status_code in NOT_ALLOWED:
        return f"{start}, it wants a permission. Accept its terms on its page, or sign in there, and try again."
    return f"{start} {answer.reason_phrase}. Try again later."


def _broken(url: str, part: Part, error: httpx.RequestError) -> str:
    silent = isinstance(error, httpx.TimeoutException)
    host = httpx.URL(url).host
    why = f"{host} does not answer" if silent else f"there is no connection to {host}"
    kept = f" The {_mb(part.bytes)} MB that have arrived are kept." if part.bytes else ""
    return f"{part.name} could not be downloaded: {why}. Check the connection and try again.{kept}"
