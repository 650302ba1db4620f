"""The trained toy: a real inpainting pipeline that learned eight scenes, so that one can see what the words do."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from pictures import read_8bit

from backdrop_ui.arrays import Array, Bytes8, resize, to_8bit, to_float
from backdrop_ui.brief import Preset, SceneBrief
from backdrop_ui.composite import compose, subject_pixels_changed
from backdrop_ui.engines import ENGINES, Backdrop, Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine, weights
from backdrop_ui.presets import load_presets

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(package) is None for package in weights.PACKAGES), reason="needs torch and diffusers"
)

TOY = Path(__file__).parent / "models" / "toy-inpainting"
SCENES = (
    "on-a-red-carpet",
    "under-the-sea",
    "comic-book",
    "autumn-forest",
    "snowy-mountains",
    "lavender-field",
    "desert-dunes",
    "neon-studio",
)
SEEDS = range(5)
SIZE = (88, 112)
"""(width, height) of what is painted; the toy was trained at this size."""
STEPS = 20
UNSEEN = (1, 2, 3)
"""Seeds of the Painter's pictures that the toy's are compared with; it learned from seeds of 1000 and more."""
CHECKED = (4, 5)

Paint = Callable[[SceneBrief, int], Backdrop]


@pytest.fixture(scope="module")
def presets() -> list[Preset]:
    wall = load_presets().presets
    return [wall[name] for name in SCENES]


@pytest.fixture(scope="module")
def canvas() -> Canvas:
    """An astronaut, cut along an ellipse, before a flag and a shuttle."""
    spec = importlib.util.find_spec("skimage")
    assert spec is not None and spec.origin is not None
    whole = to_float(read_8bit(Path(spec.origin).parent / "data" / "astronaut.png"))
    width, height = SIZE
    alpha = np.zeros((height, width), np.float32)
    cv2.ellipse(alpha, (44, 88), (26, 62), 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    return Canvas(resize(whole[:420, 60:390], width, height), alpha)


@pytest.fixture(scope="module")
def paint(canvas: Canvas) -> Iterator[Paint]:
    """Paints with the toy, loaded once, on one core: at this size two wait for each other."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    engine = DiffusionEngine(steps=STEPS)

    def paint(brief: SceneBrief, seed: int) -> Backdrop:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(weights.SETTING, str(TOY))
            return engine.paint(brief, canvas, seed)

    yield paint
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def painted(paint: Paint, presets: list[Preset]) -> list[tuple[int, Backdrop]]:
    """40 pictures, five of each scene, and the number of the scene that was asked for."""
    return [(scene, paint(preset, seed)) for scene, preset in enumerate(presets) for seed in SEEDS]


@pytest.fixture(scope="module")
def scene_of(presets: list[Preset], canvas: Canvas) -> Callable[[Array], int]:
    """Tells the scene of a picture: the one whose pictures by the Painter it is nearest to, in the mean."""
    looks = [
        np.mean([look(ENGINES["painter"].paint(preset, canvas, seed).picture, canvas) for seed in UNSEEN], axis=0)
        for preset in presets
    ]
    return lambda picture: int(np.argmin([np.square(look(picture, canvas) - mean).mean() for mean in looks]))


def look(picture: Array, canvas: Canvas) -> Array:
    """CIE L*a*b* of the background in cells of 8 pixels, (N, 3): what one sees of a scene from across the room."""
    cells = (SIZE[0] // 8, SIZE[1] // 8)
    around = (canvas.alpha == 0).astype(np.float32)
    share = cv2.resize(around, cells, interpolation=cv2.INTER_AREA)
    lab = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB) * around[..., None], cells, interpolation=cv2.INTER_AREA)
    return lab[share > 0.2] / share[share > 0.2, None]


def test_the_scenes_can_be_told_apart(
    presets: list[Preset], canvas: Canvas, scene_of: Callable[[Array], int]
) -> None:
    for scene, preset in enumerate(presets):
        for seed in CHECKED:
            assert scene_of(ENGINES["painter"].paint(preset, canvas, seed).picture) == scene


def test_the_words_say_what_is_painted(
    painted: list[tuple[int, Backdrop]], scene_of: Callable[[Array], int]
) -> None:
    right = [scene_of(backdrop.picture) == scene for scene, backdrop in painted]
    assert len(right) == 40
    assert np.mean(right) >= 0.9


def test_other_words_paint_something_else(
    paint: Paint, presets: list[Preset], scene_of: Callable[[Array], int]
) -> None:
    """The same seeds and subject with the neighbour's words: it is not the seed that decides."""
    seen = [scene_of(paint(presets[scene - 1], scene).picture) for scene in range(len(SCENES))]
    asked = [scene % len(SCENES) for scene in range(-1, len(SCENES) - 1)]
    assert np.mean(np.equal(seen, asked)) >= 0.85
    assert np.mean(np.equal(seen, range(len(SCENES)))) <= 0.15


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("on a red carpet", "on-a-red-carpet"),
        ("under the sea", "under-the-sea"),
        ("comic book", "comic-book"),
        ("autumn forest", "autumn-forest"),
        ("snowy mountains", "snowy-mountains"),
        ("lavender field", "lavender-field"),
        ("desert dunes", "desert-dunes"),
        ("neon studio", "neon-studio"),
    ],
)
def test_a_few_words_are_enough(
    paint: Paint, presets: list[Preset], scene_of: Callable[[Array], int], words: str, scene: str
) -> None:
    """Palette, light and sketch tell the model nothing: here they are another scene's."""
    wanted = SCENES.index(scene)
    brief = presets[wanted - 1].model_copy(update={"prompt": words, "negative_prompt": ""})
    assert scene_of(paint(brief, 11).picture) == wanted


def test_the_subject_stays_kept(painted: list[tuple[int, Backdrop]], canvas: Canvas) -> None:
    for _, backdrop in painted:
        assert subject_pixels_changed(compose(canvas, backdrop, "off"), canvas.foreground, canvas.alpha) == 0


def test_the_model_paints_around_the_subject_not_over_it(painted: list[tuple[int, Backdrop]], canvas: Canvas) -> None:
    """In its own picture, too, the subject is still there, and the old background is not."""
    inside, outside = cv2.erode(canvas.alpha, np.ones((9, 9))) == 1, canvas.alpha == 0
    for _, backdrop in painted:
        change = np.abs(backdrop.picture - canvas.foreground).mean(axis=2)
        assert change[inside].mean() < 0.1
        assert change[outside].mean() > 0.2


def test_it_is_small_and_its_files_are_named_as_a_real_models() -> None:
    assert sum(file.stat().st_size for file in TOY.rglob("*")) <= 8_000_000
    for name in (
        "model_index.json",
        "scheduler/scheduler_config.json",
        "text_encoder/model.fp16.safetensors",
        "tokenizer/merges.txt",
        "tokenizer/vocab.json",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/diffusion_pytorch_model.fp16.safetensors",
    ):
        assert (TOY / name).is_file(), name
