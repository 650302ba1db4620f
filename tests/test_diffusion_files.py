"""A model's files: which are missing, damaged or not what they seem, and where they are found."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from diffusion_toys import BRIEF, STEPS, canvas_of, copy_of, in_hub_cache, needs_torch, own_engine
from toys import build_toy

from backdrop_ui.engines.diffusion import DiffusionEngine, OwnEngine, catalogue, machine
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion.catalogue import SETTING, Model
from backdrop_ui.errors import EngineError

pytestmark = needs_torch

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def engine(toy: Path, monkeypatch: pytest.MonkeyPatch) -> DiffusionEngine:
    """The toy as a person's own model."""
    monkeypatch.setenv(SETTING, str(toy))
    return own_engine()


@pytest.mark.parametrize(
    ("setting", "title"),
    [("/home/me/mine", "mine"), ("/home/me/mine-v1.5", "mine-v1.5"), ("/home/me/mine.safetensors", "mine"),
     ("me/mine-v1.5", "me/mine-v1.5")],
)  # fmt: skip
def test_names_the_model_and_its_licence(setting: str, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, setting)
    assert OwnEngine().title == f"{title}, an AI model"
    assert OwnEngine().licence == "see the model's page"


@pytest.mark.parametrize(
    ("model", "way"),
    [
        ("", f"Let the setting {SETTING} name a folder"),
        ("somebody/something", "`python -m backdrop_ui engines --fetch own`"),
        ("/no/such/folder", f"Let the setting {SETTING} name a folder"),
        ("~nobody-of-that-name/folder", f"Let the setting {SETTING} name a folder"),
        ("a" * 300, f"Let the setting {SETTING} name a folder"),
        ("somebody/some--thing", f"Let the setting {SETTING} name a folder"),
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
    assert OwnEngine().to_fetch == ("fetch" in way)
    with pytest.raises(EngineError, match=r"not on this machine|No model of your own|no such folder or file"):
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


@pytest.mark.parametrize("variant", [".fp16", ""])
def test_a_piece_of_a_large_file_is_missing(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variant: str
) -> None:
    """As a download with another program leaves it that was stopped on its way."""
    folder = copy_of(toy, tmp_path)
    monkeypatch.setenv(SETTING, str(folder))
    whole = folder / "unet" / "diffusion_pytorch_model.fp16.safetensors"
    pieces = [f"diffusion_pytorch_model{variant}-0000{number}-of-00003.safetensors" for number in (1, 2, 3)]
    for piece in pieces:
        shutil.copy(whole, whole.with_name(piece))
    whole.unlink()
    assert OwnEngine().missing() is None
    whole.with_name(pieces[1]).unlink()
    assert f"it lacks unet/{pieces[1]}." in str(OwnEngine().missing())


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
    in_hub_cache(toy, tmp_path, "somebody/something")
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
