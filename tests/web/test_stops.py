"""What sessions share, however many work at once: who pressed Stop, and which files are to be deleted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gradio as gr
import pytest

from backdrop_ui.ui.files import hand_out, handed_out
from backdrop_ui.ui.stops import Stops


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def asking(session: str) -> gr.Request:
    return gr.Request(session_hash=session)


def test_only_who_pressed_is_stopped_and_only_in_what_runs_now() -> None:
    stops = Stops()
    stops.press(asking("nobody"))
    before, mine, other = stops.start(asking("me")), stops.start(asking("me")), stops.start(asking("other"))
    stops.press(asking("me"))
    assert (before.is_set(), mine.is_set(), other.is_set()) == (False, True, False)
    assert not stops.start(asking("me")).is_set(), "what starts afterwards is not stopped"


@pytest.mark.usefixtures("restless")
def test_many_come_and_go_at_once() -> None:
    stops = Stops()

    def visit(visitor: int) -> None:
        for number in range(2000):  # more than are remembered
            stops.start(asking(f"{visitor} {number}"))
            stops.press(asking(f"{visitor} {number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(visit, range(4)))


def test_files_are_handed_out_while_old_ones_are_looked_for(tmp_path: Path) -> None:
    """Gradio walks through the set and never again after an error."""
    hand_out(tmp_path / "first", tmp_path / "second")
    try:
        for number, _path in enumerate(handed_out):
            hand_out(tmp_path / str(number))
        assert {str(tmp_path / "0"), str(tmp_path / "first")} <= set(handed_out)
    finally:
        handed_out.difference_update({path for path in handed_out if path.startswith(str(tmp_path))})
