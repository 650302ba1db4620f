"""From photo to subject: the models' contract, the edge, and the colours at the edge."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from pictures import SHARED, SIZE, disc, noise
from PIL import Image

from backdrop_ui.arrays import Array, to_float
from backdrop_ui.cutout import (
    BUILT_IN,
    MODELS,
    CutoutFacts,
    CutoutModel,
    Matte,
    Report,
    choose_model,
    cut_out,
    matte_from_mask,
    subject_from,
)
from backdrop_ui.cutout.embedded import WEIGHTS as WEIGHTS_OF_OURS
from backdrop_ui.cutout.embedded import EmbeddedModel, settle
from backdrop_ui.errors import CutoutError
from backdrop_ui.photo import Photo

WEIGHTS = SHARED / "weights" / "u2net"


def read(path: Path, mode: str = "RGB") -> Array:
    with Image.open(path) as image:
        return to_float(np.asarray(image.convert(mode)))


def blurred(alpha: Array, sigma_px: float = 3) -> Array:
    """What a network gives: the right place, a vague edge."""
    return cv2.GaussianBlur(alpha, (0, 0), sigma_px).astype(np.float32)


# ---- the base class ----------------------------------------------------------------------------------------------


class FixedModel(CutoutModel):
    """Says what it was told to say."""

    facts = CutoutFacts("fixed", "tests", "MIT", 0)

    def __init__(self, probability: Array) -> None:
        self.probability = probability

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.5, f"Looking at {photo.name}")
        return self.probability


def test_another_size_is_the_authors_mistake(photo: Photo) -> None:
    with pytest.raises(ValueError, match=r"fixed: expected \(72, 96\), got \(10, 10\)"):
        FixedModel(np.zeros((10, 10), np.float32)).predict(photo)


def test_not_a_number_is_said_to_the_person(photo: Photo) -> None:
    with pytest.raises(CutoutError, match="fixed failed on this photo"):
        FixedModel(np.full(SIZE[::-1], np.nan, np.float32)).predict(photo)


def test_a_model_that_overshoots_is_clamped(photo: Photo) -> None:
    raw = np.linspace(-1, 2, SIZE[0] * SIZE[1]).reshape(SIZE[::-1])
    probability = FixedModel(raw.astype(np.float64)).predict(photo)
    assert (probability.min(), probability.max(), probability.dtype) == (0, 1, np.float32)


# ---- choosing ----------------------------------------------------------------------------------------------------


def test_auto_is_the_built_in_model_where_nothing_else_is() -> None:
    assert choose_model("auto") is MODELS["embedded"]


def test_auto_is_a_downloaded_model_where_there_is_one(no_weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = no_weights.parent / "some-weights"
    home.mkdir(exist_ok=True)
    (home / "u2net.onnx").write_bytes(b"weights")
    monkeypatch.setenv("U2NET_HOME", str(home))
    assert choose_model("auto") is MODELS["u2net"]


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CutoutError, match=r"no cut-out model 'magic'\. Choose one of: auto, .*embedded, u2netp"):
        choose_model("magic")


def test_names_and_facts_agree() -> None:
    assert all(name == model.facts.name for name, model in MODELS.items())
    names = list(MODELS)
    assert names.index("u2net") < names.index("embedded") < names.index("u2netp")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection is refused at once, also where there is a network."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)


@pytest.mark.usefixtures("offline")
def test_a_model_that_cannot_be_downloaded_says_what_to_do(photo: Photo, no_weights: Path) -> None:
    assert "44.2 MB" in str(MODELS["silueta"].missing())
    with pytest.raises(CutoutError, match="could not be downloaded") as caught:
        cut_out(photo, "silueta")
    said = str(caught.value)
    for part in ("silueta", "44.2 MB", "silueta.onnx", str(no_weights), "Check the connection", "built-in model"):
        assert part in said


def test_weights_that_are_no_model_say_what_to_do(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "u2net_human_seg.onnx").write_bytes(b"half a download")
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    with pytest.raises(CutoutError, match=r"u2net_human_seg.*cannot be loaded") as caught:
        cut_out(photo, "u2net_human_seg")
    assert str(tmp_path) in str(caught.value)


# ---- subjects ----------------------------------------------------------------------------------------------------


def test_cutting_out_gives_a_subject(photo: Photo) -> None:
    subject = cut_out(photo, "embedded")
    assert subject.photo is photo
    assert subject.model == "embedded"
    assert subject.alpha.shape == photo.pixels.shape[:2]
    assert subject.foreground.shape == photo.pixels.shape


def test_a_cut_out_subject_keeps_the_photos_pixels_where_it_is_sure(astronaut: Photo) -> None:
    subject = cut_out(astronaut, "embedded")
    sure = subject.alpha == 1
    assert sure.mean() > 0.05
    np.testing.assert_array_equal(subject.foreground[sure], astronaut.pixels[sure])
    assert (subject.foreground[subject.alpha == 0] == 0).all()


def test_the_files_own_transparency_is_the_alpha(photo: Photo) -> None:
    brought = Photo(photo.pixels, disc(*SIZE, radius=0.2), "cut already")
    subject = cut_out(brought)
    assert subject.alpha is brought.alpha
    assert subject.model == "the file's own transparency"


def test_a_model_chosen_by_name_is_asked_all_the_same(photo: Photo) -> None:
    assert cut_out(Photo(photo.pixels, disc(*SIZE, radius=0.2), "cut already"), "embedded").model == "embedded"


@pytest.mark.parametrize("value", [0.0, 0.001])
def test_an_empty_alpha_is_refused(photo: Photo, value: float) -> None:
    with pytest.raises(CutoutError, match="Nothing stands out"):
        subject_from(Matte(photo, np.full(SIZE[::-1], value, np.float32), "mask"))


def test_an_alpha_of_another_size_is_refused_with_both_sizes(photo: Photo) -> None:
    with pytest.raises(CutoutError, match="mask is 40 x 30 pixels, the photo 96 x 72"):
        matte_from_mask(photo, Photo(noise(40, 30), None, "small"), "small.png")


def test_doubtful_alphas_are_warned_about(photo: Photo) -> None:
    [warning] = subject_from(Matte(photo, np.ones(SIZE[::-1], np.float32), "mask")).warnings
    assert "fills 100% of the photo" in warning


def test_a_good_alpha_is_not_warned_about(photo: Photo) -> None:
    assert subject_from(Matte(photo, disc(*SIZE), "mask")).warnings == ()


def test_a_subject_knows_the_memory_it_holds(photo: Photo) -> None:
    pixels = SIZE[0] * SIZE[1]
    assert subject_from(Matte(photo, disc(*SIZE), "mask")).bytes_held == 4 * (3 + 1 + 3) * pixels


# ---- the built-in model ------------------------------------------------------------------------------------------


def test_colour_decides_where_the_network_is_unsure() -> None:
    pixels = np.zeros((60, 80, 3), np.float32)
    pixels[..., 2] = 0.8
    pixels[15:45, 20:60] = (0.9, 0.4, 0.1)
    probability = np.full((60, 80), 0.02, np.float32)
    probability[10:50, 15:65] = 0.4
    probability[25:35, 30:50] = 0.97
    settled = settle(pixels, probability)
    assert settled[20:40, 25:55].min() > 0.9
    assert settled[:12].max() < 0.1


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_colour_decides_nothing_without_something_sure(level: float) -> None:
    probability = np.full((60, 80), level, np.float32)
    assert np.array_equal(settle(np.ones((60, 80, 3), np.float32), probability), probability)


# ---- the built-in network ----------------------------------------------------------------------------------------


def test_the_built_in_network_is_small() -> None:
    assert WEIGHTS_OF_OURS.stat().st_size <= 6_000_000


@pytest.mark.parametrize(("surely", "found"), [(0.85, False), (0.95, True)])
def test_a_patch_that_the_network_only_wonders_about_is_nothing(photo: Photo, surely: float, found: bool) -> None:
    class Wondering(EmbeddedModel):
        def look(self, pixels: Array) -> Array:
            assert pixels.shape == photo.pixels.shape
            return disc(320, 320) * np.float32(surely)

    assert bool(Wondering().predict(photo).any()) is found


def test_a_mirrored_photo_has_a_mirrored_mask(astronaut: Photo) -> None:
    """Both are looked at either way, so left and right cannot matter."""
    plain, mirrored = (BUILT_IN.look(np.ascontiguousarray(pixels)) for pixels in
                       (astronaut.pixels, astronaut.pixels[:, ::-1]))  # fmt: skip
    assert 0.1 < plain.mean() < 0.9
    np.testing.assert_allclose(mirrored[:, ::-1], plain, atol=1e-4)
