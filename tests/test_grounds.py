"""What a subject stands on: a worktop for things, a floor for people; land, not water, under the feet."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.brief import Layer, Preset
from backdrop_ui.engines.base import Backdrop, Canvas
from backdrop_ui.engines.painter import PainterEngine
from backdrop_ui.engines.painter.land.boulders import POOL_Y, mossy
from backdrop_ui.engines.painter.land.falls import _Fall as Fall
from backdrop_ui.engines.painter.land.falls import _veil, _wall
from backdrop_ui.engines.painter.noise import Noise
from backdrop_ui.engines.painter.tracer import Mesh
from backdrop_ui.pipeline import preset_wall

FEET = 0.94


def painted(
    preset: Preset, subject: tuple[float, float, float, float] | None, seed: int = 1, legs: bool = False
) -> Backdrop:
    """A small picture behind a subject that fills (left, right, top, bottom), shares of the picture.

    legs: with a gap between them, as a standing person's outline has it.
    """
    width, height = 96, 120
    alpha = np.zeros((height, width), np.float32)
    if subject is not None:
        left, right, top, bottom = subject
        alpha[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = 1
        if legs:
            alpha[height // 2 : int(bottom * height), int(0.46 * width) : int(0.54 * width)] = 0
    return PainterEngine().paint(preset, Canvas(np.zeros((height, width, 3), np.float32), alpha), seed)


def depth_at(backdrop: Backdrop, y: float) -> float:
    """Metres to what is seen in the middle of the picture, at a share of its height."""
    assert backdrop.depth is not None
    height, width = backdrop.depth.shape
    return float(np.median(backdrop.depth[int(y * height), width // 3 : -width // 3]))


@pytest.mark.parametrize(
    ("subject", "legs", "metres"),
    [
        ((0.3, 0.7, 0.6, FEET), False, (0.6, 1.2)),  # a thing
        ((0.4, 0.6, 0.1, FEET), False, (0.6, 1.2)),  # a bottle
        ((0.2, 0.8, 0.3, 1.0), False, (0.6, 1.2)),  # somebody cut off at the waist, before the worktop
        (None, False, (0.6, 1.2)),
        ((0.4, 0.6, 0.1, FEET), True, (2.5, 6.0)),  # somebody from head to foot
    ],
)
def test_things_are_near_a_worktop_and_whole_people_stand_on_the_kitchen_floor(
    subject: tuple[float, float, float, float] | None, legs: bool, metres: tuple[float, float]
) -> None:
    backdrop = painted(preset_wall().presets["kitchen-counter"], subject, legs=legs)
    assert metres[0] < depth_at(backdrop, FEET) < metres[1]
    assert backdrop.ground is not None


@pytest.mark.parametrize("name", ["mountain-lake", "northern-lights"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_feet_stand_on_the_shore_and_not_in_the_water(name: str, seed: int) -> None:
    preset = preset_wall().presets[name]
    nothing = Layer(kind="mist", opacity=0)
    dry = preset.model_copy(update={"layers": tuple(nothing if one.kind == "water" else one for one in preset.layers)})
    feet = slice(int(0.9 * 120), int(FEET * 120)), slice(32, 64)
    np.testing.assert_allclose(
        painted(preset, None, seed).picture[feet], painted(dry, None, seed).picture[feet], atol=0.02
    )
    assert depth_at(painted(preset, None, seed), FEET) < 8


def test_water_falls_before_the_rock_and_ends_in_the_pool() -> None:
    for seed in range(6):
        fall = Fall(2.0, 1.4)
        wall = _wall(Noise(np.random.default_rng(seed)), 11.0, [fall])
        veil = _veil(wall, fall).corners.reshape(-1, 3)
        assert veil[:, 1].min() < POOL_Y < 9 < veil[:, 1].max()
        rock = wall[:-1, np.abs(wall[0, :, 0] - fall.x) < fall.half_m]
        free = veil[veil[:, 1] < 8]
        for y in np.linspace(0, 7.5, 6):
            hidden_behind = rock[np.abs(rock[..., 1] - y) < 0.2][:, 2].min()
            assert free[np.abs(free[:, 1] - y) < 0.3][:, 2].min() < hidden_behind


def test_moss_grows_on_what_lies_flat_and_out_of_the_water() -> None:
    corners = np.zeros((3, 3, 3), np.float32)
    corners[:2, :, 1] = 1.0
    corners[2, :, 1] = POOL_Y - 0.5
    normals = np.tile(np.array([0, 1, 0], np.float32), (3, 3, 1))
    normals[1] = (0, 0, -1)
    stone = Mesh(corners, normals, np.zeros((3, 3, 2), np.float32), np.ones((3, 3), np.float32))
    flat, upright, drowned = mossy(stone, np.array([0.2, 0.9, 0.1])).tint
    assert flat[0] < 0.5
    assert upright.tolist() == drowned.tolist() == [1, 1, 1]
