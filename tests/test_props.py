"""The props: every kind keeps its promises at odd sizes, is deterministic, and is lit from where the light is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.props import PROPS, draw_prop
from backdrop_ui.errors import SceneError

FRONT = Light()
# They glow, are flat, or face one way.
UNSHADED = {"lantern", "pterosaur", "rope_barrier", "fern", "flower", "sunflower", "butterfly", "blossom_branch"}


@cache
def drawn(kind: str, height_px: int, seed: int = 1, azimuth_deg: float = 0) -> Array:
    light = FRONT if azimuth_deg == 0 else Light(azimuth_deg=azimuth_deg, elevation_deg=20, strength=0.9)
    return draw_prop(kind, height_px, seed, light)


@pytest.mark.parametrize("height_px", [37, 160])
@pytest.mark.parametrize("kind", PROPS)
def test_a_prop_is_an_rgba_picture_of_the_height_asked_for(kind: str, height_px: int) -> None:
    prop = drawn(kind, height_px)
    assert prop.shape[0] == height_px
    assert prop.shape[1] >= 2
    assert prop.shape[2] == 4
    assert prop.dtype == np.float32
    assert np.isfinite(prop).all()
    assert prop.min() >= 0
    assert prop.max() <= 1


@pytest.mark.parametrize("kind", PROPS)
def test_a_prop_has_an_inside_and_an_outside_and_touches_its_edges(kind: str) -> None:
    alpha = drawn(kind, 160)[..., 3]
    assert (alpha > 0.9).any()
    assert (alpha < 0.05).any()
    for edge in (alpha[:3], alpha[-3:], alpha[:, :3], alpha[:, -3:]):
        assert edge.max() > 0.02


@pytest.mark.parametrize("kind", PROPS)
def test_the_same_seed_gives_the_same_prop_and_another_seed_another(kind: str) -> None:
    assert np.array_equal(drawn(kind, 37), draw_prop(kind, 37, 1, FRONT))
    other = drawn(kind, 37, 2)
    assert other.shape != drawn(kind, 37).shape or np.abs(other - drawn(kind, 37)).max() > 0.05


@pytest.mark.parametrize("kind", [kind for kind in PROPS if kind not in UNSHADED])
def test_the_side_towards_the_light_is_the_brighter_one(kind: str) -> None:
    left, right = (_left_share(drawn(kind, 70, azimuth_deg=azimuth)) for azimuth in (-70, 70))
    assert left > right


@pytest.mark.parametrize("kind", PROPS)
def test_facts_are_about_right(kind: str) -> None:
    prop = drawn(kind, 160)
    assert 0.5 < prop.shape[1] / prop.shape[0] / PROPS[kind].aspect < 2
    assert PROPS[kind].height_m > 0


@pytest.mark.parametrize("kind", PROPS)
def test_colours_go_on_beyond_the_outline(kind: str) -> None:
    prop = drawn(kind, 160)
    colour, alpha = prop[..., :3], prop[..., 3]
    assert colour[alpha < 0.05].mean() > 0.3 * (colour * alpha[..., None]).sum() / (3 * alpha.sum())


def test_a_tint_recolours() -> None:
    red, blue = (draw_prop("balloon", 60, 3, FRONT, tint) for tint in ((0.9, 0.1, 0.1), (0.1, 0.1, 0.9)))
    assert red[..., 0].mean() > red[..., 2].mean()
    assert blue[..., 2].mean() > blue[..., 0].mean()


def test_an_unknown_kind_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(SceneError, match=r"balloon.*palm"):
        draw_prop("unicorn", 60, 1, FRONT)


def test_a_height_below_one_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        draw_prop("palm", 0, 1, FRONT)


def _left_share(prop: Array) -> float:
    """Mean luminance of the left half, relative to the right half's."""
    luminance, alpha = prop[..., :3].mean(-1), prop[..., 3]
    middle = prop.shape[1] // 2
    left, right = np.s_[:, :middle], np.s_[:, middle:]
    means = [(luminance[half] * alpha[half]).sum() / alpha[half].sum() for half in (left, right)]
    return float(means[0] / means[1])
