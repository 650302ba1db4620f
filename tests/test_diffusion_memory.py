"""What happens when memory runs out at any stage, by an allocator that refuses; and a model made ready ahead."""

from __future__ import annotations

import math
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, calls_of, canvas_of, module_of, needs_torch, own_engine

from backdrop_ui.arrays import Array
from backdrop_ui.engines import prepare_all
from backdrop_ui.engines.diffusion import DiffusionEngine, loading
from backdrop_ui.engines.diffusion.catalogue import SETTING, Model, Weights
from backdrop_ui.engines.diffusion.engine import UNCOMPILED
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.diffusion.machine import is_out_of_memory
from backdrop_ui.engines.diffusion.placing import placed, tile
from backdrop_ui.engines.diffusion.plan import TILE_PX, WARM_UP, Plan
from backdrop_ui.errors import EngineError

pytestmark = [needs_torch, pytest.mark.usefixtures("nothing_learnt")]
CANVAS = canvas_of(64, 80)
SEEDS = (1, 2, 3, 4)
STEPS = 4
BATCH_TOLERANCE = 1e-4
EIGHT_BIT_TOLERANCE = 0.05
FEWER = "Memory was short: fewer variants at once."
WAITING = "Memory was short: parts of the model wait in main memory."
EIGHT_BIT = "Memory was short: the model's weights are kept in 8 bits, a little less exact."


@pytest.fixture
def engine(model: Model) -> DiffusionEngine:
    return DiffusionEngine(model)


@pytest.fixture
def alone(engine: DiffusionEngine) -> dict[int, Array]:
    """Each seed's picture, made when there was memory."""
    pictures = {seed: engine.paint(BRIEF, CANVAS, seed).picture for seed in SEEDS}
    LOADED.fitted.clear()
    assert LOADED._loaded is not None
    LOADED._loaded.prompts.clear()
    return pictures


def out_of_memory() -> Exception:
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


@contextmanager
def refused(part: str, call: int) -> Iterator[list[int]]:
    """Memory runs out at one run of a part of the loaded pipeline, the first is 0. Gives the variants of each run."""
    variants: list[int] = []

    def refuse(_: object, inputs: tuple[Any, ...], named: dict[str, Any]) -> None:
        variants.append(len(inputs[0] if inputs else named["input_ids"]))
        if len(variants) == call + 1:
            raise out_of_memory()

    hook = module_of(part).register_forward_pre_hook(refuse, with_kwargs=True)
    yield variants
    hook.remove()


@pytest.fixture
def no_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the decoder's runs are the pictures'."""
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.PREVIEW_EVERY_S", math.nan)


@dataclass(frozen=True)
class Shortage:
    """Memory runs out at one run of a part of the pipeline; four variants are made, two at once until then.

    runs: of that part in all, by how many variants each is for. evaluated: variants by the network in all, of which 16
    are what the pictures need. finished: variants before.
    """

    part: str
    call: int
    runs: list[int]
    evaluated: int
    finished: int


@pytest.mark.usefixtures("no_previews")
@pytest.mark.parametrize(
    "shortage",
    [
        pytest.param(Shortage("text_encoder", 0, [1, 1], 16, 0), id="words"),
        pytest.param(Shortage("unet", 0, [2, *[1] * 16], 18, 0), id="first step"),
        pytest.param(Shortage("unet", 2, [2, 2, 2, *[1] * 16], 22, 0), id="third step"),
        pytest.param(Shortage("unet", 4, [*[2] * 5, *[1] * 8], 18, 2), id="first step of the second two"),
        pytest.param(Shortage("unet", 7, [*[2] * 8, *[1] * 8], 24, 2), id="their last step"),
        pytest.param(Shortage("tiny_vae.decoder", 0, [1] * 5, 24, 0), id="decoding"),
        pytest.param(Shortage("tiny_vae.decoder", 2, [1] * 5, 24, 2), id="decoding the second two"),
    ],
)
def test_what_is_finished_is_kept_and_the_rest_made_with_less(
    engine: DiffusionEngine, alone: dict[int, Array], planned: Callable[..., None], shortage: Shortage
) -> None:
    planned(batch=2)
    said: list[tuple[float, str]] = []
    with calls_of("unet") as evaluations, refused(shortage.part, shortage.call) as variants:
        backdrops = engine.paint_batch(BRIEF, CANVAS, SEEDS, lambda share, words, *_: said.append((share, words)))
    assert variants == shortage.runs
    assert sum(len(inputs[0]) for inputs in evaluations) == shortage.evaluated
    for seed, backdrop in zip(SEEDS, backdrops, strict=True):
        assert np.abs(backdrop.picture - alone[seed]).max() < BATCH_TOLERANCE
        assert backdrop.notes == (FEWER,)
    assert (shortage.finished / 4, "Memory ran out; trying again: fewer variants at once") in said


def test_memory_that_runs_out_at_the_photo_is_not_the_end(engine: DiffusionEngine, alone: dict[int, Array]) -> None:
    other = canvas_of(80, 64)  # or its latent picture would be at hand
    with refused("vae.encoder", 0) as runs:
        notes = engine.paint(BRIEF, other, 1).notes
    assert len(runs) == 1, "the rest is another copy's"
    assert notes == (EIGHT_BIT,), "all that there is to give up here before the size"
    assert 0 < np.abs(engine.paint(BRIEF, CANVAS, 2).picture - alone[2]).max() < EIGHT_BIT_TOLERANCE


def test_what_did_not_fit_is_not_tried_again(
    engine: DiffusionEngine, alone: dict[int, Array], planned: Callable[..., None]
) -> None:
    planned(batch=4)
    with refused("unet", 0):
        engine.paint_batch(BRIEF, CANVAS, SEEDS)
    with calls_of("unet") as evaluations:
        again = engine.paint_batch(BRIEF, CANVAS, SEEDS)
    assert [len(inputs[0]) for inputs in evaluations] == [2] * 2 * STEPS
    assert again[0].notes == (FEWER,)
    assert np.abs(again[3].picture - alone[4]).max() < BATCH_TOLERANCE


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A machine with a graphics card, which the processor stands in for. refusing: what does not fit on it."""

    def plug_in(refusing: Callable[[Plan], bool]) -> None:
        def place(pipeline: Any, plan: Plan) -> Any:
            if refusing(plan):
                raise out_of_memory()
            return placed(pipeline, replace(plan, device="cpu"))

        monkeypatch.setattr(loading, "placed", place)

    return plug_in


