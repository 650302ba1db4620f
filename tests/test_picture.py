"""A person's own picture: what lights it and where its horizon is, as far as can be seen."""

from __future__ import annotations

import numpy as np
import pytest
from pictures import box, noise

from backdrop_ui.arrays import Array
from backdrop_ui.composite import compose
from backdrop_ui.engines import Canvas
from backdrop_ui.engines.picture import backdrop_from_picture, horizon_of, light_of

GREY = np.full((80, 100, 3), 0.5, np.float32)


def with_spot(x: int, y: int) -> Array:
    """A dark room with a small bright window."""
    room = np.full((80, 100, 3), 0.1, np.float32)
    room[y - 6 : y + 6, x - 6 : x + 6] = 1
    return room


def test_an_even_picture_gives_little_light_from_the_front() -> None:
    light = light_of(GREY)
    assert abs(light.azimuth_deg) < 5
    assert light.strength < 0.35


def test_no_side_is_claimed() -> None:
    ramp = np.broadcast_to(np.linspace(0.2, 0.9, 100, dtype=np.float32)[None, :, None], (80, 100, 3))
    for picture in (ramp, with_spot(10, 20), with_spot(90, 20), noise(100, 80)):
        one, other = light_of(picture), light_of(picture[:, ::-1])
        assert one.azimuth_deg in (0, 180)
        assert (one.azimuth_deg, one.strength) == (other.azimuth_deg, pytest.approx(other.strength))
        assert one.elevation_deg == pytest.approx(other.elevation_deg, abs=0.01)


@pytest.mark.parametrize("x", [10, 50, 90])
def test_a_window_shines_from_behind(x: int) -> None:
    light = light_of(with_spot(x, 20))
    assert light.azimuth_deg == 180
    assert light.elevation_deg < 60
    assert light.strength > 0.6


def test_a_lamp_that_is_hardly_one_shines_from_above() -> None:
    """Between little light from before and a lamp behind nothing jumps: the light goes over the subject's head."""
    heights = []
    for glow in np.linspace(0.1, 1, 40, dtype=np.float32):
        room = np.full((80, 100, 3), 0.25, np.float32)
        room[14:26, 44:56] += 0.75 * glow
        light = light_of(room)
        heights.append(light.elevation_deg if light.azimuth_deg == 0 else 180 - light.elevation_deg)
    assert heights[0] == pytest.approx(50, abs=1) and heights[-1] > 120
    assert np.abs(np.diff(heights)).max() < 15


def test_a_high_lamp_stands_higher_than_a_low_one() -> None:
    assert light_of(with_spot(50, 10)).elevation_deg > light_of(with_spot(50, 60)).elevation_deg + 15


def test_a_blue_sky_is_half_as_blue_a_lamp() -> None:
    sky = GREY.copy()
    sky[:40] = (0.3, 0.55, 1.0)
    red, _, blue = light_of(sky).colour
    assert 0.5 < red < blue


@pytest.mark.parametrize("row", [24, 40, 56])
def test_a_horizon_is_found(row: int) -> None:
    sea = noise(100, 80) * np.float32(0.04) + np.float32(0.3)
    sea[:row] += np.float32(0.4)
    assert horizon_of(sea) == pytest.approx(row / 80, abs=0.02)


def test_where_no_line_goes_across_there_is_no_horizon() -> None:
    slanting = np.where(np.add.outer(np.arange(80), np.arange(100)) < 90, 0.2, 0.8)[..., None].repeat(3, -1)
    for picture in (noise(100, 80), GREY, slanting.astype(np.float32), GREY[:4]):
        assert horizon_of(picture) is None


def test_a_whole_figure_stands_on_an_own_picture() -> None:
    canvas = Canvas(np.zeros((200, 160, 3), np.float32), box(160, 200, 60, 40, 100, 180))
    backdrop = backdrop_from_picture(np.full((300, 300, 3), 0.8, np.float32), *canvas.size)
    assert compose(canvas, backdrop).picture[182, 80].max() < 0.6


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 3)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    assert backdrop_from_picture(noise(*size), 30, 20).picture.shape == (20, 30, 3)
    assert backdrop_from_picture(noise(30, 20), *size).picture.shape == (size[1], size[0], 3)
