"""A loaded model at work: what is kept, what is shown, variants in batches, Stop; on toys, in real classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, calls_of, canvas_of, needs_torch

from backdrop_ui.arrays import Array
from backdrop_ui.engines.diffusion import DiffusionEngine
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion.catalogue import Model
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.errors import Cancelled

pytestmark = [needs_torch, pytest.mark.usefixtures("nothing_learnt")]
CANVAS = canvas_of(64, 80)
BATCH_TOLERANCE = 1e-4
"""Of 1: as far as a picture may differ with the batch it was made in; no 8-bit value changes by more than one."""


@pytest.fixture
def engine(model: Model) -> DiffusionEngine:
    return DiffusionEngine(model)


def watch(engine: DiffusionEngine, seeds: tuple[int, ...] = (1,)) -> list[tuple[float, str, Array | None]]:
    reports: list[tuple[float, str, Array | None]] = []
    engine.paint_batch(BRIEF, CANVAS, seeds, lambda *report: reports.append((*report, None)[:3]))
    return reports


# ---- kept --------------------------------------------------------------------------------------------------------


def test_the_same_words_and_photo_are_encoded_once(engine: DiffusionEngine) -> None:
    engine.paint(BRIEF, CANVAS, 1)
    with calls_of("text_encoder") as texts, calls_of("vae.encoder") as pictures:
        engine.paint(BRIEF, CANVAS, 2)
        assert (texts, pictures) == ([], [])
        engine.paint(BRIEF.model_copy(update={"prompt": "a red carpet"}), CANVAS, 2)
        assert pictures == []
        assert len(texts) == 1
        engine.paint(BRIEF, canvas_of(80, 64), 2)
        assert len(pictures) == 1
        assert len(texts) == 1


def test_what_is_kept_changes_no_picture(engine: DiffusionEngine) -> None:
    fresh = engine.paint(BRIEF, CANVAS, 5).picture.tobytes()
    engine.paint(BRIEF, CANVAS, 6)
    assert engine.paint(BRIEF, CANVAS, 5).picture.tobytes() == fresh


def test_equals_the_plain_pipeline(engine: DiffusionEngine, model: Model, planned: Callable[..., None]) -> None:
    """The same classes, called as everyone calls them: nothing kept, the whole decoder, one picture."""
    import torch
    from diffusers import LCMScheduler, StableDiffusionInpaintPipeline

    planned(tiny_decoder=False)
    engine.paint(BRIEF, CANVAS, 3)
    ours = engine.paint(BRIEF, CANVAS, 4).picture
    plain = StableDiffusionInpaintPipeline.from_pretrained(model.weights.repo, variant="fp16", local_files_only=True)
    plain.scheduler = LCMScheduler.from_config(plain.scheduler.config)
    plain.set_progress_bar_config(disable=True)
    job = engine_module.job_for(CANVAS, model.native_pixels, model.multiple_of, model.margin_cells)
    output = plain(
        BRIEF.prompt,
        image=job.picture[None],
        mask_image=job.mask.astype(np.float32)[None, ..., None],
        width=64,
        height=80,
        num_inference_steps=model.steps,
        guidance_scale=1.0,
        generator=torch.Generator().manual_seed(4),
        output_type="np",
    )
    assert np.abs(ours - output.images[0]).max() < 1e-5


# ---- batches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", [(1, 2, 3, 4), (3, 1)])
def test_a_seeds_picture_does_not_depend_on_its_batch(
    engine: DiffusionEngine, planned: Callable[..., None], seeds: tuple[int, ...]
) -> None:
    alone = {seed: engine.paint(BRIEF, CANVAS, seed).picture for seed in seeds}
    LOADED.fitted.clear()
    planned(batch=4)
    with calls_of("unet") as runs:
        together = engine.paint_batch(BRIEF, CANVAS, seeds)
    assert [len(inputs[0]) for inputs in runs] == [len(seeds)] * engine.model.steps
    for seed, backdrop in zip(seeds, together, strict=True):
        assert np.abs(backdrop.picture - alone[seed]).max() < BATCH_TOLERANCE
    assert np.abs(together[0].picture - together[1].picture).max() > 100 * BATCH_TOLERANCE


def test_the_pipeline_is_asked_for_what_the_plan_holds(engine: DiffusionEngine, planned: Callable[..., None]) -> None:
    assert engine.batch_size(CANVAS) == 1, "on a processor"
    planned(batch=3)
    assert engine.batch_size(CANVAS) == 3
    planned(batch=4)
    engine.paint(BRIEF, CANVAS, 1)
    planned(batch=1)
    assert engine.batch_size(CANVAS) == 4, "what has proved to fit"


# ---- shown -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tiny", [True, False])
def test_shows_each_step_and_at_last_nothing_but_the_picture(
    engine: DiffusionEngine, planned: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tiny: bool
) -> None:
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.PREVIEW_EVERY_S", 0.0)
    planned(tiny_decoder=tiny)
    steps = [(words, preview) for _, words, preview in watch(engine) if "step" in words]
    assert [words.partition(",")[0] for words, _ in steps] == [f"Painting: step {step} of 4" for step in (1, 2, 3, 4)]
    assert steps[-1][1] is None
    for _, preview in steps[:-1]:
        assert preview is not None
        assert preview.shape == ((80, 64, 3) if tiny else (10, 8, 3))
        assert preview.dtype == np.float32
        assert 0 <= preview.min() < preview.max() <= 1


def test_not_every_step_of_a_fast_card_is_shown(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.PREVIEW_EVERY_S", 3600.0)
    assert sum(preview is not None for *_, preview in watch(engine)) == 1


def small_autoencoder(kind: str) -> Any:
    import diffusers

    blocks = {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}
    plain = {"block_out_channels": (8, 8), "norm_num_groups": 4, "layers_per_block": 1, "latent_channels": 4, **blocks}
    film = {"base_dim": 8, "z_dim": 4, "dim_mult": [1, 1], "num_res_blocks": 1, "temperal_downsample": [False]}
    return getattr(diffusers, kind)(**(film if kind == "AutoencoderKLQwenImage" else plain))


@pytest.mark.parametrize("kind", ["AutoencoderKL", "AutoencoderKLFlux2", "AutoencoderKLQwenImage"])
def test_colours_are_read_from_latents_without_a_decoder(kind: str) -> None:
    """The linear map against a decoder that was trained for a moment, on a picture that neither has seen."""
    import torch

    from backdrop_ui.engines.diffusion.preview import fitted_map

    torch.manual_seed(0)
    vae = small_autoencoder(kind)
    film = kind == "AutoencoderKLQwenImage"

    def patches() -> Any:
        pictures = torch.nn.functional.interpolate(torch.rand(8, 3, 8, 8) * 2 - 1, scale_factor=4, mode="bilinear")
        return pictures.unsqueeze(2) if film else pictures

    optimizer = torch.optim.Adam(vae.parameters(), 5e-3)
    for _ in range(60):
        pictures = patches()
        loss = ((vae.decode(vae.encode(pictures).latent_dist.mode()).sample - pictures) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.inference_mode():
        latents = vae.encode(patches()).latent_dist.mode()
        decoded = vae.decode(latents).sample
        latents, decoded = (each[:, :, 0] if film else each for each in (latents, decoded))
        colours = torch.nn.functional.avg_pool2d(decoded, 2).permute(0, 2, 3, 1)
        cells = latents.permute(0, 2, 3, 1)
        read = torch.cat([cells, torch.ones_like(cells[..., :1])], dim=-1) @ fitted_map(vae, "cpu")
    flat = (colours - colours.mean((0, 1, 2))).abs().mean()
    assert (read - colours).abs().mean() < 0.5 * flat, "much better than the best single colour"


def test_the_small_decoder_gets_latents_in_its_own_scale(engine: DiffusionEngine, model: Model, tmp_path: Path) -> None:
    """The picture and the preview are what diffusers makes when the small decoder stands in the full one's place."""
    import torch
    from diffusers import AutoencoderTiny

    from backdrop_ui.engines.diffusion.preview import Previewer

    tiny = AutoencoderTiny.from_pretrained(model.adapters[0].repo)
    tiny.register_to_config(scaling_factor=0.5)
    tiny.save_pretrained(tmp_path / "tiny")
    adapter = model.adapters[0].model_copy(update={"repo": str(tmp_path / "tiny")})
    engine = DiffusionEngine(model.model_copy(update={"adapters": (adapter,)}))
    ours = engine.paint(BRIEF, CANVAS, 4).picture
    assert LOADED._loaded is not None
    pipeline, family, plan = LOADED._loaded.pipeline, LOADED._loaded.family, LOADED._loaded.plan
    job = engine_module.job_for(CANVAS, plan.pixels, 8, engine.model.margin_cells)
    with torch.inference_mode():
        latents = pipeline(
            **family.words(pipeline, BRIEF, plan),
            **family.picture(pipeline, job, plan, (4,)),
            generator=[torch.Generator("cpu").manual_seed(4)],
            output_type="latent",
        ).images
        expected = (tiny.decode(latents / 0.5).sample[0].permute(1, 2, 0) / 2 + 0.5).clamp(0, 1).numpy()
        preview = Previewer(pipeline).picture(family.decodable(pipeline, latents, job.size))
    assert expected.std() > 0.01
    assert np.abs(ours - expected).max() < 1e-5
    assert np.abs(preview - expected).max() < 1e-5


