"""Worlds in space: lit from where the sun stands, round, with rings behind and before them."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.scene import Camera, Scene
from backdrop_ui.engines.painter.sky.planets import PlanetOptions, planets

SIZE = 96


def painted(azimuth_deg: float = 80, size: tuple[int, int] = (SIZE, SIZE), **options: object) -> Array:
    light = Light(azimuth_deg=azimuth_deg, elevation_deg=10, strength=0.6, colour="#ffffff", ambient="#404040")
    scene = Scene(Camera(*size, 0.6), light, [(0.5, 0.5, 0.5)], 3)
    settings = {"spots": [(0.5, 0.5, 0.25)], "jitter": 0, "thick": 0, "colours": ["#808080", "#a0a0a0"], **options}
    planets(scene, PlanetOptions.model_validate(settings))
    return scene.picture


@pytest.mark.parametrize("surface", ["gas", "stone"])
def test_the_side_towards_the_sun_is_lit(surface: str) -> None:
    right, left = painted(80, surface=surface), painted(-80, surface=surface)
    half = SIZE // 2
    assert right[:, half:].sum() > 1.5 * right[:, :half].sum()
    assert left[:, :half].sum() > 1.5 * left[:, half:].sum()


def test_a_world_is_a_disc_of_its_radius() -> None:
    share = float((painted(20, night=1).sum(axis=-1) > 0.05).mean())
    assert share == pytest.approx(np.pi * 0.25**2, rel=0.3)


def test_rings_reach_beyond_the_disc_and_air_glows_around_it() -> None:
    def outside(picture: Array) -> float:
        y, x = np.mgrid[:SIZE, :SIZE]
        return float(picture[np.hypot(x - SIZE / 2, y - SIZE / 2) > 0.30 * SIZE].sum())

    bare = outside(painted())
    assert outside(painted(rings=1.0)) > bare + 5
    assert outside(painted(thick=1.0)) > bare + 0.5


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (40, 1)])
def test_small_pictures_are_finite(size: tuple[int, int]) -> None:
    assert np.isfinite(painted(size=size, surface="stone", rings=1.0)).all()
