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
from backdrop_ui.engines.diffusion.memory import WORKING_NUMBERS, Need, Part, need_of, working_bytes
from backdrop_ui.engines.diffusion.plan import MAX_BATCH, Plan, lighter, plan_for, shortage, smaller

GB = 10**9
MODEL = {model.name: model for model in catalogue()}
SD15 = Need((Part(860_000_000, 850_000_000), Part(140_000_000)))
KLEIN = Need((Part(4 * GB, 4 * GB), Part(4 * GB, 36 * GB // 10), Part(GB // 10)))
REAL_CPU_TEST = machine.computes_bfloat16
"""The real one, which the fixtures of all tests replace."""


def card(gigabytes: float) -> Machine:
    return card_of(int(gigabytes * GB))


def card_of(free: int, ram: int = 64 * GB) -> Machine:
    return Machine("cuda", "bfloat16", free, ram)


def processor(gigabytes: float) -> Machine:
    return Machine("cpu", "float32", int(gigabytes * GB), int(gigabytes * GB))


def steps_down(plan: Plan) -> list[Plan]:
    """All that follow when each of them runs out of memory."""
    plans = [plan]
    while (less := smaller(plans[-1])) is not None:
        plans.append(less)
    return plans


@needs_torch
@pytest.mark.parametrize(("real", "precision"), [(True, "bfloat16"), (False, "float16")])
def test_a_card_that_only_imitates_bfloat16_computes_in_float16(
    real: bool, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (8 * GB, 8 * GB))
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: real or including_emulation)
    assert machine.this_machine().precision == precision


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
        assert plan_for(model, card_of(free), SD15).batch == variants
        assert plan_for(model, card_of(free - 1), SD15).batch == variants - 1


def test_variants_share_the_room_that_one_picture_is_decoded_in() -> None:
    model = MODEL["sd15-lcm"]
    free = just_enough(model, SD15, 1)
    assert plan_for(model, card_of(free), SD15).batch == MAX_BATCH
    in_pieces = plan_for(model, card_of(free - 1), SD15)
    assert (in_pieces.tiled, in_pieces.offload) == (True, ""), "which costs less than to fetch parts of the model"


def test_guidance_takes_room_for_two() -> None:
    model = MODEL["flux2-klein-4b"]
    card = card_of(just_enough(model, SD15, 4))
    assert plan_for(model, card, SD15).batch == 4
    assert plan_for(model.model_copy(update={"guidance": 4.0}), card, SD15).batch == 2


def test_room_for_computing_follows_from_what_was_counted() -> None:
    """Stable Diffusion 1.5, 512 x 768: 130 numbers a pixel and variant, 768 to decode one."""
    model, pixels = MODEL["sd15-lcm"], 512 * 768
    sizes = [working_bytes(model, "bfloat16", n) / (2 * 1.4 * pixels) for n in (1, 4, 10)]
    assert sizes == pytest.approx([768, 768, 1300])
    sizes = [working_bytes(model, "bfloat16", decoded=n) / (2 * 1.4 * pixels) for n in (0, pixels // 2, pixels * 2)]
    assert sizes == pytest.approx([130, 384, 768])
    assert working_bytes(model, "float32", 4) == pytest.approx(2 * working_bytes(model, "bfloat16", 4))


@needs_torch
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("part", "planned"), [("sd", WORKING_NUMBERS["sd"][0]), ("decoder of sd and sdxl", WORKING_NUMBERS["sd"][1])]
)
def test_what_was_counted_is_what_is_planned_with(part: str, planned: int) -> None:
    from benchmarks.diffusion_memory import numbers_per_pixel, parts

    assert numbers_per_pixel(parts()[part]) == pytest.approx(planned, rel=0.02)


@pytest.mark.parametrize(
    ("free", "offload", "eight_bit"),
    [(24, "", False), (11, "parts", False), (8, "parts", True), (5, "layers", False)],
)
def test_a_model_that_does_not_fit_waits_in_main_memory_or_is_kept_in_8_bits(
    free: float, offload: str, eight_bit: bool
) -> None:
    plan = plan_for(MODEL["flux2-klein-4b"], card(free), KLEIN)
    assert (plan.offload, plan.eight_bit) == (offload, eight_bit)
    assert len(plan.notes) == bool(offload) + eight_bit


def test_what_waits_needs_main_memory() -> None:
    """16 GB of weights: on a card with room for half of them they are kept in 8 bits where they cannot wait."""
    model, free = MODEL["flux2-klein-4b"], int(11.2 * GB)
    assert plan_for(model, card_of(free, ram=17 * GB), KLEIN).offload == "parts"
    plan = plan_for(model, card_of(free, ram=15 * GB), KLEIN)
    assert (plan.offload, plan.eight_bit) == ("", True)
    assert plan.notes == ("the model's weights are kept in 8 bits, a little less exact",)


def test_variants_have_the_room_that_the_weights_leave() -> None:
    """In 8 bits, as otherwise: what is held plus four variants is just enough for four."""
    model = MODEL["flux2-klein-4b"]
    free = KLEIN.weights("bfloat16", eight_bit=True) + working_bytes(model, "bfloat16", 4)
    for missing, batch in ((0, 4), (1, 3)):
        plan = plan_for(model, card_of(free - missing, ram=GB), KLEIN)
        assert (plan.offload, plan.eight_bit, plan.batch) == ("", True, batch)


def test_a_processor_keeps_in_8_bits_what_does_not_fit() -> None:
    """Eight billion numbers take 32 GB in float32, 9 GB in 8 bits."""
    whole, short = (plan_for(MODEL["flux2-klein-4b"], processor(size), KLEIN) for size in (40, 16))
    assert (whole.eight_bit, short.eight_bit, short.offload) == (False, True, "")
    assert (whole.loaded_as, short.loaded_as) == ("float32", "bfloat16"), "nor is it ever there in float32"


def test_a_processor_paints_one_after_another_with_the_small_decoder() -> None:
    plan = plan_for(MODEL["sd15-lcm"], processor(64), SD15)
    assert (plan.precision, plan.batch, plan.tiny_decoder, plan.offload) == ("float32", 1, True, "")


def test_a_plan_gets_smaller_until_nothing_is_left() -> None:
    plans = steps_down(plan_for(MODEL["sd15-lcm"], card(24), SD15))
    assert [plan.batch for plan in plans[:4]] == [4, 2, 1, 1]
    assert plans[3].tiled
    ways = [(plan.offload, plan.eight_bit) for plan in plans[4:8]]
    assert ways == [("parts", False), ("", True), ("parts", True), ("layers", False)]
    assert plans[-1].pixels < plans[0].pixels
    assert len(set(plans[-1].notes)) == len(plans[-1].notes) == 4
    assert len({replace(plan, given_up=()) for plan in plans}) == len(plans), "each gives up something"


def test_only_holding_it_otherwise_helps_a_model_that_does_not_fit() -> None:
    plans: list[Plan | None] = [plan_for(MODEL["sd15-lcm"], card(24), SD15)]
    while plans[-1] is not None:
        plans.append(lighter(plans[-1]))
    ways = [(plan.offload, plan.eight_bit, plan.notes) for plan in plans if plan is not None]
    waits, eight_bit = "parts of the model wait in main memory", "the model's weights are kept in 8 bits"
    assert [way[:2] for way in ways[1:]] == [("parts", False), ("", True), ("parts", True), ("layers", False)]
    assert [len(notes) for *_, notes in ways] == [0, 1, 1, 2, 1], "what is given up now, not what was tried before"
    assert ways[3][2][0] == waits and ways[3][2][1].startswith(eight_bit)
    on_processor = lighter(plan_for(MODEL["sd15-lcm"], processor(64), SD15))
    assert on_processor is not None and (on_processor.offload, on_processor.eight_bit) == ("", True)
    assert lighter(on_processor) is None


def test_the_room_a_picture_takes_needs_no_loading_anew() -> None:
    plan = plan_for(MODEL["sd15-lcm"], card(24), SD15)
    assert replace(plan, batch=1, tiled=True, pixels=1, given_up=("x",)).loading == plan.loading
    assert replace(plan, offload="parts").loading != plan.loading
    assert replace(plan, eight_bit=True).loading != plan.loading


def test_compiles_only_for_the_engine_that_is_warmed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not plan_for(MODEL["sd15-lcm"], card(24), SD15).compiled
    monkeypatch.setenv("BACKDROP_WARM_UP", "sd15-lcm")
    assert plan_for(MODEL["sd15-lcm"], card(24), SD15).compiled
    assert not plan_for(MODEL["sdxl-lcm"], card(24), SD15).compiled
    assert not plan_for(MODEL["sd15-lcm"], card(2.6), SD15).compiled, "what waits elsewhere would be compiled each time"
    assert not plan_for(MODEL["sd15-lcm"], processor(64), SD15).compiled


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
    assert need == Need((Part(30), Part(212, 200))) or need == Need((Part(212, 200), Part(30)))
    assert (need.weights("float32"), need.largest_part("bfloat16")) == (4 * 242, 2 * 212)
    assert (need.weights("float32", True), need.largest_part("bfloat16", True)) == (4 * 42 + 200, 2 * 12 + 200)


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
    assert sorted(part.numbers for part in need_of(model).parts) == [2, 40, 100]


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
    glance = machine.at_a_glance()
    assert (glance.device, glance.precision, glance.free_bytes) == ("cuda", "bfloat16", free)
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


def test_what_a_model_needs_at_least_is_in_8_bits() -> None:
    """On a card its largest part, on a processor all of it."""
    model = MODEL["flux2-klein-4b"]
    on_card = KLEIN.largest_part("bfloat16", True) + working_bytes(model, "bfloat16", decoded=512 * 512)
    assert shortage(model, card_of(on_card), KLEIN) is None
    assert str(shortage(model, card_of(on_card - 1), KLEIN)).startswith("needs 6.0 GB of graphics memory")
    on_processor = KLEIN.weights("float32", True) + working_bytes(model, "float32", decoded=512 * 512)
    assert shortage(model, processor(on_processor / GB), KLEIN) is None
    assert str(shortage(model, processor(9), KLEIN)) == "needs 12.8 GB of memory, of which 9.0 GB are free"


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
