"""The catalogue's rows on toys in a Hub cache: adapters, schedules and decoders are there when the plan says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import toy_families
from diffusion_toys import BRIEF, STEPS, canvas_of, in_hub_cache, needs_torch, seeded

from backdrop_ui.engines.diffusion import DiffusionEngine, catalogue
from backdrop_ui.engines.diffusion.catalogue import Model
from backdrop_ui.engines.diffusion.families import family_of
from backdrop_ui.engines.diffusion.families.schedulers import LIGHTNING_SHIFT
from backdrop_ui.engines.diffusion.files import find
from backdrop_ui.engines.diffusion.job import job_for
from backdrop_ui.engines.diffusion.plan import Plan

pytestmark = needs_torch

CANVAS = canvas_of(64, 96)
ROWS = {model.name: model for model in catalogue()}
TOY_OF = {"sd": "toy", "sdxl": "sdxl", "flux2-klein": "klein", "qwen-edit": "qwen"}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Hub cache."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    return tmp_path


def plan_of(model: Model, tiny_decoder: bool = False) -> Plan:
    return Plan("cpu", "float32", 64 * 96, STEPS, model.guidance, tiny_decoder=tiny_decoder)


def opened(model: Model, plan: Plan) -> Any:
    assert model.family is not None
    folder = find(model.weights)
    assert folder is not None
    pipeline = family_of(model.family).load(model, folder, plan)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def without(model: Model, kind: str) -> Model:
    """The same row, had it no such adapter."""
    return model.model_copy(update={"adapters": tuple(each for each in model.adapters if each.kind != kind)})


def put(model: Model, toy_model: Callable[[str], Path], hub: Path, tmp_path: Path) -> None:
    """Put toys where the Hub's client would have put all that a row needs."""
    assert model.family is not None
    in_hub_cache(toy_model(TOY_OF[model.family]), hub, model.weights.repo)
    for adapter in model.adapters:
        if adapter.kind == "lora":
            file = tmp_path / "lora" / adapter.file
            pipeline = opened(without(model, "lora"), plan_of(model))
            part = "unet" if "unet" in pipeline.components else "transformer"
            toy_families.build_lora(file, pipeline.components[part], part)
            in_hub_cache(file, hub, adapter.repo)
        else:
            in_hub_cache(toy_model(adapter.kind), hub, adapter.repo)


