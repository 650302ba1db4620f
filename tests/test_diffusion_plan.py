"""What is planned from a machine's and a model's facts, without either: plans are data."""

from __future__ import annotations

import json
import struct
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from diffusion_toys import needs_torch

from backdrop_ui.engines.diffusion import DiffusionEngine, catalogue, machine
from backdrop_ui.engines.diffusion.catalogue import Adapter, Model, Weights
from backdrop_ui.engines.diffusion.machine import Machine
from backdrop_ui.engines.diffusion.memory import WORKING_NUMBERS, Need, need_of, working_bytes
from backdrop_ui.engines.diffusion.plan import MAX_BATCH, Plan, lighter, plan_for, shortage, smaller

GB = 10**9
MODEL = {model.name: model for model in catalogue()}
SD15 = Need(numbers=GB, largest=860_000_000)
REAL_CPU_TEST = machine.computes_bfloat16
"""The real one, which the fixtures of all tests replace."""


def card(gigabytes: float) -> Machine:
    return Machine("cuda", "bfloat16", int(gigabytes * GB))


def steps_down(plan: Plan) -> list[Plan]:
    """All that follow when each of them runs out of memory."""
    plans = [plan]
    while (less := smaller(plans[-1])) is not None:
        plans.append(less)
    return plans


def test_a_large_card_paints_all_variants_at_once() -> None:
    plan = plan_for(MODEL["sd15-lcm"], card(24), SD15)
    assert (plan.batch, plan.offload, plan.tiny_decoder, plan.notes) == (MAX_BATCH, "", False, ())


def just_enough(model: Model, need: Need, variants: int) -> int:
    """Bytes that the whole model and so many variants at once take."""
    return need.weights("bfloat16") + working_bytes(model, "bfloat16", variants)


def test_the_batch_is_as_large_as_memory_allows() -> None:
    model = MODEL["flux2-klein-4b"]  # whose variants take more than its decoder
    for variants in range(2, MAX_BATCH + 1):
        free = just_enough(model, SD15, variants)
        assert plan_for(model, Machine("cuda", "bfloat16", free), SD15).batch == variants
        assert plan_for(model, Machine("cuda", "bfloat16", free - 1), SD15).batch == variants - 1


def test_variants_share_the_room_that_one_picture_is_decoded_in() -> None:
    model = MODEL["sd15-lcm"]
    free = just_enough(model, SD15, 1)
    assert plan_for(model, Machine("cuda", "bfloat16", free), SD15).batch == MAX_BATCH
    assert plan_for(model, Machine("cuda", "bfloat16", free - 1), SD15).offload == "parts"


def test_guidance_takes_room_for_two() -> None:
    model = MODEL["flux2-klein-4b"]
    card = Machine("cuda", "bfloat16", just_enough(model, SD15, 4))
    assert plan_for(model, card, SD15).batch == 4
    assert plan_for(model.model_copy(update={"guidance": 4.0}), card, SD15).batch == 2


def test_room_for_computing_follows_from_what_was_counted() -> None:
    """Stable Diffusion 1.5, 512 x 768: 130 numbers a pixel and variant, 768 to decode one."""
    model, pixels = MODEL["sd15-lcm"], 512 * 768
    sizes = [working_bytes(model, "bfloat16", n) / (2 * 1.4 * pixels) for n in (1, 4, 10)]
    assert sizes == pytest.approx([768, 768, 1300])
    assert working_bytes(model, "float32", 4) == pytest.approx(2 * working_bytes(model, "bfloat16", 4))


@needs_torch
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("part", "planned"), [("sd", WORKING_NUMBERS["sd"][0]), ("decoder of sd and sdxl", WORKING_NUMBERS["sd"][1])]
)
def test_what_was_counted_is_what_is_planned_with(part: str, planned: int) -> None:
    from benchmarks.diffusion_memory import numbers_per_pixel, parts

    assert numbers_per_pixel(parts()[part]) == pytest.approx(planned, rel=0.02)


