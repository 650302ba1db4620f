"""Pictures of latents: by the small decoder, by a linear map, foreseen along the flow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, canvas_of, needs_torch, seeded, watched_painting

from backdrop_ui.engines.diffusion import DiffusionEngine
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion.catalogue import Model
from backdrop_ui.engines.diffusion.loading import LOADED

pytestmark = [needs_torch, pytest.mark.usefixtures("nothing_learnt")]
CANVAS = canvas_of(64, 80)


@pytest.fixture
def engine(model: Model) -> DiffusionEngine:
    return DiffusionEngine(model)


@pytest.mark.parametrize("tiny", [True, False])
def test_shows_each_step_and_at_last_nothing_but_the_picture(
    engine: DiffusionEngine, planned: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tiny: bool
) -> None:
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.PREVIEW_EVERY_S", 0.0)
    planned(tiny_decoder=tiny)
    steps = [(words, preview) for _, words, preview in watched_painting(engine, CANVAS) if "step" in words]
    assert [words.partition(",")[0] for words, _ in steps] == [f"Painting: step {step} of 4" for step in (1, 2, 3, 4)]
    assert steps[-1][1] is None
    for _, preview in steps[:-1]:
        assert preview is not None
        assert preview.shape == ((80, 64, 3) if tiny else (10, 8, 3))
        assert preview.dtype == np.float32
        assert 0 <= preview.min() < preview.max() <= 1


def test_not_every_step_of_a_fast_card_is_shown(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.PREVIEW_EVERY_S", 3600.0)
    assert sum(preview is not None for *_, preview in watched_painting(engine, CANVAS)) == 1


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


def test_an_autoencoder_that_overflows_in_float16_is_read_in_float32() -> None:
    """That of Stable Diffusion XL is one, and float16 what an Apple machine computes in."""
    import torch

    from backdrop_ui.engines.diffusion.preview import fitted_map

    torch.manual_seed(0)
    vae = small_autoencoder("AutoencoderKL")
    assert vae.config.force_upcast
    with torch.inference_mode():
        vae.post_quant_conv.weight.mul_(1e2)
        vae.decoder.conv_in.weight.mul_(1e4)
        expected = fitted_map(vae.half().float(), "cpu")
        read = fitted_map(vae.half(), "cpu")
    assert expected.abs().max() > 0.01
    assert torch.allclose(read, expected, atol=1e-4)
    assert vae.dtype == torch.float16


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
    generators = seeded(4)
    with torch.inference_mode():
        latents = pipeline(
            **family.words(pipeline, BRIEF, plan),
            **family.picture(pipeline, job, plan, generators),
            generator=generators,
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
