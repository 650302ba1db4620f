"""The stadium: lines that keep their brightness at any size, a home team by seed, lamps in sight in every format."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.events.stadium import StadiumOptions, _teams
from backdrop_ui.engines.painter.events.stadium_roof import roof_m
from backdrop_ui.engines.painter.events.stands import END_Z, along, points_at, rim
from backdrop_ui.engines.painter.plants.lawn import _lines
from backdrop_ui.engines.painter.scene import Camera, Scene


def scene(width: int, height: int, horizon: float = 0.55, seed: int = 1) -> Scene:
    return Scene(Camera(width, height, horizon), Light(), [(0.8, 0.1, 0.1), (0.9, 0.9, 0.9), (0.1, 0.2, 0.7)], seed)


def test_a_far_line_is_as_bright_at_every_size() -> None:
    goal = 57.0
    means = []
    for pixel in (0.5, 0.05):
        z = np.arange(goal - 3, goal + 3, pixel, dtype=np.float32)[:, None]
        x = np.full_like(z, 30.0)  # beside both areas
        foot = np.full_like(z, pixel)
        means.append(float(_lines((x, z), (foot, foot), (10.0, goal)).mean()))
    assert means[0] == pytest.approx(means[1], rel=0.3)
    assert means[0] == pytest.approx(0.12 / 6, rel=0.3), "a line of 12 cm in six metres"


def test_the_area_before_the_goal_is_closed() -> None:
    x, z = (a.astype(np.float32) for a in np.meshgrid([-20.16, 0.0, 20.16], [57 - 16.5, 57 - 8.0, 57.0]))
    foot = np.full_like(x, 0.01)
    lines = _lines((x, z), (foot, foot), (10.0, 57.0))
    assert lines[0, 1] == 1 and lines[2, 1] == 1 and lines[1, 0] == 1 and lines[1, 2] == 1
    assert lines[1, 1] == 0


def test_the_seed_says_who_plays_at_home() -> None:
    homes = {tuple(_teams(scene(90, 160, seed=seed), StadiumOptions())[0].tolist()) for seed in range(12)}
    assert len(homes) == 3
    assert len(_teams(scene(90, 160), StadiumOptions())) == 3, "nobody's colour gets lost"


@pytest.mark.parametrize("size", [(540, 960), (540, 675), (600, 600), (960, 540)])
def test_the_lamps_are_in_every_picture(size: tuple[int, int]) -> None:
    shown = scene(*size)
    row = shown.camera.project(0, roof_m(shown) + 0.7, END_Z)[1]
    assert 0.02 * size[1] < row < shown.camera.horizon_px


def test_places_along_the_stands_follow_their_length() -> None:
    path = rim()
    length = float(along(path)[-1])
    ends = points_at(path, np.array([0.0, length]))
    assert np.allclose(ends[[0, 1], :2], path[[0, -1], :2], atol=1e-3)
    middle = points_at(path, np.array([length / 2]))[0]
    assert middle[:2] == pytest.approx([0, END_Z], abs=0.05)
