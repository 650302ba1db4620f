"""Figures in clay: forms where they were put, light from where it comes, hair that grows, a picture's perspective."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from backdrop_ui.brief import Layer
from backdrop_ui.engines.painter import check_layer
from backdrop_ui.engines.painter.figures import FIGURES, model
from backdrop_ui.engines.painter.figures.clay import Clay, Stuff
from backdrop_ui.engines.painter.figures.shooting import Lamps, Portrait, shoot
from backdrop_ui.engines.painter.props.parts import turn
from backdrop_ui.errors import SceneError

FAR = (0.0, 0.0, 1000.0)
GREY = Stuff((0.7, 0.7, 0.7))


def lamps(towards: tuple[float, float, float] = (0.0, 0.0, 1.0), sky: float = 0.3) -> Lamps:
    white = np.ones(3, np.float32)
    return Lamps(np.array(towards, np.float32), white, sky * white, sky * white)


def seen(clay: Clay, scale: float = 40, lit: Lamps | None = None, **options: object) -> Portrait:
    portrait = shoot(clay, scale, lit or lamps(), 1, **{"eye": FAR, **options})  # type: ignore[arg-type]
    assert portrait is not None
    return portrait


def area(clay: Clay) -> float:
    """Square units that a figure covers."""
    return float(seen(clay, 120).light[..., 3].sum()) / 120**2


def one(kind: str) -> Clay:
    clay = Clay()
    if kind == "ball":
        clay.ball((0, 0, 0), (0.5, 0.25, 0.3), GREY)
    elif kind == "box":
        clay.box((0, 0, 0), (0.5, 0.25, 0.3), GREY, 0.0)
    elif kind == "limb":
        clay.limb((-0.5, 0, 0), (0.5, 0, 0), (0.2, 0.2), GREY)
    elif kind == "drum":
        clay.drum((0, -0.5, 0), (0, 0.5, 0), (0.3, 0.3), GREY)
    else:
        clay.sheet([(-0.5, -0.5, 0), (0.5, -0.5, 0), (0, 0.5, 0)], GREY, 0.004)
    return clay


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("ball", np.pi / 8), ("box", 0.5), ("limb", 0.4 + np.pi * 0.04), ("drum", 0.6), ("sheet", 0.5)],
)
def test_a_form_covers_what_it_should(kind: str, expected: float) -> None:
    assert area(one(kind)) == pytest.approx(expected, rel=0.08)


@pytest.mark.parametrize("kind", ["ball", "box", "limb", "drum", "sheet"])
def test_a_figure_turns_grows_and_moves_as_a_whole(kind: str) -> None:
    upright, turned = one(kind), Clay()
    turned.include(upright, turn(roll=90), (3, 1, 0), 2)
    low, high = turned.extent()
    assert area(turned) == pytest.approx(4 * area(upright), rel=0.08)
    assert ((low + high) / 2)[:2] == pytest.approx([3, 1], abs=0.35)


def test_what_is_cut_away_is_gone_and_what_melts_fills_the_gap() -> None:
    hollow = one("box")
    hollow.cut((0, 0, 0), (0.2, 0.2, 2.0), GREY)
    assert area(hollow) == pytest.approx(area(one("box")) - np.pi * 0.04, rel=0.1)
    apart, melted = Clay(), Clay()
    for clay, blend in ((apart, 0.001), (melted, 0.4)):
        for x in (-0.3, 0.3):
            clay.ball((x, 0, 0), 0.25, GREY, blend)
    assert area(melted) > area(apart) + 0.02


def test_the_side_towards_the_lamp_is_lit_and_what_stands_before_it_throws_a_shadow() -> None:
    ball = Clay()
    ball.ball((0, 0, 0), 0.5, GREY)
    light = seen(ball, lit=lamps((0.9, 0.1, 0.42))).light[..., 0]
    half = light.shape[1] // 2
    assert light[:, half:].mean() > 1.5 * light[:, :half].mean()
    wall = Clay()
    wall.box((0, 0, 0), (0.5, 0.5, 0.05), GREY)
    bare = seen(wall, lit=lamps((0, 0, 1), 0.1)).light
    wall.ball((0, 0, 0.6), 0.15, GREY)
    shaded = seen(wall, lit=lamps((0.6, 0, 0.8), 0.1)).light
    thrown = shaded[20, 8, 0]  # The ball stands right of its shadow, as the lamp does.
    assert thrown < 0.5 * bare[20, 8, 0]


def test_paint_repaints_and_keeps_the_outline() -> None:
    clay = one("box")
    clay.paint((-0.5, 0, 0), 0.4, (1.0, 0.0, 0.0), ragged=0)
    light = seen(clay).light
    left, right = light[10, 5], light[10, -6]
    assert left[0] > 4 * left[1]
    assert right[0] == pytest.approx(right[1], rel=0.05)
    assert area(clay) == pytest.approx(0.5, rel=0.08)


def test_hair_reaches_beyond_the_skin_the_way_it_is_combed() -> None:
    tuft = Clay()
    tuft.ball((0, 0, 0), 0.4, Stuff((0.7, 0.6, 0.5), fur=0.15, lie=(1, 0, 0)))
    alpha = seen(tuft, 80).light[..., 3]
    columns = np.flatnonzero(alpha.max(axis=0) > 0.3)
    portrait = seen(tuft, 80)
    left, right = portrait.x - columns[0], columns[-1] - portrait.x
    assert right > 0.4 * 80 + 4
    assert right > left


def test_a_near_eye_makes_near_parts_loom_and_a_frame_crops() -> None:
    clay = Clay()
    clay.ball((-0.5, 0, 0), 0.2, GREY)
    clay.ball((0.5, 0, 1.0), 0.2, GREY)
    near = seen(clay, eye=(0.0, 0.0, 3.0)).light[..., 3]
    half = near.shape[1] // 2
    assert near[:, half:].sum() > 1.8 * near[:, :half].sum()
    cropped = seen(clay, frame=(0.1, 1.0, 2.0, 1.0))
    assert cropped.light.shape[1] < near.shape[1]
    assert shoot(clay, 40, lamps(), 1, FAR, (-2.0, 1.0, 5.0, 1.0)) is None


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_figure_is_about_a_unit_tall_and_each_is_another(name: str) -> None:
    pictures = []
    for number in (0, 1):
        clay = model(name)(number, np.random.default_rng(number), 0.5)
        low, high = clay.extent()
        assert 0.2 < high[1] - low[1] < 2.6
        portrait = seen(clay, 24, eye=(0.0, 0.5, 5.0)).light
        assert np.isfinite(portrait).all() and portrait.min() >= 0
        assert 0.02 < portrait[..., 3].mean() < 0.98
        pictures.append(portrait)
    assert pictures[0].shape != pictures[1].shape or not np.array_equal(*pictures)


def test_the_same_chance_gives_the_same_bytes() -> None:
    twice = [seen(model("puppy")(3, np.random.default_rng(5), 0.4), 60).light for _ in range(2)]
    assert np.array_equal(*twice)


def test_an_unknown_figure_is_named() -> None:
    with pytest.raises(SceneError, match=r"'figures'.*no figure 'unicron'"):
        check_layer(Layer(kind="figures", figure="unicron"))


def test_the_painter_is_imported_without_compiling() -> None:
    code = "import sys, backdrop_ui.engines.painter; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
