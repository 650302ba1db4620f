"""The best variant first, that in which the subject grew painted again; the built-in network itself judges."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from diffusion_toys import needs_torch
from pictures import read_8bit
from PIL import Image
from typer.testing import CliRunner

from backdrop_ui.__main__ import app
from backdrop_ui.arrays import Array, resize, to_8bit, to_float
from backdrop_ui.brief import SceneBrief
from backdrop_ui.cutout import cut_out
from backdrop_ui.engines import Backdrop, Canvas, Engine
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.errors import EngineError
from backdrop_ui.photo import Photo
from backdrop_ui.pipeline import BackdropRequest, BackdropResult, make_backdrops
from backdrop_ui.placement import Placement
from backdrop_ui.progress import PreviewReport, Progress, finish
from backdrop_ui.provenance import save_alpha
from backdrop_ui.ranking import Score
from backdrop_ui.subjects import SubjectRequest
from backdrop_ui.ui.shown import captioned
from backdrop_ui.variants import RETRY_STRIDE

NONE, SOME, MUCH = 0.35, 0.25, 0.0
"""From where on downwards the cat is painted, as a share of its height; the subject is the cat from `NONE` on."""


def cat_from(alpha: Array, share: float) -> Array:
    """`alpha`, (H, W), of a cat without what is above that share of its height."""
    rows = np.flatnonzero((alpha > 0.5).any(axis=1))
    lower = alpha.copy()
    lower[: int(rows[0] + share * (rows[-1] - rows[0]))] = 0
    return lower


class Growing(Engine):
    """Paints more of the cat than it was given, how much by the seed: an AI model at its worst."""

    name: ClassVar[str] = "growing"
    title: ClassVar[str] = "Growing"
    licence: ClassVar[str] = "MIT"
    needs_weights: ClassVar[bool] = False
    native_pixels: ClassVar[int] = 10**6

    def __init__(self, cat: Photo, alpha: Array, is_ai: bool = True) -> None:
        self.cat, self.alpha, self.is_ai = cat, alpha, is_ai  # type: ignore[misc]
        self.grows: dict[int, float] = {}
        self.painted: list[int] = []
        self.fails_at: int | None = None

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport) -> Backdrop:
        report(0.5, "Painting: step 1 of 2", None, 10)
        self.painted.append(seed)
        if seed == self.fails_at:
            raise EngineError("The GPU went away. Try again.")
        height, width = canvas.alpha.shape
        slope = np.full((height, width, 3), 0.5, np.float32) * np.linspace(0.8, 1.2, height)[:, None, None]
        slope = slope.astype(np.float32)
        if slope.shape != self.cat.pixels.shape:
            return Backdrop(slope, brief.light)
        more = cat_from(self.alpha, self.grows.get(seed, NONE))[..., None]
        return Backdrop(more * self.cat.pixels + (1 - more) * slope, brief.light)


@pytest.fixture(scope="module")
def cat() -> tuple[Photo, Array]:
    import skimage

    pixels = resize(to_float(read_8bit(Path(skimage.__file__).parent / "data" / "chelsea.png")), 225, 150)
    photo = Photo(pixels, None, "cat")
    return photo, cut_out(photo, "embedded").alpha


@pytest.fixture
def engine(cat: tuple[Photo, Array], add_engine: Callable[[Engine], None]) -> Growing:
    growing = Growing(*cat)
    add_engine(growing)
    return growing


@pytest.fixture
def request_(cat: tuple[Photo, Array], engine: Growing, tmp_path: Path) -> BackdropRequest:
    """Three pictures of the lower part of a cat: in the first its head grows, in the second a little of it."""
    photo, alpha = cat
    engine.grows = {7: MUCH, 8: SOME}
    Image.fromarray(to_8bit(photo.pixels)).save(tmp_path / "cat.png")
    save_alpha(cat_from(alpha, NONE), tmp_path / "mask.png")
    subject = SubjectRequest(tmp_path / "cat.png", alpha=tmp_path / "mask.png")
    return BackdropRequest(
        subject, tmp_path / "out", prompt="a room", engine=engine.name, variants=3, seed=7, retries=0
    )


def made(request: BackdropRequest, **changes: Any) -> BackdropResult:
    return finish(make_backdrops(replace(request, **changes)))


def test_it_is_said_which_of_several_is_painted_how_far_all_of_them_are_and_how_long_they_take(
    request_: BackdropRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backdrop_ui.progress.PROGRESS_EVERY_S", 0)
    told = [item for item in make_backdrops(replace(request_, retries=1)) if isinstance(item, Progress)]
    painting = [item for item in told if "step 1 of 2" in item.words]
    assert [(item.words, round(6 * item.share, 6)) for item in painting] == [
        ("Painting 1 of 3: step 1 of 2, about 50 s left", 1),
        ("Painting 2 of 3: step 1 of 2, about 30 s left", 3),
        ("Painting 3 of 3: step 1 of 2, about 10 s left", 5),
        ("Painting one again, because the subject grew in it: step 1 of 2, about 10 s left", 3),
    ]


def test_pictures_that_are_painted_together_are_counted_together(
    request_: BackdropRequest, engine: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "batch_size", lambda _canvas: 2, raising=False)
    words = [item.words for item in make_backdrops(request_) if isinstance(item, Progress)]
    assert "Painting 1 to 2 of 3" in words and "Painting 3 of 3" in words


def seeds(result: BackdropResult) -> list[int]:
    return [int(path.stem.rpartition("-")[2]) for path in result.outputs]


# ---- order -------------------------------------------------------------------------------------------------------


def test_the_picture_in_which_nothing_grew_comes_first(request_: BackdropRequest) -> None:
    result = made(request_)
    assert seeds(result) == [9, 8, 7]
    assert [score.grew for score in result.scores] == [False, True, True]
    losses = [score.loss for score in result.scores]
    assert losses == sorted(losses)
    assert result.warnings[-1].startswith("The best comes first. Seed 9: nothing grew, its edge is clean")
    assert "; seed 8: the subject grew by " in result.warnings[-1]
    assert all(path.is_file() for path in result.outputs)


def test_a_score_is_of_the_picture_it_stands_beside(request_: BackdropRequest) -> None:
    together = made(request_)
    for seed, score in zip(seeds(together), together.scores, strict=True):
        assert made(request_, variants=1, seed=seed).scores == (score,)


def test_the_order_changes_no_picture(request_: BackdropRequest) -> None:
    together = {path.name: path.read_bytes() for path in made(request_).outputs}
    for seed in (7, 8, 9):
        [alone] = made(request_, variants=1, seed=seed, folder=request_.folder / "alone").outputs
        assert together[alone.name] == alone.read_bytes()


def test_the_same_request_gives_the_same_order_and_bytes(request_: BackdropRequest) -> None:
    results = [made(request_, retries=2, folder=request_.folder / name) for name in ("one", "two")]
    first, second = ([(path.name, path.read_bytes()) for path in result.outputs] for result in results)
    assert first == second
    assert results[0].scores == results[1].scores


def test_what_no_ai_painted_is_not_judged(request_: BackdropRequest, engine: Growing) -> None:
    engine.is_ai = False  # type: ignore[misc]
    result = made(request_, retries=2)
    assert seeds(result) == [7, 8, 9] == engine.painted
    assert (result.scores, "score" in result.seconds) == ((), False)


def test_a_photo_that_goes_on_beyond_its_edges_may_go_on_with_its_subject(request_: BackdropRequest) -> None:
    wider = Placement("400x150")
    result = made(request_, prompt="", plain="keep", placement=wider, retries=2)
    assert (result.is_ai, seeds(result), result.scores) == (True, [7, 8, 9], ())


# ---- again -------------------------------------------------------------------------------------------------------


def test_the_worst_is_painted_again(request_: BackdropRequest, engine: Growing) -> None:
    *told, result = make_backdrops(replace(request_, retries=1))
    again = 7 + RETRY_STRIDE
    assert engine.painted == [7, 8, 9, again]
    assert seeds(result) == [again, 9, 8], "in the place of the one it is for, and equals keep theirs"
    assert sorted(path.name for path in request_.folder.iterdir()) == sorted(path.name for path in result.outputs)
    assert any("because the subject grew" in item.words for item in told if isinstance(item, Progress))
    [said] = [note for note in result.warnings if "painted again" in note]
    assert said.startswith("With seed 7 the subject grew by ") and said.endswith(f"painted again with seed {again}.")
    assert len(result.scores) == 3


def test_the_second_try_goes_to_what_is_the_worst_by_then(request_: BackdropRequest, engine: Growing) -> None:
    result = made(request_, retries=2)
    assert engine.painted == [7, 8, 9, 7 + RETRY_STRIDE, 8 + 2 * RETRY_STRIDE]
    assert not any(score.grew for score in result.scores)


@pytest.mark.parametrize(("retries", "tries"), [(-1, 0), (0, 0), (1, 1), (4, 4), (99, 4)])
def test_it_is_tried_no_more_often_than_asked(
    request_: BackdropRequest, engine: Growing, retries: int, tries: int
) -> None:
    engine.grows = {7 + number * RETRY_STRIDE: MUCH for number in range(200)}
    result = made(request_, variants=1, retries=retries)
    assert len(engine.painted) == 1 + tries
    assert seeds(result) == [7]


def test_without_growth_nothing_is_painted_again(request_: BackdropRequest, engine: Growing) -> None:
    engine.grows = {}
    result = made(request_, retries=4)
    assert seeds(result) == engine.painted == [7, 8, 9]
    assert result.warnings[-1].startswith("The best comes first. Seeds 7, 8, 9: nothing grew")


def test_what_was_no_better_is_dropped(request_: BackdropRequest, engine: Growing) -> None:
    engine.grows[7 + RETRY_STRIDE] = MUCH
    result = made(request_, retries=1)
    assert seeds(result) == [9, 8, 7]
    assert sorted(path.name for path in request_.folder.iterdir()) == sorted(path.name for path in result.outputs)
    assert "no better, so it was kept" in " ".join(result.warnings)


def test_a_retry_that_fails_loses_no_picture(request_: BackdropRequest, engine: Growing) -> None:
    engine.fails_at = 7 + RETRY_STRIDE
    result = made(request_, retries=1)
    assert seeds(result) == [9, 8, 7]
    assert "Painting it again failed, so it was kept: The GPU went away." in " ".join(result.warnings)


# ---- told --------------------------------------------------------------------------------------------------------


def test_the_command_line_takes_the_tries_and_tells_the_scores(request_: BackdropRequest, engine: Growing) -> None:
    options = ["--alpha", request_.subject.alpha, "--prompt", "a room", "--engine", engine.name, "--variants", 2]
    options += ["--seed", 7, "--out", request_.folder, "--json", "--retries", 1]
    done = CliRunner().invoke(app, ["backdrop", str(request_.subject.photo), *map(str, options)])
    assert done.exit_code == 0, done.stderr
    facts = json.loads(done.stdout)
    assert [Path(output).stem for output in facts["outputs"]] == [f"cat-a-room-{7 + RETRY_STRIDE}", "cat-a-room-8"]
    assert [set(score) for score in facts["scores"]] == [{"growth", "seam", "sharpness"}] * 2
    assert facts["scores"][0]["growth"] < 0.01 < facts["scores"][1]["growth"]


def test_captions_name_the_best_and_warn_of_growth() -> None:
    fine, grown = Score(0.0, 0.0, 1.0), Score(0.1, 0.0, 1.0)
    assert captioned("abc", [fine, fine, grown]) == [("a", "Best of 3"), ("b", None), ("c", "Subject grew")]
    assert captioned("ab", []) == [("a", None), ("b", None)]


# ---- with diffusers ----------------------------------------------------------------------------------------------


@needs_torch
def test_a_diffusion_model_from_photo_to_ranked_pictures(
    cat: tuple[Photo, Array], toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    Image.fromarray(to_8bit(cat[0].pixels)).save(tmp_path / "cat.png")
    request = BackdropRequest(
        SubjectRequest(tmp_path / "cat.png", "embedded"), tmp_path / "out", prompt="a beach", engine="own",
        variants=3, seed=1, retries=2, placement=Placement("96x64"),
    )  # fmt: skip
    first, second = (made(request, folder=tmp_path / name) for name in ("one", "two"))
    assert (first.engine, first.is_ai, len(first.scores)) == ("own", True, 3)
    losses = [score.loss for score in first.scores]
    assert losses == sorted(losses) and len(set(losses)) == 3
    assert set(seeds(first)) <= {
        seed + stride for seed in (1, 2, 3) for stride in range(0, 4 * RETRY_STRIDE, RETRY_STRIDE)
    }
    assert first.scores == second.scores
    assert [path.read_bytes() for path in first.outputs] == [path.read_bytes() for path in second.outputs]
