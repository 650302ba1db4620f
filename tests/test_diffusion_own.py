"""A model of one's own: any family's folder, any class, one file; run as its files say."""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from diffusion_toys import BRIEF, canvas_of, copy_of, in_hub_cache, needs_torch, own_engine
from toy_families import change_index, undistilled
from toy_single_file import save_single_file

from backdrop_ui.engines.diffusion import OwnEngine
from backdrop_ui.engines.diffusion.catalogue import SETTING, own_model
from backdrop_ui.engines.diffusion.checkpoint import ATTENTION, FIRST_LAYER, XL_ONLY, read_checkpoint
from backdrop_ui.engines.diffusion.own import WAYS, family_in
from backdrop_ui.errors import EngineError

pytestmark = needs_torch


@pytest.mark.parametrize(
    ("toy_name", "family", "steps", "guidance"),
    [
        ("toy", "sd", 25, 7.5),
        ("sd4", "sd", 25, 7.5),
        ("sdxl", "sdxl", 25, 7.5),
        ("klein", "flux2-klein", 4, 1.0),
        ("qwen", "qwen-edit", 40, 4.0),
    ],
)
def test_is_run_as_its_files_say(
    toy_name: str,
    family: str,
    steps: int,
    guidance: float,
    toy_model: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SETTING, str(toy_model(toy_name)))
    model = own_model()
    assert (model.family, model.steps, model.guidance) == (family, steps, guidance)
    assert model.multiple_of == (16 if family in ("flux2-klein", "qwen-edit") else 8)
    assert (model.native_pixels == 1024 * 1024) == (family != "sd")


def test_an_undistilled_one_is_guided(
    toy_model: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(undistilled(toy_model("klein"), tmp_path)))
    assert (own_model().steps, own_model().guidance) == (50, 4.0)