def test_what_does_not_fit_waits_in_main_memory() -> None:
    klein = Need(numbers=8 * GB, largest=4 * GB)
    whole, parts, layers = (plan_for(MODEL["flux2-klein-4b"], card(size), klein) for size in (24, 14, 6))
    assert (whole.offload, parts.offload, layers.offload) == ("", "parts", "layers")
    assert whole.notes == ()
    assert parts.notes == ("parts of the model wait in main memory",)
    assert layers.notes == ("the model is fetched layer by layer, which is slow",)


def test_a_processor_paints_one_after_another_with_the_small_decoder() -> None:
    plan = plan_for(MODEL["sd15-lcm"], Machine("cpu", "float32", 64 * GB), SD15)
    assert (plan.precision, plan.batch, plan.tiny_decoder, plan.offload) == ("float32", 1, True, "")


def test_a_plan_gets_smaller_until_nothing_is_left() -> None:
    plans = steps_down(plan_for(MODEL["sd15-lcm"], card(24), SD15))
    assert [plan.batch for plan in plans[:4]] == [4, 2, 1, 1]
    assert plans[3].tiled
    assert [plan.offload for plan in plans[4:6]] == ["parts", "layers"]
    assert plans[-1].pixels < plans[0].pixels
    assert len(set(plans[-1].notes)) == len(plans[-1].notes) == 5
    assert len({replace(plan, notes=()) for plan in plans}) == len(plans), "each gives up something"


def test_only_offloading_helps_a_model_that_does_not_fit() -> None:
    on_card = plan_for(MODEL["sd15-lcm"], card(24), SD15)
    parts = lighter(on_card)
    assert parts is not None and parts.offload == "parts"
    layers = lighter(parts)
    assert layers is not None and layers.offload == "layers"
    assert lighter(layers) is None
    assert lighter(plan_for(MODEL["sd15-lcm"], Machine("cpu", "float32", GB), SD15)) is None


def test_the_room_a_picture_takes_needs_no_loading_anew() -> None:
    plan = plan_for(MODEL["sd15-lcm"], card(24), SD15)
    assert replace(plan, batch=1, tiled=True, pixels=1, notes=("x",)).loading == plan.loading
    assert replace(plan, offload="parts").loading != plan.loading


def test_compiles_only_for_the_engine_that_is_warmed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not plan_for(MODEL["sd15-lcm"], card(24), SD15).compiled
    monkeypatch.setenv("BACKDROP_WARM_UP", "sd15-lcm")
    assert plan_for(MODEL["sd15-lcm"], card(24), SD15).compiled
    assert not plan_for(MODEL["sdxl-lcm"], card(24), SD15).compiled
    assert not plan_for(MODEL["sd15-lcm"], Machine("cpu", "float32", 64 * GB), SD15).compiled


# ---- the model's size --------------------------------------------------------------------------------------------


def head(file: Path, *shapes: tuple[int, ...]) -> None:
    """A safetensors file without its tensors, of which only the head is read."""
    tensors = {f"t{i}": {"dtype": "F16", "shape": shape, "data_offsets": [0, 0]} for i, shape in enumerate(shapes)}
    text = json.dumps({"__metadata__": {"format": "pt"}, **tensors}).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(text)) + text)


def local(folder: Path) -> Model:
    return MODEL["sd15-lcm"].model_copy(update={"weights": Weights(repo=str(folder)), "adapters": ()})


def test_a_models_size_is_read_from_the_heads_of_its_files(tmp_path: Path) -> None:
    head(tmp_path / "unet" / "model-00001-of-00002.safetensors", (10, 20), (5,))
    head(tmp_path / "unet" / "model-00002-of-00002.safetensors", (7,))
    head(tmp_path / "vae" / "model.safetensors", (30,))
    head(tmp_path / "vae" / "model.fp16.safetensors", (30,))
    need = need_of(local(tmp_path))
    assert need == Need(numbers=212 + 30, largest=212), "pieces are added up, formats are not"
    assert (need.weights("float32"), need.largest_part("bfloat16")) == (4 * 242, 2 * 212)


