"""The diffusion engine on a toy model: real classes, random weights, loaded through the same path as a real model."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toys import build_toy

from backdrop_ui.brief import Layer, Light, SceneBrief
from backdrop_ui.engines import Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine, OwnEngine, catalogue, machine
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion.catalogue import SETTING, Model, own_model
from backdrop_ui.engines.diffusion.files import PACKAGES
from backdrop_ui.engines.diffusion.job import MARGIN_PX, SOLID_ALPHA, over_plate, paint_mask
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.errors import Cancelled, EngineError

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(package) is None for package in PACKAGES), reason="needs torch and diffusers"
)

BRIEF = SceneBrief(
    prompt="a quiet beach",
    negative_prompt="people",
    palette=("teal", "white"),
    light=Light(azimuth_deg=40),
    horizon=0.4,
    layers=(Layer(kind="sky"),),
)
STEPS = 3
REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # many threads wait for each other more than they work at this size
    folder = tmp_path_factory.mktemp("models") / "toy"
    build_toy(folder)
    yield folder
    torch.set_num_threads(threads)


@pytest.fixture
def engine(toy: Path, monkeypatch: pytest.MonkeyPatch) -> DiffusionEngine:
    """The toy as a person's own model; what is loaded stays loaded from test to test."""
    monkeypatch.setenv(SETTING, str(toy))
    return own_engine()


def own_engine(steps: int = STEPS) -> DiffusionEngine:
    """The model that the setting names now, in few steps."""
    return DiffusionEngine(own_model().model_copy(update={"steps": steps}))