def test_a_flow_is_foreseen_to_its_end() -> None:
    """On a straight flow, from any step on."""
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler

    from backdrop_ui.engines.diffusion.preview import watched

    scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0)
    scheduler.set_timesteps(4)
    picture, noise = torch.randn(2, 1, 6, 8, generator=torch.Generator().manual_seed(0))
    latents = noise
    with watched(scheduler) as seen:
        for timestep in scheduler.timesteps:
            latents = scheduler.step(noise - picture, timestep, latents, return_dict=False)[0]
            assert torch.allclose(seen.latents, picture, atol=1e-5)


def test_tells_the_time_that_is_left(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes ten seconds forward whenever the network runs."""
    engine.paint(BRIEF, CANVAS, 1)
    assert LOADED._loaded is not None
    LOADED._loaded.paces.clear()
    now = [0.0]
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.time.perf_counter", lambda: now[0])

    def forward(*_: object) -> None:
        now[0] += 10

    hook = LOADED._loaded.pipeline.unet.register_forward_pre_hook(forward)
    words = [said for _, said, _ in watch(engine) if "step" in said]
    hook.remove()
    assert words == [
        "Painting: step 1 of 4, about 30 s left",
        "Painting: step 2 of 4, about 20 s left",
        "Painting: step 3 of 4, about 10 s left",
        "Painting: step 4 of 4",
    ]


def test_the_share_done_never_goes_back(engine: DiffusionEngine, planned: Callable[..., None]) -> None:
    planned(batch=2)
    shares = [share for share, *_ in watch(engine, (1, 2, 3, 4, 5))]
    assert shares == sorted(shares)
    assert shares[-1] < 1
    assert len(shares) > 3 * 4


# ---- Stop --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offload", ["", "parts", "layers"])
@pytest.mark.parametrize("step", [1, 3])
def test_stop_within_a_step_leaves_nothing_behind(
    engine: DiffusionEngine, planned: Callable[..., None], offload: str, step: int
) -> None:
    planned(offload=offload)
    expected = engine.paint(BRIEF, CANVAS, 1).picture.tobytes()
    scheduler = LOADED.get(engine.model, LOADED.fitted[engine.model], lambda *_: None).pipeline.scheduler

    def stop(_share: float, words: str, _preview: object = None) -> None:
        if f"step {step} " in words:
            raise Cancelled("Stopped.")

    with calls_of("unet") as runs, pytest.raises(Cancelled):
        engine.paint(BRIEF, CANVAS, 2, stop)
    assert len(runs) == step
    assert "step" not in vars(scheduler), "nobody looks over its shoulder any more"
    assert engine.paint(BRIEF, CANVAS, 1).picture.tobytes() == expected
