"""The trained toy: a real inpainting pipeline that learned eight scenes, so that one can see what the words do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from diffusion_toys import needs_torch, own_engine
from pictures import box

from backdrop_ui.arrays import Array, resize
from backdrop_ui.brief import Preset
from backdrop_ui.composite import compose, over, subject_pixels_changed
from backdrop_ui.engines import ENGINES, Backdrop, Canvas
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.presets import load_presets

pytestmark = needs_torch

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
"""The presets that it was trained on, see its README."""
FEW_WORDS = (
    "on a red carpet",
    "under the sea",
    "comic book",
    "autumn forest",
    "snowy mountains",
    "lavender field",
    "desert dunes",
    "neon studio",
)
WIDTH, HEIGHT = 64, 80
CELL_PX = 8
STEPS = 20
SEEDS_EACH = 5
REFERENCE = (1, 2, 3)
"""Seeds of the Painter's pictures that the toy's are compared with; it learned from seeds of 1000 and more."""
CHECKED = (4, 5)

Paint = Callable[[Preset, int], Backdrop]
SceneOf = Callable[[Array], int]


@pytest.fixture(scope="module")
def presets() -> list[Preset]:
    wall = load_presets().presets
    return [wall[name] for name in SCENES]


@pytest.fixture(scope="module")
def canvas() -> Canvas:
    """A large plus sign, green above and yellow below, on magenta: no shape that was trained, no scene's colours."""
    alpha = np.maximum(box(WIDTH, HEIGHT, 20, 12, 44, 76), box(WIDTH, HEIGHT, 6, 28, 58, 52))
    below = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    colours = (1 - below) * np.array((0.1, 0.75, 0.2), np.float32) + below * np.array((0.95, 0.9, 0.2), np.float32)
    old_background = np.full((HEIGHT, WIDTH, 3), (0.9, 0.1, 0.9), np.float32)
    return Canvas(over(np.repeat(colours, WIDTH, axis=1), alpha, old_background), alpha)


@pytest.fixture(scope="module")
def paint(canvas: Canvas) -> Iterator[Paint]:
    """Paints with the toy as with any model of one's own, on one core: at this size two wait for each other."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(TOY))
        engine = own_engine(STEPS)
    yield lambda preset, seed: engine.paint(preset, canvas, seed)
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def painted(paint: Paint, presets: list[Preset]) -> list[tuple[int, Backdrop]]:
    """40 pictures of 40 seeds, five of each scene, and the number of the scene that was asked for."""
    return [(seed // SEEDS_EACH, paint(presets[seed // SEEDS_EACH], seed)) for seed in range(len(SCENES) * SEEDS_EACH)]


@pytest.fixture(scope="module")
def scene_of(presets: list[Preset], canvas: Canvas) -> SceneOf:
    """Tells the scene of a picture: the one whose pictures by the Painter it is nearest to, in the mean."""
    looks = [
        np.mean([look(by_painter(preset, canvas, seed), canvas) for seed in REFERENCE], axis=0) for preset in presets
    ]
    return lambda picture: int(np.argmin([np.square(look(picture, canvas) - mean).mean() for mean in looks]))


def by_painter(preset: Preset, canvas: Canvas, seed: int) -> Array:
    """The scene as the Painter has it behind nobody, as it was learned: before things it is seen from close by.

    At twice the size and reduced: it is not made for stamps.
    """
    size = (2 * WIDTH, 2 * HEIGHT)
    large = Canvas(resize(canvas.foreground, *size), np.zeros(size[::-1], np.float32))
    return resize(ENGINES["painter"].paint(preset, large, seed).picture, WIDTH, HEIGHT)


def look(picture: Array, canvas: Canvas) -> Array:
    """CIE L*a*b* of the background in cells of 8 pixels, (N, 3): what one sees of a scene from across the room."""
    cells = (WIDTH // CELL_PX, HEIGHT // CELL_PX)
    around = 1 - canvas.alpha
    share = cv2.resize(around, cells, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB) * around[..., None]
    return cv2.resize(lab, cells, interpolation=cv2.INTER_AREA)[share > 0.2] / share[share > 0.2, None]


def test_the_scenes_can_be_told_apart(presets: list[Preset], canvas: Canvas, scene_of: SceneOf) -> None:
    for scene, preset in enumerate(presets):
        assert [scene_of(by_painter(preset, canvas, seed)) for seed in CHECKED] == [scene] * len(CHECKED)


def test_the_words_say_what_is_painted(painted: list[tuple[int, Backdrop]], scene_of: SceneOf) -> None:
    asked = [scene for scene, _ in painted]
    seen = [scene_of(backdrop.picture) for _, backdrop in painted]
    assert len(painted) == 40
    assert np.mean(np.equal(seen, asked)) >= 0.9


def test_other_words_paint_something_else(paint: Paint, presets: list[Preset], scene_of: SceneOf) -> None:
    """Seeds and subject as before, words of the scene before: it is they that decide."""
    seen = [scene_of(paint(presets[scene - 1], SEEDS_EACH * scene).picture) for scene in range(len(SCENES))]
    assert np.mean(np.equal(seen, np.roll(range(len(SCENES)), 1))) >= 0.85


def test_a_few_words_are_enough(paint: Paint, presets: list[Preset], scene_of: SceneOf) -> None:
    """Palette, light and sketch tell the model nothing: here they are another scene's."""
    briefs = [
        presets[scene - 1].model_copy(update={"prompt": words, "negative_prompt": ""})
        for scene, words in enumerate(FEW_WORDS)
    ]
    seen = [scene_of(paint(brief, 100).picture) for brief in briefs]
    assert np.mean(np.equal(seen, range(len(SCENES)))) >= 0.85


