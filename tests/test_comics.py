"""Rays, half-tone dots, bursts, speed lines, fronds: flat inks where they belong, the middle left to the subject."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Layer, Preset
from backdrop_ui.engines.base import Backdrop, Canvas
from backdrop_ui.engines.painter import PainterEngine

COMIC = Preset.model_validate(
    yaml.safe_load((Path(__file__).parent.parent / "presets" / "comic-book.yaml").read_text("utf-8"))
)
PAPER = Layer(kind="rays", light="#ffffff", dark="#ffffff")


def painted(*layers: Layer, seed: int = 4) -> Backdrop:
    empty = Canvas(np.zeros((200, 160, 3), np.float32), np.zeros((200, 160), np.float32))
    return PainterEngine().paint(COMIC.model_copy(update={"layers": layers}), empty, seed)


def dark(picture: Array) -> Array:
    return picture.mean(axis=-1) < 0.35


def test_rays_are_two_inks_in_about_equal_shares() -> None:
    picture = painted(Layer(kind="rays", light="#ffffff", dark="#000000", rays=12)).picture
    assert 0.3 < dark(picture).mean() < 0.7


def test_dots_are_none_in_the_middle_and_grow_outwards() -> None:
    layer = Layer(kind="dots", colour="#000000", inner=0.2, outer=0.8, pitch=0.05)
    inked = dark(painted(PAPER, layer).picture)
    assert not inked[80:100, 70:90].any()
    assert inked[:25, :25].mean() > inked[60:85, 10:35].mean() > 0.02


def test_speed_lines_leave_the_middle_free() -> None:
    inked = dark(painted(PAPER, Layer(kind="speed", colour="#000000", reach=0.4, count=60, width=0.04)).picture)
    assert inked.mean() > 0.03
    assert not inked[70:110, 60:100].any()


def test_a_burst_has_an_outline_and_its_colours_inside() -> None:
    burst = Layer(kind="bursts", spots=[[0.5, 0.5, 0.3]], colours=["#ff0000"], outline="#000000", line=0.02, jitter=0)
    for puff in (False, True):
        picture = painted(PAPER, burst.model_copy(update={"puff": puff})).picture
        red = (picture[..., 0] > 0.5) & (picture[..., 1] < 0.3)
        assert red[95:105, 75:85].all()
        assert 0.02 < dark(picture).mean() < red.mean()


def test_fronds_frame_the_picture() -> None:
    layer = Layer(kind="fronds", place="corners", light="#303010", dark="#101005", count=12, length=0.5, front=True)
    front = painted(PAPER, layer).front
    assert front is not None
    cover = front[..., 3]
    assert min(cover[120:, :40].mean(), cover[120:, 120:].mean()) > 0.05
    assert cover[:100, 50:110].mean() < 0.01