def test_large_files_in_half_precision_may_come_in_pieces(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import diffusers

    whole = diffusers.StableDiffusionInpaintPipeline.from_pretrained(toy, variant="fp16", local_files_only=True)
    whole.save_pretrained(tmp_path / "pieces", variant="fp16", max_shard_size="40KB")
    for file in (tmp_path / "pieces").glob("*/*.fp16.safetensors"):
        file.rename(file.with_name(file.name.replace(".fp16", "")))  # only what is large is in pieces, and marked
    assert any((tmp_path / "pieces" / "unet").glob("*.fp16-00001-of-*.safetensors"))
    pictures = []
    for folder in (toy, tmp_path / "pieces"):
        monkeypatch.setenv(SETTING, str(folder))
        pictures.append(own_engine().paint(BRIEF, canvas_of(64, 64), 1).picture)
    assert np.abs(pictures[0] - pictures[1]).max() < 1e-3


@pytest.mark.usefixtures("nothing_learnt")
def test_the_libraries_say_nothing_on_the_console(
    toy: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    own_engine(1).paint(BRIEF.model_copy(update={"prompt": "word " * 90}), canvas_of(8, 8), 1)
    assert capfd.readouterr() == ("", "")


def test_another_class_is_named(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy_of(toy, tmp_path)
    change_index(folder, _class_name="KandinskyPipeline")
    monkeypatch.setenv(SETTING, str(folder))
    said = r"of a kind \(KandinskyPipeline\) that cannot be used here.*FLUX\.2 klein"
    assert re.search(said, str(OwnEngine().missing())), "it is not offered"
    with pytest.raises(EngineError, match=said):
        own_engine(1).paint(BRIEF, canvas_of(8, 8), 1)


def test_files_that_were_replaced_are_read_again(toy: Path, tmp_path: Path) -> None:
    folder = copy_of(toy, tmp_path)
    assert family_in(folder) == "sd"
    change_index(folder, _class_name="StableDiffusionXLPipeline")
    assert family_in(folder) == "sdxl"


def test_what_is_not_here_is_taken_for_stable_diffusion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv(SETTING, "somebody/something")
    assert own_model().steps == WAYS["sd"]["steps"]


# ---- one file ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy in full precision, as a folder."""
    from toys import build_toy

    folder = tmp_path_factory.mktemp("whole") / "toy"
    build_toy(folder, variant=None)
    return folder


@pytest.fixture
def single_file(whole_toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same toy in one file, named by the setting; nothing says how it is built."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    file = tmp_path / "mine.safetensors"
    save_single_file(whole_toy, file)
    monkeypatch.setenv(SETTING, str(file))
    return file


def only_configuration(toy: Path, folder: Path) -> Path:
    return Path(shutil.copytree(toy, folder, ignore=shutil.ignore_patterns("*.safetensors")))


@pytest.mark.usefixtures("single_file")
@pytest.mark.parametrize("place", ["beside", "hub"])
def test_one_file_paints_as_its_folder(
    place: str, whole_toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = only_configuration(whole_toy, tmp_path / ("mine" if place == "beside" else "configuration"))
    if place == "hub":
        in_hub_cache(configuration, tmp_path / "hub", "stable-diffusion-v1-5/stable-diffusion-inpainting")
    assert OwnEngine().missing() is None
    assert OwnEngine().title == "mine, an AI model"
    picture = own_engine().paint(BRIEF, canvas_of(32, 48), 1).picture
    monkeypatch.setenv(SETTING, str(whole_toy))
    assert np.array_equal(picture, own_engine().paint(BRIEF, canvas_of(32, 48), 1).picture)


def test_one_file_without_a_configuration_says_what_to_get(single_file: Path) -> None:
    reason = str(OwnEngine().missing())
    assert f"{single_file.name} holds weights only" in reason
    assert "hf download stable-diffusion-v1-5/stable-diffusion-inpainting" in reason
    assert "folder 'mine' beside it" in reason
    with pytest.raises(EngineError, match="holds weights only"):
        own_engine(1).paint(BRIEF, canvas_of(8, 8), 1)


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff" * 64, struct.pack("<Q", 2) + b"{}", b"\x02" + bytes(9)])
def test_a_file_that_is_none_is_said(single_file: Path, content: bytes) -> None:
    single_file.write_bytes(content)
    assert "no whole Stable Diffusion model, or it is damaged" in str(OwnEngine().missing())


def test_a_file_cut_short_is_said(whole_toy: Path, single_file: Path) -> None:
    only_configuration(whole_toy, single_file.with_suffix(""))
    single_file.write_bytes(single_file.read_bytes()[:-1000])
    with pytest.raises(EngineError, match=r"cannot be loaded.*get them again"):
        own_engine(1).paint(BRIEF, canvas_of(8, 8), 1)


@pytest.mark.parametrize(
    ("channels", "extra", "family", "configuration"),
    [
        (9, {}, "sd", "stable-diffusion-v1-5/stable-diffusion-inpainting"),
        (4, {ATTENTION: [320, 768]}, "sd", "stable-diffusion-v1-5/stable-diffusion-v1-5"),
        (9, {ATTENTION: [320, 1024]}, "sd", ""),
        (9, {XL_ONLY: [1280]}, "sdxl", "diffusers/stable-diffusion-xl-1.0-inpainting-0.1"),
        (4, {XL_ONLY: [1280]}, "sdxl", "stabilityai/stable-diffusion-xl-base-1.0"),
    ],
)
def test_the_header_tells_the_kind(
    channels: int, extra: dict[str, list[int]], family: str, configuration: str, tmp_path: Path
) -> None:
    from safetensors.numpy import save_file

    shapes = {FIRST_LAYER: [320, channels, 3, 3], **extra}
    save_file({name: np.zeros(shape, np.float16) for name, shape in shapes.items()}, tmp_path / "x.safetensors")
    checkpoint = read_checkpoint(tmp_path / "x.safetensors")
    assert checkpoint is not None
    assert (checkpoint.family, checkpoint.configuration) == (family, configuration)


@pytest.mark.parametrize("toy_name", ["klein", "qwen"])
def test_one_part_of_a_larger_model_is_said(
    toy_name: str, toy_model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    part = toy_model(toy_name) / "transformer" / "diffusion_pytorch_model.safetensors"
    monkeypatch.setenv(SETTING, str(part))
    assert "no whole Stable Diffusion model" in str(OwnEngine().missing())
