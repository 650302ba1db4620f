"""One contract for every cut-out model that can run here: the built-in one, and rembg's whose weights are there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pictures import SHARED, SIZE, disc, orange_on_blue

from backdrop_ui.arrays import Array
from backdrop_ui.cutout import MODELS, CutoutModel, cut_out
from backdrop_ui.errors import CutoutError
from backdrop_ui.photo import Photo

WEIGHTS = SHARED / "weights" / "u2net"
ROOT = Path(__file__).parents[1]


def is_here(name: str) -> bool:
    """Whether a model's weights are in the shared folder."""
    places = (WEIGHTS / f"{name}.onnx", WEIGHTS / "models" / name / f"{name}.onnx")
    return any(place.is_file() for place in places)


SHARED_MODELS = [name for name in MODELS if is_here(name)]
NONE_SHARED = pytest.param("u2netp", marks=pytest.mark.skip("needs one of rembg's models in ../shared/weights/u2net"))


@pytest.fixture(params=["embedded", *(SHARED_MODELS or [NONE_SHARED])])
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> CutoutModel:
    name: str = request.param
    if name != "embedded":
        monkeypatch.setenv("U2NET_HOME", str(WEIGHTS.resolve()))
    assert MODELS[name].missing() is None
    return MODELS[name]


@dataclass(frozen=True)
class Looked:
    """One look of a model at a person before a flag and a shuttle, at reduced size."""

    photo: Photo
    probability: Array
    told: list[tuple[float, str]]


@pytest.fixture
def looked(model: CutoutModel, astronaut: Photo) -> Looked:
    """Kept for the tests that only read it."""
    if model.facts.name not in _looks:
        told: list[tuple[float, str]] = []
        probability = model.predict(astronaut, lambda share, words: told.append((share, words)))
        _looks[model.facts.name] = Looked(astronaut, probability, told)
    return _looks[model.facts.name]


_looks: dict[str, Looked] = {}


def assert_probability(probability: Array, size: tuple[int, int]) -> None:
    assert probability.shape == size[::-1]
    assert probability.dtype == np.float32
    assert np.isfinite(probability).all() and probability.min() >= 0 and probability.max() <= 1


def test_a_person_stands_out_from_the_backdrop(looked: Looked) -> None:
    head_and_chest, beside = looked.probability[24:, 48:96], looked.probability[:144, 168:]
    assert head_and_chest.mean() > beside.mean() + 0.4


def test_probability_has_the_photos_size_and_range(looked: Looked) -> None:
    assert_probability(looked.probability, looked.photo.size)


def test_probability_is_soft(looked: Looked) -> None:
    """What is yes or no at once has jagged edges, and nothing later can tell where they really are."""
    between = looked.probability[(looked.probability > 0.02) & (looked.probability < 0.98)]
    assert len(np.unique(between)) > 50


def test_the_same_photo_gives_the_same_probability(model: CutoutModel, looked: Looked, astronaut: Photo) -> None:
    np.testing.assert_array_equal(model.predict(astronaut), looked.probability)


def test_the_photo_is_not_changed(looked: Looked, astronaut: Photo) -> None:
    np.testing.assert_array_equal(looked.photo.pixels, astronaut.pixels)


def test_progress_is_told_in_words(looked: Looked) -> None:
    assert looked.told
    assert all(0 <= share <= 1 and words for share, words in looked.told)


@pytest.mark.parametrize("size", [(16, 16), (16, 33), (190, 17)])
def test_odd_sizes(model: CutoutModel, size: tuple[int, int]) -> None:
    assert_probability(model.predict(Photo(orange_on_blue(*size), None, "disc")), size)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_photo_of_nothing_is_no_accident(model: CutoutModel, value: float) -> None:
    """Nothing, something or a friendly refusal: whatever it sees there, it does not fall over."""
    photo = Photo(np.full((48, 64, 3), value, np.float32), None, "nothing")
    try:
        probability = model.predict(photo)
    except CutoutError:
        return
    assert_probability(probability, photo.size)


@pytest.mark.parametrize("wall", [(0.45, 0.5, 0.55), (0.8, 0.75, 0.7)])
def test_the_built_in_model_sees_nothing_in_a_plain_wall(wall: tuple[float, float, float]) -> None:
    photo = Photo(np.broadcast_to(np.array(wall, np.float32), (240, 320, 3)).copy(), None, "wall")
    with pytest.raises(CutoutError, match=r"Nothing stands out in this photo\. Paint what to keep"):
        cut_out(photo, "embedded")


def test_a_photo_that_brought_transparency_is_looked_at_like_any_other(model: CutoutModel, looked: Looked) -> None:
    brought = Photo(looked.photo.pixels, disc(*looked.photo.size), "cut already")
    np.testing.assert_array_equal(model.predict(brought), looked.probability)
    subject = cut_out(brought, model.facts.name)
    assert subject.model == model.facts.name
    assert subject.photo.alpha is brought.alpha


def test_a_small_photo_gives_a_subject(model: CutoutModel, photo: Photo) -> None:
    subject = cut_out(photo, model.facts.name)
    assert subject.alpha.shape == SIZE[::-1]


LARGE = """
import sys
import numpy as np
from backdrop_ui.cutout import MODELS
from backdrop_ui.photo import Photo
from benchmarks.cutouts.worker import peak_megabytes

model = MODELS[sys.argv[1]]
small = np.tile(np.linspace(0, 1, 64, dtype=np.float32)[:, None, None], (1, 96, 3))
small[16:48, 32:64] = (0.9, 0.5, 0.1)
model.predict(Photo(small, None, "small"))
pixels = np.repeat(np.repeat(small, 80, axis=0), 82, axis=1)
before = peak_megabytes()
probability = model.predict(Photo(pixels, None, "large"))
assert probability.shape == pixels.shape[:2] == (5120, 7872), probability.shape
print(pixels.nbytes / 1e6, before, peak_megabytes())
"""


def test_forty_megapixels_need_no_mountain_of_memory(model: CutoutModel) -> None:
    """In a process of its own. rembg's go through 8-bit copies; the built-in one adds less than the photo has."""
    if importlib.util.find_spec("resource") is None:
        pytest.skip("needs a system that tells a process's peak memory")
    command = [sys.executable, "-c", LARGE, model.facts.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    photo_mb, before_mb, peak_mb = map(float, done.stdout.split())
    assert peak_mb - before_mb < (1.0 if model.facts.name == "embedded" else 1.5) * photo_mb
