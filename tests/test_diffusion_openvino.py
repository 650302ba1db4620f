"""A U-Net through OpenVINO against the same one through torch: same pictures, converted once, said to people."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import toy_families
from diffusion_toys import BRIEF, canvas_of, copy_of, needs_torch, own_engine
from toys import build_toy

from backdrop_ui.engines.diffusion import openvino as standing_in
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.diffusion.converting import FILE, KEPT, TORN_S, kept_in
from backdrop_ui.engines.diffusion.families import FAMILIES
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.diffusion.openvino import NOTE, SHORT, Converted, use_openvino
from backdrop_ui.engines.diffusion.plan import Plan
from backdrop_ui.errors import EngineError

pytest.importorskip("openvino", reason="needs openvino, see requirements-openvino.txt")
pytestmark = [
    needs_torch,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

CANVAS = canvas_of(64, 72)
CLOSE = 1e-5
"""Of float32 sums taken in another order; the toys' weights are rounded to float16 before, as they are when kept."""


@pytest.fixture(autouse=True)
def on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """OpenVINO is let in, with a cache of its own, and nothing is loaded yet; in float32, for comparing."""
    monkeypatch.setenv("BACKDROP_OPENVINO", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(standing_in.OPTIONS, "INFERENCE_PRECISION_HINT", "f32")
    monkeypatch.setitem(standing_in.OPTIONS, "INFERENCE_NUM_THREADS", "1")  # the toys are too small for more
    LOADED.drop()
    return kept_in()


def network_of(toy: Path) -> Any:
    """A toy's U-Net, its weights rounded to float16."""
    import diffusers
    import torch

    name = "StableDiffusionXLInpaintPipeline" if "sdxl" in toy.name else "StableDiffusionInpaintPipeline"
    variant = "fp16" if any(toy.glob("unet/*.fp16.*")) else None
    return getattr(diffusers, name).from_pretrained(toy, dtype=torch.float16, variant=variant).unet.float()


def asked(network: Any, batch: int, height: int, width: int, tokens: int) -> dict[str, Any]:
    """What a pipeline tells a U-Net, at random."""
    import torch

    generator = torch.Generator().manual_seed(batch + height + tokens)

    def random(*shape: int) -> Any:
        return torch.randn(shape, generator=generator)

    told = {}
    if network.config.addition_embed_type == "text_time":
        told = {"text_embeds": random(batch, 32), "time_ids": torch.tensor([[1080, 720, 0, 0, 1080, 720]] * batch)}
    return {
        "sample": random(batch, network.config.in_channels, height, width),
        "timestep": torch.tensor(999),
        "encoder_hidden_states": random(batch, tokens, network.config.cross_attention_dim),
        "added_cond_kwargs": told or None,
        "return_dict": False,
    }


def differ(network: Any, converted: Any, *sizes: int) -> float:
    """The largest difference of what both say of a latent picture of these sizes."""
    import torch

    question = asked(network, *sizes)
    with torch.inference_mode():
        return float((network(**question)[0] - converted(**question)[0]).abs().max())


@pytest.mark.parametrize("name", ["toy", "sd4", "sdxl"])
def test_says_what_torch_says_at_any_size(name: str, toy_model: Callable[[str], Path]) -> None:
    network = network_of(toy_model(name))
    converted = Converted(network)
    for sizes in ((1, 8, 12, 77), (2, 7, 11, 154), (1, 8, 12, 77)):
        assert differ(network, converted, *sizes) < CLOSE, sizes


def test_in_the_format_of_its_own_choice_it_is_as_close_as_torch_in_bfloat16(
    toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step 999 is one that bfloat16 cannot tell from 1000."""
    import torch

    monkeypatch.delitem(standing_in.OPTIONS, "INFERENCE_PRECISION_HINT")
    network = network_of(toy)
    halved = network_of(toy).bfloat16()

    def by_torch(**question: Any) -> Any:
        told = {name: given.bfloat16() if torch.is_tensor(given) else given for name, given in question.items()}
        return halved(**told | {"timestep": question["timestep"]})

    sizes = (2, 16, 12, 77)
    assert differ(network, Converted(network), *sizes) < 2 * differ(network, by_torch, *sizes)


@pytest.mark.parametrize("name", ["toy", "sdxl"])
def test_paints_the_picture_that_torch_paints_and_says_so(
    name: str, toy_model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(toy_model(name)))
    by_openvino = own_engine().paint(BRIEF, CANVAS, 1)
    assert isinstance(LOADED._loaded and LOADED._loaded.pipeline.unet, Converted)
    LOADED.drop()
    monkeypatch.setenv("BACKDROP_OPENVINO", "off")
    by_torch = own_engine().paint(BRIEF, CANVAS, 1)
    assert np.abs(by_openvino.picture - by_torch.picture).max() < 0.02
    assert by_torch.picture.std() > 0.05, "it would tell pictures apart"
    assert (by_openvino.notes, by_torch.notes) == ((NOTE,), ())


def test_same_seed_same_bytes_after_a_restart_too(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    pictures = set()
    for _ in range(2):
        LOADED.drop()
        pictures |= {own_engine().paint(BRIEF, CANVAS, 7).picture.tobytes() for _ in range(2)}
    assert len(pictures) == 1
    assert own_engine().paint(BRIEF, CANVAS, 8).picture.tobytes() not in pictures


# ---- the file ----------------------------------------------------------------------------------------------------


def test_a_network_is_converted_once(toy: Path, on: Path) -> None:
    Converted(network_of(toy))
    [file] = on.glob(f"*/{FILE}")
    before = file.stat().st_mtime_ns
    Converted(network_of(toy))
    assert [found.stat().st_mtime_ns for found in on.glob(f"*/{FILE}")] == [before]
    assert [folder.name for folder in on.iterdir()] == [file.parent.name], "nothing half done is left"


def test_other_weights_are_another_network(toy: Path, on: Path) -> None:
    network = network_of(toy)
    Converted(network)
    changed(network)
    assert differ(network, Converted(network), 1, 8, 8, 77) < CLOSE
    assert len(list(on.iterdir())) == 2


def test_the_same_weights_elsewhere_are_the_same_network(toy: Path, on: Path, tmp_path: Path) -> None:
    Converted(network_of(toy))
    Converted(network_of(copy_of(toy, tmp_path)))
    assert len(list(on.iterdir())) == 1


def changed(network: Any) -> Any:
    """The same network with other weights."""
    import torch

    with torch.no_grad():
        network.conv_out.bias.fill_(1)
    return network


def put(folder: Path, age_s: float, file: str) -> None:
    """A folder in the cache with one file, last used so long ago."""
    folder.mkdir(parents=True)
    (folder / file).write_text("")
    used_before(folder, age_s)


def used_before(folder: Path, age_s: float) -> None:
    os.utime(folder, (time.time() - age_s,) * 2)


def test_only_those_used_last_are_kept(toy: Path, on: Path) -> None:
    network = network_of(toy)
    Converted(network)
    [used] = on.iterdir()
    used_before(used, 10 * TORN_S)
    for number in range(KEPT + 1):
        put(on / f"whole {number}", number * TORN_S, FILE)
    put(on / "torn long ago", 2 * TORN_S, "unet.bin")
    put(on / "being written", TORN_S / 2, "unet.bin")
    Converted(network)
    assert len(list(on.iterdir())) == KEPT + 4, "nothing goes until there is a new one"
    Converted(changed(network))
    left = {folder.name for folder in on.iterdir()}
    assert {used.name, *(f"whole {number}" for number in range(KEPT - 2)), "being written"} < left
    assert len(left) == KEPT + 1


def test_one_that_is_in_use_when_it_goes_still_computes(toy: Path, on: Path) -> None:
    network = network_of(toy)
    before = Converted(network)
    [folder] = on.iterdir()
    used_before(folder, 10 * TORN_S)
    for number in range(KEPT):
        put(on / f"whole {number}", 0, FILE)
    Converted(changed(network_of(toy)))
    assert not folder.exists()
    assert differ(network, before, 1, 8, 12, 77) < CLOSE


@pytest.mark.parametrize(("name", "left"), [(FILE, 0), ("unet.bin", 1000)])
def test_a_damaged_file_is_made_again(toy: Path, on: Path, name: str, left: int) -> None:
    network = network_of(toy)
    Converted(network)
    [file] = on.glob(f"*/{name}")
    whole = file.read_bytes()
    file.write_bytes(whole[:left])
    assert differ(network, Converted(network), 1, 8, 8, 77) < CLOSE
    assert len(file.read_bytes()) == len(whole)


def test_a_cache_that_cannot_be_written_is_said(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv(SETTING, str(toy))
    with pytest.raises(EngineError, match=r"cannot be kept in .*Make room there, or set BACKDROP_OPENVINO=off"):
        own_engine().paint(BRIEF, CANVAS, 1)


def test_after_a_size_that_did_not_fit_the_old_one_computes_again(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openvino

    network = network_of(toy)
    converted = Converted(network)
    assert differ(network, converted, 1, 8, 8, 77) < CLOSE

    def full(*_: object) -> object:
        raise MemoryError

    with monkeypatch.context() as short, pytest.raises(MemoryError):
        short.setattr(openvino.Core, "compile_model", full)
        differ(network, converted, 1, 16, 16, 77)
    assert differ(network, converted, 1, 8, 8, 77) < CLOSE


# ---- adapters, and what stays with torch -------------------------------------------------------------------------


def test_what_is_fused_is_converted(tmp_path: Path) -> None:
    import torch

    build_toy(tmp_path / "toy")
    plan = Plan("cpu", "float32", 64 * 64, 3, 1.0)
    row = own_engine().model.model_copy(update={"family": "sd"})
    plain = FAMILIES["sd"].load(row, tmp_path / "toy", plan)
    toy_families.build_lora(tmp_path / "lora.safetensors", plain.unet)
    adapter = {"kind": "lora", "repo": str(tmp_path), "file": "lora.safetensors", "licence": "MIT"}
    adapted = type(row)(**{**row.model_dump(), "adapters": (adapter,)})
    fused = FAMILIES["sd"].load(adapted, tmp_path / "toy", plan)
    by_torch = fused.unet
    assert isinstance(use_openvino(fused, plan).unet, Converted)
    question = asked(by_torch, 1, 8, 8, 77)
    with torch.inference_mode():
        expected, told, without = (net(**question)[0] for net in (by_torch, fused.unet, plain.unet))
    said = (expected - without).abs().max()
    assert said > 0.01, "the adapter has something to say"
    assert (expected - told).abs().max() < 0.1 * said, "what is fused is not in float16 before it is kept"


def test_on_another_device_or_in_8_bits_torch_computes(toy: Path) -> None:
    pipeline = FAMILIES["sd"].load(own_engine().model, toy, Plan("cpu", "float32", 64 * 64, 3, 1.0))
    network = pipeline.unet
    assert use_openvino(pipeline, Plan("cuda", "float32", 64 * 64, 3, 1.0)).unet is network
    assert use_openvino(pipeline, Plan("cpu", "float32", 64 * 64, 3, 1.0, eight_bit=True)).unet is network


def test_where_memory_is_short_torch_computes_and_that_is_said(
    toy: Path, on: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(toy))
    monkeypatch.setattr(standing_in, "free_ram", lambda: 1_000_000)
    notes = own_engine().paint(BRIEF, CANVAS, 1).notes
    assert notes == (SHORT,) and not on.exists()


def test_with_a_controlnet_torch_computes(toy_model: Callable[[str], Path]) -> None:
    plan = Plan("cpu", "float32", 64 * 64, 3, 1.0)
    adapter = {"kind": "controlnet", "repo": str(toy_model("controlnet")), "licence": "MIT"}
    row = own_engine().model
    adapted = type(row)(**{**row.model_dump(), "adapters": (adapter,)})
    pipeline = FAMILIES["sdxl"].load(adapted, toy_model("sdxl"), plan)
    network = pipeline.unet
    assert use_openvino(pipeline, plan).unet is network


def test_what_imitates_guidance_stays_with_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its U-Net is told how strongly: a latent consistency model that is whole, not an adapter."""
    import diffusers

    build_toy(tmp_path / "toy", variant=None)
    config = diffusers.UNet2DConditionModel.load_config(tmp_path / "toy" / "unet")
    told = {name: value for name, value in config.items() if not name.startswith("_")} | {"time_cond_proj_dim": 8}
    diffusers.UNet2DConditionModel(**told).save_pretrained(tmp_path / "toy" / "unet")
    monkeypatch.setenv(SETTING, str(tmp_path / "toy"))
    backdrop = own_engine().paint(BRIEF, CANVAS, 1)
    assert np.isfinite(backdrop.picture).all()
    assert backdrop.notes == ()


def test_what_it_was_not_converted_with_is_refused(toy: Path) -> None:
    network = network_of(toy)
    with pytest.raises(ValueError, match="mid_block_additional_residual"):
        Converted(network)(**asked(network, 1, 8, 8, 77), mid_block_additional_residual=1)
