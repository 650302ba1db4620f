"""Every family on its toy: the same picture as the plain call's, and what its network gets to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, STEPS, calls_of, canvas_of, needs_torch, own_engine, seeded
from PIL import Image
from toy_families import undistilled
from toys import clip_tokenizer

from backdrop_ui.arrays import to_8bit
from backdrop_ui.engines import Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine, machine
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.diffusion.families.long_prompts import pieces_of
from backdrop_ui.engines.diffusion.families.qwen_edit import instruction
from backdrop_ui.engines.diffusion.job import Job, job_for
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.extend import extended_by
from backdrop_ui.errors import Cancelled

pytestmark = [
    needs_torch,
    # diffusers' Euler schedule, under NumPy 2
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

TOYS = ("toy", "sd4", "sdxl", "klein", "qwen")
MASKED = TOYS[:-1]
CANVAS = canvas_of(96, 128)
SEED = 11


@pytest.fixture(params=TOYS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(name: str, toy_model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> DiffusionEngine:
    """A toy as a person's own model, in few steps."""
    for size in ("VAE_IMAGE_SIZE", "CONDITION_IMAGE_SIZE"):  # a megapixel would take a minute; both calls see this
        monkeypatch.setattr(f"diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus.{size}", 64 * 64)
    monkeypatch.setenv(SETTING, str(toy_model(name)))
    return own_engine()


def pipeline() -> Any:
    assert LOADED._loaded is not None
    return LOADED._loaded.pipeline


@contextmanager
def seen_by_network() -> Iterator[list[dict[str, Any]]]:
    """What the network is called with, by name; the first argument is `input`."""
    network = getattr(pipeline(), "unet", None) or pipeline().transformer
    calls: list[dict[str, Any]] = []

    def keep(_: object, inputs: tuple[Any, ...], named: dict[str, Any]) -> None:
        calls.append({**named, "input": inputs[0] if inputs else named["hidden_states"]})

    hook = network.register_forward_pre_hook(keep, with_kwargs=True)
    yield calls
    hook.remove()


def job_of(engine: DiffusionEngine, canvas: Any = CANVAS) -> Job:
    return job_for(canvas, canvas.alpha.size, engine.multiple_of)


def plainly(name: str, job: Job, steps: int, strength: float) -> np.ndarray[Any, Any]:
    """The call of diffusers' pipeline that anyone would write, with pictures as files have them."""
    picture, mask = (Image.fromarray(to_8bit(pixels)) for pixels in (job.picture, job.mask.astype(np.float32)))
    words = {"prompt": BRIEF.prompt, "negative_prompt": BRIEF.negative_prompt}
    inpainting = {"mask_image": mask, "strength": strength}
    size = {"width": job.size[0], "height": job.size[1]}
    arguments: dict[str, Any] = {
        "klein": {"prompt": BRIEF.prompt, "guidance_scale": 1.0, **inpainting},
        "qwen": {"prompt": instruction(BRIEF.prompt), "negative_prompt": "people", "true_cfg_scale": 4.0, **size},
    }.get(name, {**words, "guidance_scale": 7.5, **inpainting, **size})
    output = pipeline()(image=picture, num_inference_steps=steps, generator=seeded(SEED), output_type="np", **arguments)
    return np.asarray(output.images[0])