@pytest.mark.parametrize(
    ("fits", "notes"),
    [
        (("parts", False), (WAITING,)),
        (("", True), (EIGHT_BIT,)),
        (("parts", True), (WAITING, EIGHT_BIT)),
        (("layers", False), ("Memory was short: the model is fetched layer by layer, which is slow.",)),
    ],
)
def test_a_model_that_does_not_fit_is_loaded_otherwise(
    engine: DiffusionEngine,
    alone: dict[int, Array],
    planned: Callable[..., None],
    card: Callable[..., None],
    fits: tuple[str, bool],
    notes: tuple[str, ...],
) -> None:
    planned(device="cuda", batch=2)
    card(lambda plan: (plan.offload, plan.eight_bit) != fits)
    backdrops = engine.paint_batch(BRIEF, CANVAS, (1, 2))
    assert LOADED._loaded is not None
    assert LOADED._loaded.plan.batch == 2, "as many variants as before: pictures did not take the room"
    assert all(backdrop.notes == notes for backdrop in backdrops)
    for seed, backdrop in zip((1, 2), backdrops, strict=True):
        assert np.abs(backdrop.picture - alone[seed]).max() < (EIGHT_BIT_TOLERANCE if fits[1] else BATCH_TOLERANCE)


def test_variants_survive_a_model_that_has_to_be_loaded_anew(
    engine: DiffusionEngine, alone: dict[int, Array], planned: Callable[..., None], card: Callable[..., None]
) -> None:
    planned(device="cuda")
    card(lambda _plan: False)
    engine.paint(BRIEF, CANVAS, 1)
    with calls_of("unet") as evaluations, refused("unet", STEPS):
        backdrops = engine.paint_batch(BRIEF, CANVAS, (1, 2))
    assert len(evaluations) == STEPS + 1, "the rest is another copy's"
    assert backdrops[0].notes == (WAITING,)
    for seed, backdrop in zip((1, 2), backdrops, strict=True):
        assert np.abs(backdrop.picture - alone[seed]).max() < BATCH_TOLERANCE


def test_says_so_when_nothing_is_left_to_give_up_and_recovers(
    engine: DiffusionEngine, alone: dict[int, Array], planned: Callable[..., None], card: Callable[..., None]
) -> None:
    planned(device="cuda")
    card(lambda _plan: True)
    with pytest.raises(EngineError, match=r"not enough memory for the AI model\. Close other programs"):
        engine.paint(BRIEF, CANVAS, 1)
    assert LOADED._loaded is None
    assert LOADED.fitted == {}
    card(lambda _plan: False)
    again = engine.paint(BRIEF, CANVAS, 1)
    assert again.notes == ()
    assert np.array_equal(again.picture, alone[1])


@pytest.mark.parametrize(
    "words",
    [
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "std::bad_alloc",
        "[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 B.",
        "MPS backend out of memory (MPS allocated: 9 GB)",
    ],
)
def test_there_are_many_words_for_a_lack_of_memory(words: str) -> None:
    assert is_out_of_memory(RuntimeError(words))