def painted(model: Model, plan: Plan) -> np.ndarray[Any, Any]:
    """A picture by hand, so that the schedule can be left as it came."""
    import torch

    assert model.family is not None
    family, pipeline = family_of(model.family), opened(model, plan)
    job = job_for(CANVAS, plan.pixels, model.multiple_of)
    generators = seeded(1)
    with torch.inference_mode():
        output = pipeline(
            **family.words(pipeline, BRIEF, plan),
            **family.picture(pipeline, job, plan, generators),
            generator=generators,
            output_type="np",
        )
    return np.asarray(output.images[0])


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_catalogue_paints_from_the_cache(
    name: str, toy_model: Callable[[str], Path], hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in ("VAE_IMAGE_SIZE", "CONDITION_IMAGE_SIZE"):
        monkeypatch.setattr(f"diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus.{size}", 64 * 64)
    model = ROWS[name].model_copy(update={"steps": min(ROWS[name].steps, 4)})
    engine = DiffusionEngine(model)
    assert engine.missing() is not None
    put(model, toy_model, hub, tmp_path)
    assert engine.missing() is None
    backdrop = engine.paint(BRIEF, CANVAS, 1)
    assert backdrop.picture.shape == (96, 64, 3)
    assert backdrop.picture.std() > 0.01
    assert backdrop.notes == ()


@pytest.mark.parametrize("name", ["sd15-lcm", "sdxl-lcm", "qwen-image-edit-lightning"])
def test_the_adapter_is_fused(name: str, toy_model: Callable[[str], Path], hub: Path, tmp_path: Path) -> None:
    import torch

    model = without(without(ROWS[name], "controlnet"), "decoder")
    put(model, toy_model, hub, tmp_path)
    plain, fused = opened(without(model, "lora"), plan_of(model)), opened(model, plan_of(model))
    part = "unet" if "unet" in plain.components else "transformer"
    before, after = plain.components[part].state_dict(), fused.components[part].state_dict()
    assert before.keys() == after.keys(), "nothing is left that would cost time at each step"
    changed = {key for key, tensor in before.items() if not torch.equal(tensor, after[key])}
    assert changed == {key for key in before if key.endswith("to_q.weight")}


@pytest.mark.parametrize("name", ROWS)
def test_each_row_has_its_schedule(name: str, toy_model: Callable[[str], Path], hub: Path, tmp_path: Path) -> None:
    from math import exp

    model = ROWS[name]
    put(model, toy_model, hub, tmp_path)
    scheduler = opened(model, plan_of(model)).scheduler
    if model.scheduler == "lcm":
        assert type(scheduler).__name__ == "LCMScheduler"
        scheduler.set_timesteps(4)
        assert scheduler.timesteps.tolist() == [999, 759, 499, 259], "those it was distilled at"
    elif model.scheduler == "lightning":
        assert exp(scheduler.config.base_shift) == pytest.approx(LIGHTNING_SHIFT)
        scheduler.set_timesteps(sigmas=[1.0, 0.75, 0.5, 0.25], mu=scheduler.config.max_shift)
        expected = [3 * sigma / (1 + 2 * sigma) for sigma in (1.0, 0.75, 0.5, 0.25)]
        assert scheduler.sigmas.tolist() == pytest.approx([*expected, 0.0]), "the last one is not stretched"
    else:
        assert type(scheduler).__name__ == "FlowMatchEulerDiscreteScheduler"


def test_the_tiny_decoder_is_there_when_the_plan_says_so(
    toy_model: Callable[[str], Path], hub: Path, tmp_path: Path
) -> None:
    model = without(ROWS["sd15-lcm"], "lora")
    put(model, toy_model, hub, tmp_path)
    assert not hasattr(opened(model, plan_of(model)), "tiny_vae")
    assert type(opened(model, plan_of(model, tiny_decoder=True)).tiny_vae).__name__ == "AutoencoderTiny"


# ---- the ControlNet ----------------------------------------------------------------------------------------------


@pytest.fixture
def controlled(toy_model: Callable[[str], Path], hub: Path, tmp_path: Path) -> Model:
    """The row with a ControlNet, in its cache."""
    model = without(without(ROWS["sdxl-lcm"], "lora"), "decoder")
    put(model, toy_model, hub, tmp_path)
    return model


def test_the_controlnet_is_optional_and_has_a_say(controlled: Model) -> None:
    plan = plan_of(controlled)
    with_it, without_it = painted(controlled, plan), painted(without(controlled, "controlnet"), plan)
    assert np.abs(with_it - without_it).max() > 1e-3


def test_the_controlnet_sees_the_subject_and_where_to_paint(controlled: Model) -> None:
    import torch

    plan = plan_of(controlled)
    pipeline = opened(controlled, plan)
    seen: list[dict[str, Any]] = []
    pipeline.controlnet.register_forward_pre_hook(
        lambda _, inputs, named: seen.append({**named, "input": inputs[0]}), with_kwargs=True
    )
    family = family_of("sdxl")
    job = job_for(CANVAS, plan.pixels, 8)
    generators = seeded(1, 2)
    with torch.inference_mode():
        pipeline(
            **family.words(pipeline, BRIEF, plan),
            **family.picture(pipeline, job, plan, generators),
            generator=generators,
        )
    assert len(seen) == STEPS
    assert seen[0]["input"].shape[1] == 4, "four channels beside a network of nine"
    condition = seen[0]["controlnet_cond"]
    assert len(condition) == 2
    shown = condition[1].numpy().transpose(1, 2, 0)
    assert (shown[job.mask] == -1).all()
    assert np.allclose(shown[~job.mask], CANVAS.foreground[~job.mask])
    assert seen[0]["conditioning_scale"] == 0.5


@pytest.mark.parametrize("channels", [4, 9])
def test_the_controlnet_goes_with_either_network(channels: int, controlled: Model, tmp_path: Path) -> None:
    toy_families.build_sdxl(tmp_path / "model", channels)
    weights = controlled.weights.model_copy(update={"repo": str(tmp_path / "model")})
    model = controlled.model_copy(update={"weights": weights})
    assert np.isfinite(painted(model, plan_of(model))).all()