@pytest.mark.parametrize("follow", [0.0, 0.6])
def test_paints_what_the_plain_call_paints(
    name: str, engine: DiffusionEngine, follow: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = replace(CANVAS, foreground=np.round(CANVAS.foreground * 255) / np.float32(255))  # as files have it
    canvas = replace(canvas, sketch=np.full_like(canvas.foreground, 0.2), follow=follow)
    ours = engine.paint(BRIEF, canvas, SEED).picture
    job = job_of(engine, canvas)
    strength = job.strength
    assert LOADED._loaded is not None
    steps = LOADED._loaded.family.steps_for(STEPS, 1.0 if name == "qwen" else strength)
    if name == "sdxl" and not follow:  # diffusers' own strength, only that diffusers leaves out a step for it
        strength = 0.9999
        monkeypatch.setattr(
            pipeline(), "get_timesteps", lambda steps, *_, **__: (pipeline().scheduler.timesteps, steps)
        )
    theirs = plainly(name, job, steps, strength)
    assert theirs.std() > 0.01
    assert np.abs(ours - theirs).max() <= 1e-5


def test_guidance_and_strength_are_the_families_own(name: str, engine: DiffusionEngine) -> None:
    engine.paint(BRIEF, CANVAS, SEED)
    with seen_by_network() as calls:
        engine.paint(BRIEF, CANVAS, SEED)
    first = calls[0]["input"]
    assert len(calls) == (2 * STEPS if name == "qwen" else STEPS), "no step is left out at full strength"
    assert len(first) == (2 if name in ("toy", "sd4", "sdxl") else 1), "guidance in one batch, or none"


def test_only_xl_needs_a_sketch_under_its_noise(name: str, engine: DiffusionEngine) -> None:
    assert engine.needs_sketch == (name == "sdxl")


@pytest.mark.parametrize("name", ["toy", "sd4", "klein", "qwen"])
def test_it_starts_from_noise_alone(name: str, engine: DiffusionEngine) -> None:
    engine.paint(BRIEF, CANVAS, SEED)
    with seen_by_network() as calls:
        engine.paint(BRIEF, CANVAS, SEED)
    first = calls[0]["input"]
    noise = first[:1, :4] if name in ("toy", "sd4") else first[:, : first.shape[1] // 2]
    with seen_by_network() as others:
        engine.paint(BRIEF, replace(CANVAS, foreground=1 - CANVAS.foreground), SEED)
    other = others[0]["input"]
    other_noise = other[:1, :4] if name in ("toy", "sd4") else other[:, : other.shape[1] // 2]
    assert bool((noise == other_noise).all()), "without a trace of the picture"


@pytest.mark.parametrize("follow", [0.25, 0.5, 1.0])
def test_following_a_sketch_takes_as_many_evaluations(name: str, engine: DiffusionEngine, follow: float) -> None:
    canvas = replace(CANVAS, sketch=np.full_like(CANVAS.foreground, 0.9), follow=follow)
    expected = engine.paint(BRIEF, canvas, SEED).picture
    with seen_by_network() as calls:
        again = engine.paint(BRIEF, canvas, SEED).picture
    assert len(calls) == (2 * STEPS if name == "qwen" else STEPS)
    assert again.tobytes() == expected.tobytes()
    darker = replace(canvas, sketch=np.full_like(CANVAS.foreground, 0.1))
    assert engine.paint(BRIEF, darker, SEED).picture.tobytes() != expected.tobytes(), "the sketch is seen"


def test_the_old_background_cannot_leak(engine: DiffusionEngine) -> None:
    canvas = replace(CANVAS, foreground=CANVAS.foreground.copy())
    expected = engine.paint(BRIEF, canvas, SEED).picture.tobytes()
    canvas.foreground[canvas.alpha < 0.5] = 1 - canvas.foreground[canvas.alpha < 0.5]
    assert engine.paint(BRIEF, canvas, SEED).picture.tobytes() == expected


def test_the_subject_is_seen(engine: DiffusionEngine) -> None:
    expected = engine.paint(BRIEF, CANVAS, SEED).picture.tobytes()
    other = replace(CANVAS, foreground=CANVAS.foreground.copy())
    other.foreground[other.alpha == 1] = 0
    assert engine.paint(BRIEF, other, SEED).picture.tobytes() != expected


@pytest.mark.parametrize("name", ["toy", "sdxl"])
def test_the_network_sees_mask_and_masked_picture(engine: DiffusionEngine) -> None:
    import torch

    engine.paint(BRIEF, CANVAS, SEED)
    with seen_by_network() as calls:
        engine.paint(BRIEF, CANVAS, SEED)
    job = job_of(engine)
    assert np.array_equal(calls[0]["input"][0, 4].numpy(), job.mask[::8, ::8]), "1 = paint"
    masked = np.where(job.mask[..., None], np.float32(0.5), job.picture)
    with torch.inference_mode():
        pixels = torch.from_numpy(masked.transpose(2, 0, 1)[None]) * 2 - 1
        expected = pipeline().vae.encode(pixels).latent_dist
        spread = (calls[0]["input"][:1, 5:] / pipeline().vae.config.scaling_factor - expected.mean) / expected.std
    assert 0.8 < float(spread.std()) < 1.2, "a sample of grey wherever it paints, and the subject"


@pytest.mark.parametrize("name", ["klein", "qwen"])
def test_the_network_sees_the_plate(engine: DiffusionEngine) -> None:
    engine.paint(BRIEF, CANVAS, SEED)
    with seen_by_network() as calls:
        engine.paint(BRIEF, CANVAS, SEED)
    job = job_of(engine)
    shown = calls[0]["input"][:, -calls[0]["input"].shape[1] // 2 :]
    with seen_by_network() as others:
        engine.paint(BRIEF, replace(CANVAS, alpha=np.zeros_like(CANVAS.alpha)), SEED)
    other = others[0]["input"][:, -calls[0]["input"].shape[1] // 2 :]
    assert not bool((shown == other).all()), "the picture stands beside the noise"
    assert (job.picture[job.mask].std(axis=0) < job.picture[~job.mask].std(axis=0)).all()


@pytest.mark.parametrize("name", ["sd4", "klein"])
def test_what_is_kept_is_laid_into_every_step(engine: DiffusionEngine) -> None:
    """These networks see no mask: the pipeline puts the subject's latents back. All kept: its picture comes out."""
    whole = replace(CANVAS, alpha=np.ones_like(CANVAS.alpha))
    painted = engine.paint(BRIEF, whole, SEED).picture
    other = engine.paint(BRIEF.model_copy(update={"prompt": "a forest"}), whole, SEED).picture
    assert np.abs(painted - other).max() < 1e-5, "words change nothing where nothing is painted"
    nothing = replace(CANVAS, alpha=np.zeros_like(CANVAS.alpha))
    free, freer = (
        engine.paint(BRIEF.model_copy(update={"prompt": prompt}), nothing, SEED).picture for prompt in ("sea", "wood")
    )
    assert np.abs(free - freer).max() > 1e-4


@pytest.mark.parametrize(("width", "height"), [(61, 83), (8, 8), (3, 1), (200, 40)])
def test_paints_at_any_size(engine: DiffusionEngine, width: int, height: int) -> None:
    engine = DiffusionEngine(engine.model.model_copy(update={"native_pixels": 96 * 96, "steps": 2}))
    picture = engine.paint(BRIEF, canvas_of(width, height), seed=1).picture
    assert picture.shape == (height, width, 3)
    assert np.isfinite(picture).all()


def test_variants_in_one_batch_differ(engine: DiffusionEngine) -> None:
    first, second = engine.paint_batch(BRIEF, CANVAS, (1, 2))
    assert np.abs(first.picture - second.picture).max() > 0.01


def test_stops_within_a_step(engine: DiffusionEngine) -> None:
    expected = engine.paint(BRIEF, CANVAS, SEED).picture.tobytes()

    def stop(_share: float, words: str, *_: object) -> None:
        if "step 2" in words:
            raise Cancelled("Stopped.")

    with seen_by_network() as calls, pytest.raises(Cancelled):
        engine.paint(BRIEF, CANVAS, SEED, stop)
    assert len(calls) <= 4, "two steps of three"
    assert engine.paint(BRIEF, CANVAS, SEED).picture.tobytes() == expected


# ---- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"prompt": "a red carpet"}, {"negative_prompt": "rain"}])
def test_words_steer(name: str, engine: DiffusionEngine, change: dict[str, str]) -> None:
    expected = engine.paint(BRIEF, CANVAS, SEED).picture.tobytes()
    changed = engine.paint(BRIEF.model_copy(update=change), CANVAS, SEED).picture.tobytes()
    assert (changed != expected) == ("prompt" in change or name != "klein"), "without guidance there is no negative"


@pytest.mark.parametrize("name", ["toy", "sd4", "sdxl"])
def test_unguided_models_get_no_negative_prompt(engine: DiffusionEngine) -> None:
    engine = DiffusionEngine(engine.model.model_copy(update={"guidance": 1.0}))
    expected = engine.paint(BRIEF, CANVAS, SEED).picture.tobytes()
    with seen_by_network() as calls:
        other = engine.paint(BRIEF.model_copy(update={"negative_prompt": "rain " * 90}), CANVAS, SEED)
    assert other.picture.tobytes() == expected
    assert len(calls[0]["input"]) == 1


def test_a_klein_that_is_not_distilled_gets_a_negative_prompt_and_reads_both_once(
    toy_model: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(undistilled(toy_model("klein"), tmp_path)))
    expected = own_engine().paint(BRIEF, CANVAS, SEED).picture
    with calls_of("text_encoder") as read, seen_by_network() as calls:
        assert own_engine().paint(BRIEF, CANVAS, SEED).picture.tobytes() == expected.tobytes()
    assert (len(read), len(calls)) == (0, 2 * STEPS)
    other = own_engine().paint(BRIEF.model_copy(update={"negative_prompt": "rain"}), CANVAS, SEED).picture
    assert np.abs(other - expected).max() > 1e-4


@pytest.mark.parametrize("name", ["toy", "sdxl"])
def test_long_words_are_read_in_pieces(engine: DiffusionEngine) -> None:
    wordy = BRIEF.model_copy(update={"prompt": "pebbles " * 25, "negative_prompt": "rain"})
    engine.paint(wordy, CANVAS, SEED)
    with seen_by_network() as calls:
        engine.paint(wordy, CANVAS, SEED)
    tokens = calls[0]["encoder_hidden_states"].shape[1]
    assert tokens % 77 == 0
    assert tokens > 77


@pytest.mark.parametrize("prompt", ["pebbles and " * 25, "海辺の静かな夕暮れ" * 20, "sea " + "x" * 200])
def test_every_piece_fits_and_nothing_is_left_out(prompt: str) -> None:
    tokenizer = clip_tokenizer()
    pieces = pieces_of(prompt, tokenizer)
    assert "".join(pieces).replace(" ", "") == prompt.replace(" ", "")
    lengths = [len(tokenizer(piece).input_ids) for piece in pieces]
    assert max(lengths) <= 77
    assert len(pieces) > 1 and min(lengths[:-1]) > 77 / 3, "they are filled"


def test_an_instruction_keeps_the_subject() -> None:
    order = instruction("a quiet beach, evening.")
    assert "a quiet beach, evening. Keep the subject" in order
    assert "Replace the background" in order


@pytest.mark.parametrize("name", ["qwen"], indirect=True)
def test_an_editor_is_told_to_go_on_with_a_photo_not_to_replace_it(engine: DiffusionEngine) -> None:
    photo = Canvas(CANVAS.foreground, CANVAS.alpha, CANVAS.foreground, inside=CANVAS.alpha)
    engine.paint(BRIEF, CANVAS, SEED)
    asked: list[str] = []
    encode = pipeline().encode_prompt

    def listen(*given: Any, **named: Any) -> Any:
        asked.append(str(named.get("prompt", given and given[0])))
        return encode(*given, **named)

    pipeline().encode_prompt = listen
    extended_by(engine, photo, (SEED,), lambda *_: None)
    del pipeline().encode_prompt
    assert any("Continue this photo" in words for words in asked) and not any("Replace" in words for words in asked)


def test_each_step_but_the_last_is_shown(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backdrop_ui.engines.diffusion.running.PREVIEW_EVERY_S", 0.0)
    shown: list[Any] = []
    engine.paint(
        BRIEF, CANVAS, SEED, lambda _, words, preview=None, *__: shown.append(preview) if "step" in words else None
    )
    *previews, last = shown
    assert last is None
    assert [preview.shape for preview in previews] == [(16, 12, 3)] * (STEPS - 1)
    assert all(preview.std() > 0.01 for preview in previews)


@pytest.fixture
def scaled_latents(engine: DiffusionEngine) -> Iterator[None]:
    """As in real models, latents are not in the scale that the autoencoder decodes; most toys have left it at 1."""
    engine.paint(BRIEF, CANVAS, SEED)
    vae = pipeline().vae
    if hasattr(vae, "bn"):
        vae.bn.running_mean.copy_(vae.bn.running_mean + 0.5)
        vae.bn.running_var.copy_(vae.bn.running_var * 4)
    if vae.config.get("latents_std") == [1.0] * 4:
        vae.register_to_config(latents_mean=[0.1, 0.2, 0.3, 0.4], latents_std=[1.0, 2.0, 3.0, 4.0])
    yield
    LOADED.drop()


@pytest.mark.usefixtures("scaled_latents")
@pytest.mark.parametrize("name", [*TOYS, "playground"])
def test_what_is_shown_is_what_would_be_decoded(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from backdrop_ui.engines.diffusion.preview import watched

    nothing_kept = replace(CANVAS, alpha=np.zeros_like(CANVAS.alpha))
    engine.paint(BRIEF, nothing_kept, SEED)
    assert LOADED._loaded is not None
    family, plan, job = LOADED._loaded.family, LOADED._loaded.plan, job_of(engine, nothing_kept)
    decoded: list[Any] = []
    decode = pipeline().vae.decode
    monkeypatch.setattr(
        pipeline().vae, "decode", lambda latents, **named: decoded.append(latents) or decode(latents, **named)
    )
    generators = seeded(1, 2)
    with torch.inference_mode(), watched(pipeline().scheduler) as seen:
        pipeline()(
            **family.words(pipeline(), BRIEF, plan),
            **family.picture(pipeline(), job, plan, generators),
            generator=generators,
        )
        latents = family.decodable(pipeline(), seen.latents, job.size)
    assert torch.allclose(latents, decoded[0].reshape(latents.shape), atol=1e-5)


@pytest.mark.parametrize("name", ["sd4", "playground"])
def test_what_is_kept_is_decoded_as_it_was_encoded(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    all_kept = replace(CANVAS, alpha=np.ones_like(CANVAS.alpha))
    engine.paint(BRIEF, all_kept, SEED)
    vae, decoded = pipeline().vae, list[Any]()
    decode = vae.decode
    monkeypatch.setattr(vae, "decode", lambda latents, **named: decoded.append(latents) or decode(latents, **named))
    engine.paint(BRIEF, all_kept, SEED)
    with torch.inference_mode():
        expected = vae.encode(torch.from_numpy(CANVAS.foreground.transpose(2, 0, 1)[None]) * 2 - 1).latent_dist
    assert 0.8 < float(((decoded[0] - expected.mean) / expected.std).std()) < 1.2, "a sample of the photo"


def test_pictures_are_convolved_with_their_channels_side_by_side(name: str, engine: DiffusionEngine) -> None:
    """Which takes four fifths of the time, as measured in bfloat16 on a processor; films are not."""
    import torch

    engine.paint(BRIEF, CANVAS, SEED)
    parts = filter(None, (getattr(pipeline(), "unet", None), pipeline().vae))
    weights = [weight for part in parts for weight in part.parameters() if weight.dim() == 4 and min(weight.shape) > 1]
    side_by_side = [weight.is_contiguous(memory_format=torch.channels_last) for weight in weights]
    assert len(weights) > 2
    assert not any(side_by_side) if name == "qwen" else all(side_by_side)


def test_attention_is_torchs_own_which_takes_the_quickest_way_of_a_card(
    engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each layer of the network at each step: none computes it in plain steps, or in slices."""
    import torch

    engine.paint(BRIEF, CANVAS, SEED)
    network = getattr(pipeline(), "unet", None) or pipeline().transformer
    layers = sum(hasattr(module, "to_q") or hasattr(module, "to_qkv_mlp_proj") for module in network.modules())
    attend = torch.nn.functional.scaled_dot_product_attention
    calls: list[int] = []
    before: list[int] = []

    def count(*args: Any, **named: Any) -> Any:
        calls.append(1)
        return attend(*args, **named)

    def begin(*_: object) -> None:
        before.append(len(calls))

    def end(*_: object) -> None:
        assert len(calls) - before[-1] == layers

    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", count)
    hooks = [network.register_forward_pre_hook(begin), network.register_forward_hook(end)]
    engine.paint(BRIEF, CANVAS, SEED)
    for hook in hooks:
        hook.remove()
    assert layers > 0 and len(before) >= STEPS


def test_klein_reads_the_words_as_the_whole_language_model_does(
    toy_model: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose last layers and vocabulary are let go: they serve to go on talking."""
    import diffusers
    import torch

    monkeypatch.setenv(SETTING, str(toy_model("klein")))
    own_engine().paint(BRIEF, CANVAS, SEED)
    whole = diffusers.Flux2KleinInpaintPipeline.from_pretrained(toy_model("klein"), local_files_only=True)
    with torch.inference_mode():
        assert torch.equal(pipeline().encode_prompt(BRIEF.prompt)[0], whole.encode_prompt(BRIEF.prompt)[0])
    ours, theirs = (sum(p.numel() for p in each.text_encoder.parameters()) for each in (pipeline(), whole))
    assert ours < 0.85 * theirs


@pytest.mark.usefixtures("nothing_learnt")
def test_what_is_compiled_is_recorded_once_for_any_size(
    engine: DiffusionEngine, planned: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """torch records each kind of block as a whole, which fails where it cannot; the code for a card is left out."""
    import torch

    sizes = ((96, 128), (128, 96), (64, 64))
    plain = [engine.paint(BRIEF, canvas_of(*size), SEED).picture for size in sizes]
    recorded: list[int] = []

    def count(graph: Any, _inputs: object) -> Any:
        recorded.append(len(graph.graph.nodes))
        return graph.forward

    compile_ = torch.nn.Module.compile
    monkeypatch.setattr(torch.nn.Module, "compile", lambda block, **how: compile_(block, backend=count, **how))
    planned(compiled=True)
    LOADED.fitted.clear()
    pictures = [engine.paint(BRIEF, canvas_of(*sizes[0]), SEED).picture]
    first = len(recorded)
    pictures += [engine.paint(BRIEF, canvas_of(*size), SEED).picture for size in sizes[1:]]
    assert 0 < first == len(recorded)
    for expected, picture in zip(plain, pictures, strict=True):
        assert np.abs(picture - expected).max() < 1e-4


@pytest.mark.usefixtures("nothing_learnt")
@pytest.mark.parametrize("name", ["sdxl"])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_photo_is_encoded_in_the_numbers_of_the_plan(
    engine: DiffusionEngine, precision: str, planned: Callable[..., None]
) -> None:
    """Its autoencoder says that it overflows in 16 bits, which is true of float16 alone."""
    planned(precision=precision)
    engine.paint(BRIEF, CANVAS, SEED)
    with calls_of("vae.encoder") as pictures:
        engine.paint(BRIEF, replace(CANVAS, foreground=1 - CANVAS.foreground), SEED)
    assert {str(picture.dtype) for (picture,) in pictures} == {f"torch.{precision}"}


@pytest.mark.parametrize("name", ["klein"], indirect=True)
def test_kleins_previews_need_no_autoencoder_beside_them(engine: DiffusionEngine) -> None:
    """It waits in main memory while the card is busy with the noise; here both are places without numbers."""
    import torch

    engine.paint(BRIEF, CANVAS, SEED)
    loaded = LOADED._loaded
    assert loaded is not None
    size = job_of(engine).size
    squares = prod(side // (2 * pipeline().vae_scale_factor) for side in size)
    rows = torch.empty(1, squares, len(pipeline().vae.bn.running_mean), device="meta")
    assert loaded.family.decodable(loaded.pipeline, rows, size).device.type == "meta"


@pytest.mark.parametrize("name", ["qwen"], indirect=True)
def test_qwens_reader_sees_rows_and_columns_in_a_picture(engine: DiffusionEngine) -> None:
    engine.paint(BRIEF, CANVAS, SEED)
    reader = pipeline().text_encoder
    places: list[Any] = []

    def keep(_: object, _inputs: object, named: dict[str, Any]) -> None:
        places.append(named["position_ids"])

    hook = reader.model.language_model.register_forward_pre_hook(keep, with_kwargs=True)
    engine.paint(BRIEF.model_copy(update={"prompt": "a red carpet"}), CANVAS, SEED)
    hook.remove()
    assert places and all(place is not None and place.shape[0] >= 3 for place in places)
    assert any((place[-1] != place[-2]).any() for place in places), "not one after the other, as words are"


@pytest.mark.parametrize("name", ["klein", "qwen"], indirect=True)
def test_what_needs_bfloat16_is_not_given_float16(engine: DiffusionEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "this_machine", lambda: machine.Machine("cpu", "float16", 10**12, 10**12))
    assert engine._plan().precision == "bfloat16"