def test_with_its_weights_in_8_bits_it_paints_the_same_scenes(
    painted: list[tuple[int, Backdrop]],
    paint: Paint,
    presets: list[Preset],
    planned: Callable[..., None],
    scene_of: SceneOf,
) -> None:
    """Two seeds of each scene: as near to what it was asked for, and to its picture with all bits."""
    planned(eight_bit=True)
    LOADED.fitted.clear()
    some = [(seed, *painted[seed]) for seed in range(len(painted)) if seed % SEEDS_EACH < 2]
    small = [(paint(presets[scene], seed), scene, whole) for seed, scene, whole in some]
    LOADED.fitted.clear()
    assert len(small) == 16
    assert np.mean([scene_of(backdrop.picture) == scene for backdrop, scene, _ in small]) >= 0.9
    changes = [np.abs(backdrop.picture - whole.picture).mean() for backdrop, _, whole in small]
    assert min(changes) > 0 and np.mean(changes) < 0.03


def test_the_subject_stays_kept(painted: list[tuple[int, Backdrop]], canvas: Canvas) -> None:
    for _, backdrop in painted:
        assert subject_pixels_changed(compose(canvas, backdrop, "off"), canvas.foreground, canvas.alpha) == 0


def test_the_model_paints_around_the_subject_not_over_it(painted: list[tuple[int, Backdrop]], canvas: Canvas) -> None:
    """In its own picture, too, the subject is still there, and the old background is not."""
    reach = np.ones((2 * CELL_PX - 1,) * 2)
    inside, outside = cv2.erode(canvas.alpha, reach) == 1, canvas.alpha == 0
    for _, backdrop in painted:
        change = np.abs(backdrop.picture - canvas.foreground).mean(axis=2)
        assert change[inside].mean() < 0.15  # 0.23 and more if it is not shown the subject
        assert change[outside].mean() > 0.2


def test_it_is_small_and_its_files_are_named_as_a_real_models() -> None:
    assert sum(file.stat().st_size for file in TOY.rglob("*") if file.is_file()) <= 8_000_000
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
