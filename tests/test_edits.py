"""Fixing a cut-out: parts, strokes that know edges, growing, softening, inverting."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pictures import SIZE, box, disc, orange_on_blue
from PIL import Image

from backdrop_ui.arrays import Array
from backdrop_ui.cutout import (
    NO_EDITS,
    CutoutFacts,
    Edits,
    Matte,
    Stroke,
    cut_out,
    edits_from_data,
    find_matte,
    subject_from,
)
from backdrop_ui.cutout.base import CutoutModel
from backdrop_ui.cutout.edits import edited, grown
from backdrop_ui.cutout.grabcut import grabcut
from backdrop_ui.cutout.parts import find_parts, keep_parts
from backdrop_ui.cutout.snap import meant_by
from backdrop_ui.errors import CutoutError
from backdrop_ui.photo import Photo
from backdrop_ui.progress import finish
from backdrop_ui.subjects import SubjectRequest, make_subject

WIDTH, HEIGHT = 240, 160


def two_things(width: int = WIDTH, height: int = HEIGHT) -> Array:
    """The alpha of a tall box at the left and a flat one at the right."""
    left = box(width, height, width // 10, height // 5, width * 3 // 10, height * 4 // 5)
    return np.maximum(left, box(width, height, width * 6 // 10, height // 2, width * 9 // 10, height * 3 // 4))


def half_red(width: int = WIDTH, height: int = HEIGHT) -> Array:
    """(H, W, 3): red on the left half, grey on the right, with a little grain."""
    pixels = np.full((height, width, 3), 0.5, np.float32)
    pixels[:, : width // 2] = (0.8, 0.1, 0.1)
    grain = np.random.default_rng(0).normal(0, 0.01, pixels.shape)
    return np.clip(pixels + grain, 0, 1).astype(np.float32)


# ---- parts -------------------------------------------------------------------------------------------------------


def test_parts_are_numbered_from_left_to_right() -> None:
    left, right = find_parts(two_things())
    assert (left.number, right.number) == (1, 2)
    assert left.box == pytest.approx((0.1, 0.2, 0.3, 0.8))
    assert right.box == pytest.approx((0.6, 0.5, 0.9, 0.75))
    assert left.share == pytest.approx(0.2 * 0.6)
    mirrored, _ = find_parts(two_things()[:, ::-1])
    assert mirrored.share == pytest.approx(right.share)


def test_crumbs_are_no_parts() -> None:
    alpha = two_things()
    alpha[2:6, 2:6] = 1
    assert len(find_parts(alpha)) == 2


def test_parts_of_a_large_alpha_are_those_of_the_small_one() -> None:
    large, small = find_parts(two_things(2400, 1600)), find_parts(two_things())
    assert [part.box for part in large] == [pytest.approx(part.box, abs=0.01) for part in small]


@pytest.mark.parametrize("alpha", [np.zeros((30, 40), np.float32), np.full((30, 40), 0.4, np.float32)])
def test_nothing_has_no_parts(alpha: Array) -> None:
    assert find_parts(alpha) == ()


def test_keeping_a_part_leaves_its_pixels_and_drops_the_others() -> None:
    alpha = two_things() * np.float32(0.9)
    kept = keep_parts(alpha, [2])
    np.testing.assert_array_equal(kept[:, WIDTH // 2 :], alpha[:, WIDTH // 2 :])
    assert not kept[:, : WIDTH * 4 // 10].any()


def test_a_crumb_goes_with_the_part_it_is_nearest_to() -> None:
    alpha = two_things()
    alpha[100:104, 225:229] = 1  # beside the right one
    assert keep_parts(alpha, [2])[102, 227] == 1
    assert keep_parts(alpha, [1])[102, 227] == 0


@pytest.mark.parametrize(("numbers", "words"), [([3], "no part 3 to keep: the cut-out has 2"), ([0], "no part 0")])
def test_a_part_that_is_not_there_is_said(numbers: list[int], words: str) -> None:
    with pytest.raises(CutoutError, match=words):
        keep_parts(two_things(), numbers)


def test_keeping_no_part_keeps_nothing() -> None:
    assert not edited(half_red(), two_things(), Edits(keep=())).any()


# ---- strokes -----------------------------------------------------------------------------------------------------


def test_a_stroke_stops_at_an_edge_that_the_brush_overlaps() -> None:
    """Nothing is known of the picture but that its left end is subject; the brush hangs over the edge by a third."""
    pixels = half_red()
    subject = box(WIDTH, HEIGHT, 0, 0, 30, HEIGHT) > 0
    stroke = Stroke("keep", 20 / WIDTH, ((106 / WIDTH, 0.3), (106 / WIDTH, 0.7)))
    painted = stroke.painted(WIDTH, HEIGHT)
    meant = meant_by(stroke, pixels, subject)
    over_the_edge = painted & (np.arange(WIDTH) >= WIDTH // 2)
    assert over_the_edge.sum() > 200
    assert (meant & over_the_edge).sum() < 0.05 * over_the_edge.sum()
    on_this_side = painted & ~over_the_edge
    assert (meant & on_this_side).sum() > 0.9 * on_this_side.sum()


def test_a_removing_stroke_stops_at_the_edge_too() -> None:
    """Everything is taken for subject; the person paints away the grey beside the red."""
    stroke = Stroke("remove", 20 / WIDTH, ((134 / WIDTH, 0.3), (134 / WIDTH, 0.7)))
    alpha = edited(half_red(), box(WIDTH, HEIGHT, 0, 0, 200, HEIGHT), Edits(strokes=(stroke,)))
    rows = slice(HEIGHT * 4 // 10, HEIGHT * 6 // 10)
    assert (alpha[rows, WIDTH // 2 + 3 : WIDTH // 2 + 25] < 0.1).all()
    assert (alpha[rows, : WIDTH // 2 - 3] > 0.9).all()


def test_where_colours_cannot_tell_a_stroke_is_taken_as_painted() -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), 0.5, np.float32)
    stroke = Stroke("keep", 0.1, ((0.5, 0.5),))
    meant = meant_by(stroke, pixels, box(WIDTH, HEIGHT, 0, 0, 40, HEIGHT) > 0)
    painted = stroke.painted(WIDTH, HEIGHT)
    assert (meant & painted).sum() > 0.35 * painted.sum()


def test_the_core_of_a_stroke_counts_whatever_is_there() -> None:
    noisy = np.random.default_rng(1).random((HEIGHT, WIDTH, 3)).astype(np.float32)
    stroke = Stroke("keep", 0.08, ((0.3, 0.5), (0.7, 0.4)))
    meant = meant_by(stroke, noisy, np.zeros((HEIGHT, WIDTH), bool))
    assert meant[stroke.painted(WIDTH, HEIGHT, 0.3)].all()
    assert not meant[~stroke.painted(WIDTH, HEIGHT, 1.2)].any()


def test_later_strokes_win() -> None:
    pixels, nothing = half_red(), np.zeros((HEIGHT, WIDTH), np.float32)
    keep, remove = (Stroke(kind, 0.08, ((0.25, 0.5),)) for kind in ("keep", "remove"))
    at = HEIGHT // 2, WIDTH // 4
    assert edited(pixels, nothing, Edits(strokes=(keep,)))[at] == 1
    assert edited(pixels, nothing, Edits(strokes=(keep, remove)))[at] == 0
    assert edited(pixels, nothing, Edits(strokes=(keep, remove, keep)))[at] == 1


def test_strokes_touch_nothing_far_from_them() -> None:
    pixels, alpha = half_red(), disc(WIDTH, HEIGHT)
    after = edited(pixels, alpha, Edits(strokes=(Stroke("keep", 0.04, ((0.1, 0.1),)),)))
    np.testing.assert_array_equal(after[HEIGHT // 3 :], alpha[HEIGHT // 3 :])
    assert after[HEIGHT // 10, WIDTH // 10] == 1


def test_a_stroke_means_the_same_at_every_size() -> None:
    stroke = Stroke("keep", 20 / WIDTH, ((106 / WIDTH, 0.3), (106 / WIDTH, 0.7)))
    shares = []
    for scale in (1, 8):
        size = WIDTH * scale, HEIGHT * scale
        alpha = edited(half_red(*size), box(*size, 0, 0, size[0] // 8, size[1]), Edits(strokes=(stroke,)))
        shares.append(float(alpha.mean()))
    assert shares[1] == pytest.approx(shares[0], abs=0.01)


@pytest.mark.parametrize("points", [((-3.0, -3.0),), ((2.0, 2.0), (3.0, 2.0)), ((0.0, 0.0),), ((1.0, 1.0),)])
def test_strokes_at_or_beyond_the_rim_do_no_harm(points: tuple[tuple[float, float], ...]) -> None:
    alpha = edited(half_red(), disc(WIDTH, HEIGHT), Edits(strokes=(Stroke("remove", 0.05, points),)))
    assert alpha.shape == (HEIGHT, WIDTH)
    assert alpha[HEIGHT // 2, WIDTH // 2] == 1


def test_the_same_strokes_give_the_same_alpha() -> None:
    edits = Edits(strokes=(Stroke("keep", 0.08, ((0.45, 0.2), (0.5, 0.8))),))
    first, again = (edited(half_red(), disc(WIDTH, HEIGHT), edits) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_nothing_to_tell_apart_is_left_alone() -> None:
    everything = np.ones((20, 30), bool)
    assert grabcut(half_red(30, 20), everything, np.zeros((20, 30), bool)).all()


# ---- grow, soften, invert ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("grow_px", [-13, -9, -2, 1, 5, 12])
def test_growing_moves_the_edge_by_as_many_pixels(grow_px: int) -> None:
    radius = 40.0
    alpha = grown(disc(WIDTH, HEIGHT, radius=radius / HEIGHT, soft_px=1), grow_px)
    assert np.sqrt(alpha.sum() / np.pi) == pytest.approx(radius + grow_px, abs=0.8)


def test_growing_keeps_a_soft_edge_soft() -> None:
    alpha = disc(WIDTH, HEIGHT, soft_px=8)
    assert np.count_nonzero((grown(alpha, 3) > 0) & (grown(alpha, 3) < 1)) > 0.9 * np.count_nonzero(
        (alpha > 0) & (alpha < 1)
    )


def test_softening_widens_the_edge_and_keeps_the_area() -> None:
    alpha = disc(WIDTH, HEIGHT, soft_px=1)
    soft = edited(half_red(), alpha, Edits(feather_px=10))
    assert np.count_nonzero((soft > 0.02) & (soft < 0.98)) > 4 * np.count_nonzero((alpha > 0.02) & (alpha < 0.98))
    assert soft.sum() == pytest.approx(alpha.sum(), rel=0.01)


def test_inverting_keeps_the_background_and_strokes_still_mean_what_they_say() -> None:
    alpha = disc(WIDTH, HEIGHT)
    np.testing.assert_array_equal(edited(half_red(), alpha, Edits(invert=True)), 1 - alpha)
    keep = Edits(invert=True, strokes=(Stroke("keep", 0.05, ((0.5, 0.5),)),))
    assert edited(half_red(), alpha, keep)[HEIGHT // 2, WIDTH // 2] == 1


def test_no_edits_are_the_alpha_itself() -> None:
    alpha = disc(WIDTH, HEIGHT)
    assert edited(half_red(), alpha, NO_EDITS) is alpha


# ---- as data -----------------------------------------------------------------------------------------------------


def test_edits_come_from_json() -> None:
    text = '{"keep": [2], "strokes": [{"kind": "keep", "radius": 0.05, "points": [[0.5, 0.25]]}], "grow_px": -2}'
    assert edits_from_data(**json.loads(text)) == Edits(
        (2,), strokes=(Stroke("keep", 0.05, ((0.5, 0.25),)),), grow_px=-2
    )


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"grow_px": 1000}, "grow_px"),
        ({"feather_px": -1}, "feather_px"),
        ({"strokes": [{"kind": "smudge", "radius": 0.1, "points": [[0, 0]]}]}, "kind"),
        ({"strokes": [{"kind": "keep", "radius": 0, "points": [[0, 0]]}]}, "radius"),
        ({"strokes": [{"kind": "keep", "radius": 0.1, "points": []}]}, "point"),
        ({"strokes": [{"kind": "keep", "radius": 0.1, "points": [["a", 0]]}]}, "points"),
        ({"strokes": [{"kind": "keep", "radius": 0.1, "points": [[float("nan"), 0]]}]}, "point"),
        ({"strokes": "all"}, "strokes"),
        ({"keep": ["first"]}, "keep"),
    ],
)
def test_bad_edits_are_refused_with_the_place(fields: dict[str, object], where: str) -> None:
    with pytest.raises(CutoutError, match=where):
        edits_from_data(**fields)


# ---- the walk ----------------------------------------------------------------------------------------------------


def test_a_fixed_subject_is_cut_out_only_once(photo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting(CutoutModel):
        facts = CutoutFacts("counting", "tests", "MIT", 0)

        def _predict(self, photo: Photo, _report: object) -> Array:
            asked.append(photo.name)
            return disc(*photo.size)

    monkeypatch.setitem(__import__("backdrop_ui.cutout").cutout.MODELS, "counting", Counting())
    plain = finish(make_subject(SubjectRequest(photo_file, "counting")))
    fixed = finish(make_subject(SubjectRequest(photo_file, "counting", edits=Edits(grow_px=3))))
    again = finish(make_subject(SubjectRequest(photo_file, "counting", edits=Edits(grow_px=3))))
    assert asked == ["disc"]
    assert again is fixed
    assert fixed.alpha.sum() > plain.alpha.sum()


def test_auto_means_the_better_model_as_soon_as_it_is_here(photo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Fetched(CutoutModel):
        facts = CutoutFacts("fetched", "tests", "MIT", 0)

        def _predict(self, photo: Photo, _report: object) -> Array:
            return disc(*photo.size)

    cutout = __import__("backdrop_ui.cutout").cutout
    request = SubjectRequest(photo_file, edits=Edits(strokes=(Stroke("keep", 0.2, ((0.5, 0.5),)),)))
    assert finish(make_subject(request)).model == "embedded"
    monkeypatch.setattr(cutout, "MODELS", {"fetched": Fetched(), **cutout.MODELS})
    assert finish(make_subject(request)).model == "fetched"


def test_what_is_painted_comes_in_the_photos_own_pixels(photo: Photo) -> None:
    fixed = subject_from(Matte(photo, np.zeros(SIZE[::-1], np.float32), "nothing"),
                         Edits(strokes=(Stroke("keep", 0.2, ((0.5, 0.5),)),)))  # fmt: skip
    sure = fixed.alpha == 1
    assert sure.any()
    np.testing.assert_array_equal(fixed.foreground[sure], photo.pixels[sure])


def test_a_photo_in_which_nothing_stands_out_can_be_painted(tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    Image.new("RGB", (120, 90), (128, 130, 127)).save(wall)
    with pytest.raises(CutoutError, match="Paint what to keep"):
        finish(make_subject(SubjectRequest(wall, "embedded")))
    painted = Edits(strokes=(Stroke("keep", 0.1, ((0.5, 0.5),)),))
    assert finish(make_subject(SubjectRequest(wall, "embedded", edits=painted))).alpha[45, 60] == 1


def test_painting_everything_away_is_said(photo: Photo) -> None:
    away = Edits(strokes=(Stroke("remove", 0.9, ((0.5, 0.5),)),))
    with pytest.raises(CutoutError, match="Nothing of the photo is kept"):
        subject_from(Matte(photo, disc(*SIZE), "mask"), away)


def test_a_subject_tells_the_parts_that_were_there_before_it_was_fixed() -> None:
    photo = Photo(half_red(), None, "two")
    fixed = subject_from(Matte(photo, two_things(), "mask"), Edits(keep=(1,)))
    assert [part.number for part in fixed.parts] == [1, 2]
    assert not fixed.alpha[:, WIDTH // 2 :].any()


def test_cutting_out_is_finding_and_nothing_else() -> None:
    photo = Photo(orange_on_blue(*SIZE), disc(*SIZE), "brought")
    np.testing.assert_array_equal(cut_out(photo).alpha, find_matte(photo).alpha)


# ---- on real photos ----------------------------------------------------------------------------------------------


def test_strokes_along_real_errors_come_nearer_to_the_truth_than_blobs(shared: Path) -> None:
    """A third of each subject is missing; the person paints it back with a brush that is too wide."""
    better, gained = [], []
    for item in json.loads((shared / "data/photos/manifest.json").read_text())[:40]:
        if item["gt_kind"] != "human_mask":
            continue
        with Image.open(shared / "data" / item["photo"]) as image:
            small = image.convert("RGB").resize((WIDTH, HEIGHT))
        with Image.open(shared / "data" / item["gt"]) as image:
            truth = np.asarray(image.convert("L").resize((WIDTH, HEIGHT))) > 127
        rows, columns = np.nonzero(truth)
        if truth.mean() < 0.05 or truth.mean() > 0.7:
            continue
        cut = int(np.quantile(rows, 0.67))
        subject = truth & (np.arange(HEIGHT)[:, None] < cut)
        lost = rows >= cut
        line = [(columns[lost & (rows == row)].mean(), row) for row in np.unique(rows[lost])]
        wide = max(np.ptp(columns[rows == row]) + 1 for row in np.unique(rows[lost]))
        points = tuple(((x + 0.5) / WIDTH, (y + 0.5) / HEIGHT) for x, y in line)
        stroke = Stroke("keep", min(1.0, 0.65 * wide / WIDTH), points)
        snapped = subject | meant_by(stroke, np.asarray(small, np.float32) / 255, subject)
        blob = subject | stroke.painted(WIDTH, HEIGHT)
        scores = [(mask & truth).sum() / (mask | truth).sum() for mask in (blob, snapped)]
        better.append(scores[1] > scores[0])
        gained.append(scores[1] - scores[0])
    assert len(better) >= 10
    assert np.mean(better) > 0.7
    assert np.mean(gained) > 0.02