@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"<html>Not found</html>", struct.pack("<Q", 2) + b"[]", b"\x04" * 8]
)
def test_damaged_files_tell_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "model.safetensors").write_bytes(content)
    assert need_of(local(tmp_path)) == Need()


def test_what_runs_beside_a_model_counts_what_goes_into_it_does_not(tmp_path: Path) -> None:
    head(tmp_path / "model" / "unet" / "model.safetensors", (100,))
    adapters = []
    for kind, size in (("controlnet", 40), ("lora", 7), ("decoder", 2)):
        head(tmp_path / kind / "model.safetensors", (size,))
        (tmp_path / kind / "config.json").touch()
        adapters.append(Adapter(kind=kind, repo=str(tmp_path / kind), licence="MIT"))
    model = local(tmp_path / "model").model_copy(update={"adapters": tuple(adapters)})
    assert need_of(model) == Need(numbers=142, largest=100)


def test_a_model_that_is_not_here_has_no_size(tmp_path: Path) -> None:
    assert need_of(local(tmp_path / "none")) == Need()


# ---- the machine at a glance -------------------------------------------------------------------------------------


def with_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str) -> None:
    """A machine with the tool of a graphics card's driver, and a torch that may use it."""
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{answer}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(machine, "_torch_drives_cards", lambda: True)
    machine.graphics_memory.cache_clear()


@pytest.mark.parametrize(
    ("answer", "free"),
    [("echo 24564", 24564 * 2**20), ("echo; exit 3", 0), ("echo '[N/A]'", 0), ("true", 0)],
)
def test_reads_the_cards_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, free: int) -> None:
    with_card(monkeypatch, tmp_path, answer)
    assert machine.at_a_glance() == Machine("cuda", "bfloat16", free)
    machine.graphics_memory.cache_clear()


def test_auto_says_when_the_card_is_too_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    head(tmp_path / "unet" / "model.safetensors", (860_000_000,))
    engine = DiffusionEngine(local(tmp_path))
    with_card(monkeypatch, tmp_path, "echo 2000")
    said = str(engine.too_slow())
    assert "of graphics memory, of which 2.1 GB are free: choose it by name." in said
    machine.graphics_memory.cache_clear()
    with_card(monkeypatch, tmp_path, "echo 24564")
    assert engine.too_slow() is None
    machine.graphics_memory.cache_clear()


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert shortage(MODEL["sd15-lcm"], card(0), SD15) is None
    assert shortage(MODEL["sd15-lcm"], card(1), Need()) is None
    assert shortage(MODEL["sd15-lcm"], card(1), SD15) is not None


def test_a_card_that_torch_was_not_built_for_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_card(monkeypatch, tmp_path, "echo 24564")
    monkeypatch.setattr(machine, "_torch_drives_cards", lambda: False)
    assert not machine.has_accelerator()
    assert machine.at_a_glance().device == "cpu"


@pytest.mark.parametrize(
    ("version", "drives"),
    [
        ("cuda: Optional[str] = None\nhip: Optional[str] = None", False),
        ("cuda: Optional[str] = '12.8'\nhip: Optional[str] = None", True),
        ("cuda = None\nhip = '6.2'", True),
    ],
)
def test_torch_tells_what_it_was_built_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, drives: bool
) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").touch()
    (tmp_path / "torch" / "version.py").write_text(version)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert machine._torch_drives_cards.__wrapped__() is drives


@pytest.mark.parametrize(
    ("flags", "native"),
    [
        ("flags\t: fpu avx512f avx512_bf16 amx", True),
        ("flags\t: amx_bf16", True),
        ("flags\t: avx512f", False),
        ("", False),
    ],
)
def test_bfloat16_only_where_the_processor_has_it(monkeypatch: pytest.MonkeyPatch, flags: str, native: bool) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: f"processor\t: 0\n{flags}\n")
    assert REAL_CPU_TEST.__wrapped__() is native
