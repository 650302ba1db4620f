"""Downloads against a real server on this machine that breaks, forgets, changes its mind and lies."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from fileserver import Served, Stopper, serving

from backdrop_ui.download import fetch, words_for_seconds
from backdrop_ui.download import file as download
from backdrop_ui.errors import Cancelled, DownloadError
from backdrop_ui.progress import PROGRESS_EVERY_S, Progress, Report, stream

CONTENT = np.random.default_rng(0).bytes(400_000)
NEWER = np.random.default_rng(1).bytes(300_000)
HALF = len(CONTENT) // 2


def md5(content: bytes) -> str:
    return f"md5:{hashlib.md5(content).hexdigest()}"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PAUSE_S", 0.01)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(CONTENT) as served:
        yield served


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "models" / "model.onnx"


def part(path: Path) -> Path:
    return path.with_name("model.onnx.part")


def stop_in_the_middle(served: Served, path: Path) -> int:
    """Half a download, as one leaves it; its size."""
    with pytest.raises(Cancelled):
        fetch(served.url, path, md5(CONTENT), Stopper(0.5))
    assert not path.exists()
    size = part(path).stat().st_size
    assert HALF <= size < len(CONTENT)
    served.asked.clear()
    return size


# ---- all goes well -----------------------------------------------------------------------------------------------


def test_a_file_arrives_whole_and_leaves_nothing_beside_it(served: Served, path: Path) -> None:
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT
    assert {one.name for one in path.parent.iterdir()} <= {"model.onnx", "model.onnx.lock"}


def test_sha256_is_a_checksum_too(served: Served, path: Path) -> None:
    fetch(served.url, path, f"sha256:{hashlib.sha256(CONTENT).hexdigest()}")
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("checksum", ["", "md5:", "crc32:1234", "d41d8cd98f00b204e9800998ecf8427e"])
def test_a_checksum_of_another_form_is_the_authors_mistake(served: Served, path: Path, checksum: str) -> None:
    with pytest.raises(ValueError, match="expected md5"):
        fetch(served.url, path, checksum)
    assert served.asked == []


def test_what_is_there_is_not_asked_for(served: Served, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"another copy, whose checksum is nobody's business")
    fetch(served.url, path, md5(CONTENT))
    assert served.asked == []


def test_progress_is_told_in_shares_and_words(served: Served, path: Path) -> None:
    told: list[tuple[float, str]] = []
    fetch(served.url, path, md5(CONTENT), lambda *step: told.append(step))
    shares = [share for share, _ in told]
    assert len(told) > 5 and shares == sorted(shares) and shares[-1] == 1
    assert 0 < shares[0] < 0.5
    assert any("of 0.4 MB at" in words and "MB/s" in words and words.endswith("s left") for _, words in told)
    assert told[-1][1] == "Checking model.onnx"


def test_a_server_that_does_not_say_how_much_is_told_in_megabytes(served: Served, path: Path) -> None:
    served.chunked = True
    told: list[tuple[float, str]] = []
    fetch(served.url, path, md5(CONTENT), lambda *step: told.append(step))
    assert path.read_bytes() == CONTENT
    assert told[0][0] == 0 and "MB at" in told[0][1]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (40, "40 s"), (99, "99 s"), (200, "3 min"), (5000, "83 min"), (7300, "2 h")]
)
def test_times_as_a_person_says_them(seconds: float, words: str) -> None:
    assert words_for_seconds(seconds) == words


# ---- stopping and resuming ---------------------------------------------------------------------------------------


def test_what_had_arrived_before_stop_is_not_asked_for_again(served: Served, path: Path) -> None:
    size = stop_in_the_middle(served, path)
    told: list[float] = []
    fetch(served.url, path, md5(CONTENT), lambda share, _: told.append(share))
    assert path.read_bytes() == CONTENT
    assert [one.range for one in served.asked] == [f"bytes={size}-"]
    assert [one.if_range for one in served.asked] == ['"v1"']
    assert told[0] > 0.5, "it starts where it had stopped"


def test_closing_the_progress_stops_the_download_and_keeps_the_part(served: Served, path: Path) -> None:
    """What the page does when Stop is pressed."""
    walk = stream("fetch", "Asking", lambda report: fetch(served.url, path, md5(CONTENT), slowly(report)))
    assert isinstance(next(walk), Progress)
    assert "of 0.4 MB" in next(walk).words
    walk.close()
    assert not path.exists()
    assert 0 < part(path).stat().st_size < len(CONTENT)


def slowly(report: Report) -> Report:
    """So slow that progress is told, which happens every `PROGRESS_EVERY_S` at most, before all of it is there."""

    def told(share: float, words: str) -> None:
        time.sleep(PROGRESS_EVERY_S / 2)
        report(share, words)

    return told


@pytest.mark.parametrize("chunked", [False, True])
def test_a_connection_that_breaks_is_taken_up_again(served: Served, path: Path, chunked: bool) -> None:
    served.drop_after, served.chunked = [100_000, 150_000], chunked
    told: list[str] = []
    fetch(served.url, path, md5(CONTENT), lambda _, words: told.append(words))
    assert path.read_bytes() == CONTENT
    assert [one.range for one in served.asked] == [None, "bytes=100000-", "bytes=250000-"]
    assert "The connection broke at 0.1 MB, trying again from there" in told


def test_stop_is_heard_while_it_waits_for_the_connection(served: Served, path: Path) -> None:
    served.drop_after = [100_000]

    def report(_: float, words: str) -> None:
        if "broke" in words:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        fetch(served.url, path, md5(CONTENT), report)
    assert part(path).stat().st_size == 100_000
    assert len(served.asked) == 1


def test_a_connection_that_stays_broken_is_given_up_and_what_came_is_kept(served: Served, path: Path) -> None:
    served.drop_after = [100_000, *([0] * download.TRIES)]
    with pytest.raises(DownloadError, match=r"no connection to 127\.0\.0\.1.*0\.1 MB that have arrived are kept"):
        fetch(served.url, path, md5(CONTENT))
    assert len(served.asked) == 1 + download.TRIES
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT
    assert served.asked[-1].range == "bytes=100000-"


def test_a_server_that_cannot_resume_is_asked_for_all_of_it(served: Served, path: Path) -> None:
    stop_in_the_middle(served, path)
    served.ranges = False
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT


def test_a_file_that_has_changed_since_is_fetched_from_its_start(served: Served, path: Path) -> None:
    stop_in_the_middle(served, path)
    served.content, served.etag = NEWER, '"v2"'
    fetch(served.url, path, md5(NEWER))
    assert path.read_bytes() == NEWER
    assert [one.if_range for one in served.asked] == ['"v1"']


def test_a_weak_version_is_not_relied_on(served: Served, path: Path) -> None:
    served.etag = 'W/"v1"'
    stop_in_the_middle(served, path)
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT
    assert [one.if_range for one in served.asked] == [None]


def test_a_download_that_was_stopped_before_its_check_is_checked(served: Served, path: Path) -> None:
    def stop_at_the_check(_: float, words: str) -> None:
        if words.startswith("Checking"):
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        fetch(served.url, path, md5(CONTENT), stop_at_the_check)
    assert part(path).stat().st_size == len(CONTENT) and not path.exists()
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT
    assert served.asked[-1].range == f"bytes={len(CONTENT)}-"


def test_a_part_that_is_longer_than_the_file_is_thrown_away(served: Served, path: Path) -> None:
    path.parent.mkdir()
    part(path).write_bytes(bytes(len(CONTENT) + 1))
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT
    assert [one.range for one in served.asked] == [f"bytes={len(CONTENT) + 1}-", None]


# ---- what a person can act on ------------------------------------------------------------------------------------


def test_wrong_bytes_are_deleted_and_said(served: Served, path: Path) -> None:
    with pytest.raises(DownloadError, match=r"model\.onnx did not arrive as it should.*deleted\. Try again"):
        fetch(served.url, path, md5(NEWER))
    assert not path.exists() and not part(path).exists()


def test_the_head_of_one_file_and_the_tail_of_another_do_not_pass(served: Served, path: Path) -> None:
    """A server without versions: the checksum is what notices."""
    served.etag = None
    stop_in_the_middle(served, path)
    served.content = NEWER
    with pytest.raises(DownloadError, match="did not arrive as it should"):
        fetch(served.url, path, md5(NEWER))
    fetch(served.url, path, md5(NEWER))
    assert path.read_bytes() == NEWER


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "not at http://127.0.0.1:.* any more"),
        (403, "answered 403, it wants a permission. Accept its terms on its page, or sign in there"),
        (503, "answered 503 Service Unavailable. Try again later"),
    ],
)
def test_a_refusal_is_said(served: Served, path: Path, status: int, words: str) -> None:
    served.status = status
    with pytest.raises(DownloadError, match=words):
        fetch(served.url, path, md5(CONTENT))
    assert not part(path).exists()
    assert len(served.asked) == 1


def test_a_refusal_in_the_middle_keeps_what_came(served: Served, path: Path) -> None:
    size = stop_in_the_middle(served, path)
    served.status = 503
    with pytest.raises(DownloadError, match="503"):
        fetch(served.url, path, md5(CONTENT))
    assert part(path).stat().st_size == size


def test_without_a_connection_it_says_so_at_once(path: Path) -> None:
    with serving(CONTENT) as gone:
        url = gone.url
    told: list[str] = []
    with pytest.raises(DownloadError, match=r"no connection to 127\.0\.0\.1\. Check the connection and try again"):
        fetch(url, path, md5(CONTENT), lambda _, words: told.append(words))
    assert told == []


def test_a_server_that_stays_silent_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # the system takes the call, nobody answers
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/model.onnx"
        with pytest.raises(DownloadError, match=r"127\.0\.0\.1 does not answer\. Check the connection"):
            fetch(url, path, md5(CONTENT))


def test_a_disk_too_small_is_said_before_anything_is_written(served: Served, path: Path) -> None:
    served.claimed = 10**18
    with pytest.raises(DownloadError, match=r"needs \d+ MB on the disk, and \d+ MB are free.*Free some space"):
        fetch(served.url, path, md5(CONTENT))
    assert not part(path).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_a_disk_that_fills_up_is_said(served: Served, path: Path) -> None:
    path.parent.mkdir()
    part(path).symlink_to("/dev/full")
    with pytest.raises(DownloadError, match=r"could not be saved in .*: the disk is full\. Free some space"):
        fetch(served.url, path, md5(CONTENT))


def test_a_place_that_cannot_be_written_is_said(served: Served, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DownloadError, match=r"model\.onnx could not be saved in .*Look at the folder's rights"):
        fetch(served.url, tmp_path / "file" / "model.onnx", md5(CONTENT))


# ---- two at once -------------------------------------------------------------------------------------------------


def two_at_once(served: Served, path: Path, second: Callable[[float, str], None]) -> list[BaseException | None]:
    """Two who fetch the same file; the second comes while the first is in the middle. What each raised."""
    served.hold = threading.Event()
    started = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(fetch, served.url, path, md5(CONTENT), lambda *_: started.set())
        assert started.wait(20)
        other = pool.submit(fetch, served.url, path, md5(CONTENT), second)
        return [one.exception(), other.exception()]


def test_the_second_waits_for_the_first_and_finds_the_file(served: Served, path: Path) -> None:
    told: list[str] = []

    def second(_: float, words: str) -> None:
        told.append(words)
        assert served.hold
        served.hold.set()

    assert two_at_once(served, path, second) == [None, None]
    assert path.read_bytes() == CONTENT
    assert len(served.asked) == 1
    assert set(told) == {"model.onnx is being downloaded already, waiting for that"}


def test_who_waits_can_stop(served: Served, path: Path) -> None:
    def second(*_: object) -> None:
        assert served.hold
        served.hold.set()
        raise Cancelled("Stopped.")

    first, other = two_at_once(served, path, second)
    assert first is None and isinstance(other, Cancelled)
    assert path.read_bytes() == CONTENT


def test_another_program_is_waited_for_too(served: Served, path: Path) -> None:
    """A lock of the operating system's, so that the command line and the page keep apart."""
    path.parent.mkdir()
    script = (
        "import sys; from filelock import FileLock; lock = FileLock(sys.argv[1]); lock.acquire(); "
        "print('held', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", script, str(path.with_name("model.onnx.lock"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdin
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Cancelled):
            fetch(served.url, path, md5(CONTENT), Stopper(0.0))
        assert served.asked == []
        print(file=holder.stdin, flush=True)
    fetch(served.url, path, md5(CONTENT))
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("setting", "value"), [("ALL_PROXY", "nonsense://127.0.0.1:9"), ("SSL_CERT_FILE", "/no/such/file.pem")]
)
def test_a_setting_that_is_wrong_is_said(
    setting: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(DownloadError, match="a proxy or certificate is set on this machine"):
        fetch("https://localhost:9/model.onnx", tmp_path / "model.onnx", "md5:0")
