"""A model whose weights are kept in 8 bits: smaller by what is planned with, and nearly the same pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, canvas_of, needs_torch, own_engine

from backdrop_ui.engines.diffusion import DiffusionEngine
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.diffusion.eight_bit import WHOLE
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.diffusion.machine import Machine
from backdrop_ui.engines.diffusion.memory import need_of
from backdrop_ui.errors import EngineError

pytestmark = [
    needs_torch,
    pytest.mark.usefixtures("nothing_learnt"),
    # diffusers' Euler schedule, under NumPy 2
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

CANVAS = canvas_of(96, 128)
ROUNDING = 1 / 254
"""Of a weight, as a share of the largest in its row."""


@pytest.fixture(params=["toy", "sdxl", "klein", "qwen"])
def engine(
    request: pytest.FixtureRequest, toy_model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> DiffusionEngine:
    """A toy of each family as a person's own model."""
    for size in ("VAE_IMAGE_SIZE", "CONDITION_IMAGE_SIZE"):
        monkeypatch.setattr(f"diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus.{size}", 64 * 64)
    monkeypatch.setenv(SETTING, str(toy_model(request.param)))
    return own_engine()


def networks() -> dict[str, Any]:
    """The parts of the loaded pipeline that compute."""
    import torch

    assert LOADED._loaded is not None
    parts = LOADED._loaded.pipeline.components
    return {name: part for name, part in parts.items() if isinstance(part, torch.nn.Module)}


def size_of(part: Any) -> int:
    """Bytes of its weights."""
    return sum(tensor.numel() * tensor.element_size() for tensor in part.parameters())


@pytest.mark.parametrize("offload", ["", "parts"])
def test_paints_nearly_the_same(engine: DiffusionEngine, planned: Callable[..., None], offload: str) -> None:
    whole = engine.paint(BRIEF, CANVAS, 1)
    planned(eight_bit=True, offload=offload)
    LOADED.fitted.clear()
    small = engine.paint(BRIEF, CANVAS, 1)
    difference = np.abs(small.picture - whole.picture).max()
    assert 0 < difference < 0.25 * whole.picture.std()
    assert small.notes[-1] == "Memory was short: the model's weights are kept in 8 bits, a little less exact."
    assert np.array_equal(engine.paint(BRIEF, CANVAS, 1).picture, small.picture)


def test_each_weight_is_near_what_it_was(engine: DiffusionEngine, planned: Callable[..., None]) -> None:
    import torch

    engine.paint(BRIEF, CANVAS, 1)
    before = {name: dict(part.state_dict()) for name, part in networks().items()}
    planned(eight_bit=True)
    LOADED.fitted.clear()
    engine.paint(BRIEF, CANVAS, 1)
    rounded = 0
    for name, part in networks().items():
        for path, module in part.named_modules():
            key = f"{path}.weight"
            if key not in before[name]:
                continue
            was, now = before[name][key], module.weight
            if torch.nn.utils.parametrize.is_parametrized(module):
                rounded += 1
                assert module.parametrizations.weight.original0.dtype == torch.int8
                largest = was.abs().amax(dim=tuple(range(1, was.dim())), keepdim=True)
                # It was read in half precision before, which rounds too.
                assert bool(((now - was).abs() <= largest * (ROUNDING + 2**-7)).all())
                assert name not in WHOLE
            else:
                assert bool((now - was).abs().max() <= was.abs().max() * 2**-8), "only as half precision has it"
            assert now.dtype == torch.float32, "they compute in it"
    assert rounded > 20


def test_takes_the_room_that_is_planned_with(engine: DiffusionEngine, planned: Callable[..., None]) -> None:
    need = need_of(engine.model)
    engine.paint(BRIEF, CANVAS, 1)
    whole = sum(map(size_of, networks().values()))
    assert 0.8 * need.weights("float32") < whole < 1.02 * need.weights("float32"), "klein lets part of its own go"
    planned(eight_bit=True)
    LOADED.fitted.clear()
    engine.paint(BRIEF, CANVAS, 1)
    small = sum(map(size_of, networks().values()))
    # Toys have short rows, and many: each has a scale.
    assert need.weights("float32", eight_bit=True) == pytest.approx(small, rel=0.2) and small < 0.8 * whole


def test_refuses_on_a_processor_before_it_takes_what_is_not_there(
    engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "backdrop_ui.engines.diffusion.machine.this_machine", lambda: Machine("cpu", "float32", 1_000_000, 1_000_000)
    )
    with pytest.raises(
        EngineError, match=r"The AI model \w+ needs \d\.\d GB of memory, of which 0\.0 GB are free\. Close other"
    ):
        engine.paint(BRIEF, CANVAS, 1)
    assert LOADED._loaded is None