def test_the_model_before_is_gone_before_the_next_one_is_loaded(
    engine: DiffusionEngine, toy_model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.paint(BRIEF, CANVAS, 1)
    before = weakref.ref(module_of("unet"))
    alive = []
    load = loading.load

    def look_and_load(*given: Any) -> Any:
        alive.append(before() is not None)
        return load(*given)

    monkeypatch.setattr(loading, "load", look_and_load)
    monkeypatch.setenv(SETTING, str(toy_model("sd4")))
    own_engine().paint(BRIEF, CANVAS, 1)
    assert alive == [False]


def test_an_adapter_that_has_come_meanwhile_is_used(engine: DiffusionEngine, tmp_path: Path) -> None:
    [decoder] = engine.model.adapters
    later = decoder.model_copy(update={"repo": str(tmp_path / "decoder"), "optional": True})
    engine = DiffusionEngine(engine.model.model_copy(update={"adapters": (later,)}))
    engine.paint(BRIEF, CANVAS, 1)
    assert not hasattr(module_of("vae"), "_tiny") and getattr(LOADED._loaded.pipeline, "tiny_vae", None) is None
    shutil.copytree(decoder.repo, later.repo)
    engine.paint(BRIEF, CANVAS, 1)
    assert LOADED._loaded.pipeline.tiny_vae is not None


def test_what_cannot_be_compiled_runs_as_it_is(
    engine: DiffusionEngine, planned: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a compiler that is not there."""
    monkeypatch.setenv("CXX", "/nowhere/c++")
    planned(compiled=True)
    first = engine.paint(BRIEF, CANVAS, 1)
    second = engine.paint(BRIEF, CANVAS, 1)
    assert (first.notes, second.notes) == ((UNCOMPILED,), ())
    assert not LOADED.fitted[engine.model].compiled


@pytest.mark.parametrize(
    "words", ["mat1 and mat2 shapes cannot be multiplied", "CUDA error: an illegal memory access was encountered"]
)
def test_another_error_is_no_lack_of_memory(engine: DiffusionEngine, words: str) -> None:
    engine.paint(BRIEF, CANVAS, 1)

    def fail(*_: object) -> None:
        raise RuntimeError(words)

    hook = module_of("unet").register_forward_pre_hook(fail)
    with pytest.raises(RuntimeError, match=words):
        engine.paint(BRIEF, CANVAS, 1)
    hook.remove()


# ---- ready ahead -------------------------------------------------------------------------------------------------


def test_a_model_is_ready_before_anybody_asks(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    engine.prepare()
    assert LOADED._loaded is None, "nobody wished it"
    monkeypatch.setenv(WARM_UP, engine.name)
    engine.prepare()
    ready = LOADED._loaded
    assert ready is not None
    engine.paint(BRIEF, CANVAS, 1, lambda _, words, *__: said.append(words))
    assert LOADED._loaded is ready
    assert not any("Loading" in words for words in said)


def test_a_model_that_cannot_be_made_ready_is_said_and_stops_nobody(
    engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = DiffusionEngine(engine.model.model_copy(update={"name": "lacking", "weights": Weights(repo="no/where")}))
    ready: list[str] = []
    monkeypatch.setattr(engine, "prepare", lambda: ready.append("the next one"))
    monkeypatch.setattr("backdrop_ui.engines.ENGINES", {"lacking": lacking, "next": engine})
    monkeypatch.setenv(WARM_UP, "lacking")
    prepare_all()
    assert ready == ["the next one"]
    assert "lacks no/where" in capsys.readouterr().err
    monkeypatch.setenv(WARM_UP, "sd15lcm")
    prepare_all()
    assert capsys.readouterr().err == "BACKDROP_WARM_UP names no engine: 'sd15lcm'. Choose one of: lacking, next.\n"


@pytest.mark.parametrize("name", ["toy", "klein"])
def test_pieces_of_a_picture_are_smaller_than_what_the_decoder_was_made_for(
    toy_model: Callable[[str], Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some say that they were made for a megapixel; in pieces of that size nothing would be saved."""
    import torch

    monkeypatch.setenv(SETTING, str(toy_model(name)))
    own_engine().paint(BRIEF, CANVAS, 1)
    assert LOADED._loaded is not None
    pipeline = LOADED._loaded.pipeline
    pipeline.vae.register_to_config(sample_size=1024)
    cells = TILE_PX // pipeline.vae_scale_factor
    sizes: list[int] = []
    pipeline.vae.decoder.register_forward_pre_hook(lambda _, inputs: sizes.append(max(inputs[0].shape[2:])))
    latents = torch.zeros(1, pipeline.vae.config.latent_channels, cells + 8, cells // 4)
    for tiled in (True, False, True):
        tile(pipeline, tiled)
        with torch.inference_mode():
            picture = pipeline.vae.decode(latents, return_dict=False)[0]
        assert picture.shape[2:] == (TILE_PX + 8 * pipeline.vae_scale_factor, TILE_PX // 4)
    assert len(sizes) == 5 and max(sizes[:2]) == max(sizes[3:]) == cells and sizes[2] == cells + 8