def canvas_of(width: int, height: int) -> Canvas:
    """A subject with a soft edge in the middle of the lower half, in random colours."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(x - width / 2, y - height) / max(min(width, height) / 2, 1)
    alpha = np.clip((1 - distance) * 8, 0, 1).astype(np.float32)
    return Canvas(np.random.default_rng(0).random((height, width, 3), dtype=np.float32), alpha)


def copy_of(toy: Path, folder: Path) -> Path:
    return Path(shutil.copytree(toy, folder / "copy"))


# ---- painting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(61, 83), (8, 8), (3, 1), (96, 64)])
def test_paints_at_any_size(engine: DiffusionEngine, width: int, height: int) -> None:
    backdrop = engine.paint(BRIEF, canvas_of(width, height), seed=1)
    assert backdrop.picture.shape == (height, width, 3)
    assert backdrop.picture.dtype == np.float32
    assert np.isfinite(backdrop.picture).all()
    assert 0 <= backdrop.picture.min() <= backdrop.picture.max() <= 1
    assert (backdrop.light, backdrop.horizon, backdrop.notes) == (BRIEF.light, BRIEF.horizon, ())


def test_paints_a_canvas_larger_than_the_model(engine: DiffusionEngine) -> None:
    engine = DiffusionEngine(engine.model.model_copy(update={"native_pixels": 64 * 64}))
    assert engine.paint(BRIEF, canvas_of(150, 211), seed=1).picture.shape == (211, 150, 3)


def test_same_seed_same_bytes_else_not(engine: DiffusionEngine) -> None:
    canvas = canvas_of(64, 72)
    first = engine.paint(BRIEF, canvas, seed=7).picture.tobytes()
    assert first == engine.paint(BRIEF, canvas, seed=7).picture.tobytes()
    LOADED.drop()
    assert first == own_engine().paint(BRIEF, canvas, seed=7).picture.tobytes(), "after a restart"
    assert first != engine.paint(BRIEF, canvas, seed=8).picture.tobytes()
    for change in ({"prompt": "a red carpet"}, {"negative_prompt": "rain"}):
        assert first != engine.paint(BRIEF.model_copy(update=change), canvas, seed=7).picture.tobytes(), change


@pytest.mark.parametrize("native_pixels", [512 * 768, 40 * 40])
def test_old_background_cannot_leak(engine: DiffusionEngine, native_pixels: int) -> None:
    engine = DiffusionEngine(engine.model.model_copy(update={"native_pixels": native_pixels}))
    canvas = canvas_of(80, 96)
    other = np.where(canvas.alpha[..., None] == 0, np.float32(1) - canvas.foreground, canvas.foreground)
    expected = engine.paint(BRIEF, canvas, seed=3).picture.tobytes()
    assert expected == engine.paint(BRIEF, replace(canvas, foreground=other), seed=3).picture.tobytes()


def test_the_model_sees_the_subject(engine: DiffusionEngine) -> None:
    canvas = canvas_of(80, 96)
    other = np.where(canvas.alpha[..., None] == 1, np.float32(1) - canvas.foreground, canvas.foreground)
    expected = engine.paint(BRIEF, canvas, seed=3).picture.tobytes()
    assert expected != engine.paint(BRIEF, replace(canvas, foreground=other), seed=3).picture.tobytes()


def test_the_model_is_told_where_to_paint(engine: DiffusionEngine) -> None:
    canvas = canvas_of(80, 96)
    engine.paint(BRIEF, canvas, seed=3)
    assert LOADED._loaded is not None
    seen: list[Any] = []
    hook = LOADED._loaded.pipeline.unet.register_forward_pre_hook(
        lambda _, inputs: seen.append(inputs[0][0, 4].numpy())
    )
    engine.paint(BRIEF, canvas, seed=3)
    hook.remove()
    assert len(seen) == STEPS
    assert np.array_equal(seen[0], paint_mask(canvas.alpha)[::8, ::8]), "1 = paint, one latent cell for 8 pixels"


def test_says_that_a_long_description_is_cut_short(engine: DiffusionEngine) -> None:
    wordy = BRIEF.model_copy(update={"prompt": "word " * 90})
    assert "left out the rest" in " ".join(engine.paint(wordy, canvas_of(16, 16), seed=1).notes)


def test_a_withheld_picture_is_said_not_shown_black(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_toy(tmp_path / "strict", flags_all=True)
    monkeypatch.setenv(SETTING, str(tmp_path / "strict"))
    with pytest.raises(EngineError, match="safety filter"):
        own_engine(1).paint(BRIEF, canvas_of(16, 16), seed=1)


# ---- the mask ----------------------------------------------------------------------------------------------------


def test_mask_paints_background_and_edge_never_the_subject() -> None:
    alpha = canvas_of(120, 160).alpha
    mask = paint_mask(alpha)
    assert mask[alpha < 0.5].all()
    assert not mask[alpha >= SOLID_ALPHA].any()
    soft = (alpha >= 0.5) & (alpha < SOLID_ALPHA)
    assert soft.any()
    assert mask[soft].all(), "the whole edge, which is narrower than the margin"


def test_mask_margin_ends() -> None:
    alpha = np.full((1, 40), 0.8, np.float32)
    alpha[0, 10] = 0.0
    columns = np.flatnonzero(paint_mask(alpha)[0])
    assert (columns[0], columns[-1]) == (10 - MARGIN_PX, 10 + MARGIN_PX)
    assert len(columns) == 2 * MARGIN_PX + 1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_mask_of_nothing_and_of_everything(value: float) -> None:
    assert (paint_mask(np.full((9, 7), value, np.float32)) == (value == 0)).all()


def test_the_plate_leaves_the_subject_only() -> None:
    canvas = canvas_of(40, 50)
    mask = paint_mask(canvas.alpha)
    picture = over_plate(canvas.foreground, mask, None)
    assert picture.dtype == np.float32
    assert (picture[mask] == 0.5).all()
    assert np.array_equal(picture[~mask], canvas.foreground[~mask])


# ---- progress and Stop -------------------------------------------------------------------------------------------


def test_reports_every_step(engine: DiffusionEngine) -> None:
    reports: list[tuple[float, str]] = []
    engine.paint(BRIEF, canvas_of(16, 16), 1, lambda share, words: reports.append((share, words)))
    assert [words for _, words in reports if "step" in words] == [
        f"Painting: step {step} of {STEPS}" for step in range(1, STEPS + 1)
    ]
    shares = [share for share, _ in reports]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1


def test_stop_takes_effect_within_a_step_and_the_next_picture_is_the_same(engine: DiffusionEngine) -> None:
    canvas = canvas_of(16, 16)
    expected = engine.paint(BRIEF, canvas, 1).picture.tobytes()
    said: list[str] = []

    def stop_at_step_2(_share: float, words: str) -> None:
        said.append(words)
        if "step 2" in words:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        engine.paint(BRIEF, canvas, 1, stop_at_step_2)
    assert said[-1] == f"Painting: step 2 of {STEPS}"
    assert engine.paint(BRIEF, canvas, 1).picture.tobytes() == expected


def test_stop_works_while_waiting_for_another_picture(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    engine = OwnEngine()

    def stop(_share: float, words: str) -> None:
        raise Cancelled(words)

    with engine_module._ONE_AT_A_TIME, pytest.raises(Cancelled, match="Waiting"):
        engine.paint(BRIEF, canvas_of(16, 16), 1, stop)


# ---- the model's files -------------------------------------------------------------------------------------------


def test_names_the_model_and_its_licence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path / "mine"))
    assert OwnEngine().title == "mine, an AI model"
    assert OwnEngine().licence == "see the model's page"


@pytest.mark.parametrize(
    ("model", "way"),
    [
        ("", f"Let the setting {SETTING} name a folder"),
        ("somebody/something", "`python -m backdrop_ui engines --fetch own`"),
        ("/no/such/folder", f"Let the setting {SETTING} name a folder"),
    ],
)
def test_says_what_is_missing_and_how_to_get_it(
    model: str, way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(SETTING, model)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    reason = OwnEngine().missing()
    assert reason is not None
    assert way in reason
    assert "Painter" in reason
    with pytest.raises(EngineError, match=r"not on this machine|No model of your own"):
        OwnEngine().paint(BRIEF, canvas_of(8, 8), 1)


@pytest.mark.parametrize("model", catalogue(), ids=lambda model: model.name)
def test_a_known_model_names_what_to_fetch(model: Model, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    reason = str(DiffusionEngine(model).missing())
    for weights in (model.weights, *model.adapters):
        assert getattr(weights, "optional", False) or weights.repo in reason
    assert f"`python -m backdrop_ui engines --fetch {model.name}`" in reason


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("unet/diffusion_pytorch_model.fp16.safetensors", "unet/*.safetensors"),
        ("safety_checker/model.fp16.safetensors", "safety_checker/*.safetensors"),
        ("scheduler/scheduler_config.json", "scheduler/*.json"),
        ("model_index.json", "a readable model_index.json"),
    ],
)
def test_an_incomplete_folder_is_missing(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str, said: str
) -> None:
    folder = copy_of(toy, tmp_path)
    monkeypatch.setenv(SETTING, str(folder))
    assert OwnEngine().missing() is None
    (folder / lost).unlink()
    assert f"it lacks {said}." in str(OwnEngine().missing())


@pytest.mark.parametrize("index", ["", "[]", "{", '{"unet": []}', "\x00\xff"])
def test_a_damaged_index_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: str) -> None:
    (tmp_path / "model_index.json").write_bytes(index.encode("latin-1"))
    monkeypatch.setenv(SETTING, str(tmp_path))
    assert "model_index.json" in str(OwnEngine().missing())


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("unet/diffusion_pytorch_model.fp16.safetensors", lambda content: content[: len(content) // 2]),
        ("text_encoder/model.fp16.safetensors", lambda _: b"<html>Not found</html>"),
        ("unet/config.json", lambda _: b"{}"),
    ],
    ids=["cut short", "not safetensors", "another size"],
)
def test_damaged_files_are_said(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: Callable[[bytes], bytes]
) -> None:
    folder = copy_of(toy, tmp_path)
    file = folder / name
    content = file.read_bytes()
    file.write_bytes(damage(content))
    monkeypatch.setenv(SETTING, str(folder))
    engine = own_engine(1)
    with pytest.raises(EngineError, match=r"cannot be loaded.*get them again") as caught:
        engine.paint(BRIEF, canvas_of(8, 8), 1)
    assert len(str(caught.value)) < 600
    file.write_bytes(content)
    assert engine.paint(BRIEF, canvas_of(8, 8), 1).picture.shape == (8, 8, 3), "once repaired it paints"


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")  # diffusers' own, on its way
def test_a_picture_of_no_numbers_is_said(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors.numpy import load_file, save_file

    folder = copy_of(toy, tmp_path)
    file = folder / "unet" / "diffusion_pytorch_model.fp16.safetensors"
    tensors = load_file(file)
    tensors["conv_out.bias"][:] = np.nan
    save_file(tensors, file, metadata={"format": "pt"})
    monkeypatch.setenv(SETTING, str(folder))
    with pytest.raises(EngineError, match="no valid picture"):
        own_engine(1).paint(BRIEF, canvas_of(8, 8), 1)


def test_full_precision_files_load_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_toy(tmp_path / "full", variant=None)
    monkeypatch.setenv(SETTING, str(tmp_path / "full"))
    assert own_engine(1).paint(BRIEF, canvas_of(8, 8), 1).picture.shape == (8, 8, 3)


def test_paints_from_the_hugging_face_cache(
    engine: DiffusionEngine, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = engine.paint(BRIEF, canvas_of(16, 16), 1).picture.tobytes()
    repository = tmp_path / "models--somebody--something"
    shutil.copytree(toy, repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv(SETTING, "somebody/something")
    assert own_engine(STEPS).paint(BRIEF, canvas_of(16, 16), 1).picture.tobytes() == expected


def test_says_which_package_is_missing(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "diffusers" else found(name))
    assert "needs diffusers." in str(OwnEngine().missing())


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)")])
def test_out_of_memory_is_said(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def full(*_: object) -> object:
        raise error

    monkeypatch.setattr(engine_module, "job_for", full)
    with pytest.raises(EngineError, match="not enough memory"):
        engine.paint(BRIEF, canvas_of(8, 8), 1)


def test_looking_imports_neither_torch_nor_diffusers(toy: Path) -> None:
    code = (
        "import sys, json\n"
        "import backdrop_ui.engines\n"
        "from backdrop_ui.engines.diffusion import OwnEngine\n"
        "assert OwnEngine().missing() is None\n"
        "print(json.dumps([name for name in ('torch', 'diffusers', 'transformers') if name in sys.modules]))\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={SETTING: str(toy)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(process.stdout) == []


def test_auto_leaves_it_out_without_a_gpu_and_says_so(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from backdrop_ui.engines import choose_engine

    monkeypatch.setenv(SETTING, str(toy))
    monkeypatch.setattr(machine, "has_accelerator", lambda: False)
    engine, reason = choose_engine()
    assert engine.name == "painter"
    assert "without a GPU: choose it by name" in reason
    monkeypatch.setattr(machine, "has_accelerator", lambda: True)
    assert choose_engine()[0].name == "own"
