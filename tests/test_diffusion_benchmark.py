"""The benchmark of the AI models, on toys: what it builds and counts, and what it computes from that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import toy_families
from diffusion_toys import module_of, needs_torch

from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.diffusion.openvino import OPTIONS
from benchmarks import diffusion, diffusion_floor
from benchmarks.diffusion import ours, ours_with_openvino, plain, table, time_of
from benchmarks.diffusion_cost import Cost, Watched
from benchmarks.diffusion_files import KINDS, build
from benchmarks.diffusion_floor import flop_of, rate

pytestmark = [
    needs_torch,
    pytest.mark.usefixtures("nothing_learnt"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

TOYS: dict[str, Any] = {
    "sd15": {"unet": {"in_channels": 9}, "vae": toy_families.VAE},
    "sdxl": {
        "unet": {
            **toy_families.SDXL_UNET,
            "in_channels": 9,
            "out_channels": 4,
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        },
        "vae": toy_families.VAE,
        "text_encoder_2": toy_families.CLIP,
    },
    "klein": {
        "transformer": toy_families.KLEIN,
        "text_encoder": toy_families.KLEIN_WORDS,
        "vae": toy_families.KLEIN_VAE,
    },
}
SIZE = (80, 64)
TOY_SIZES = {"cpu": (64, 8, 16)}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, toy_model: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """Builds a family at toy width, as the benchmark builds it, and tells where."""
    from diffusers import PNDMScheduler

    monkeypatch.setattr(diffusion_floor, "SIZES", TOY_SIZES)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # which the benchmark sets for its own process
    for configs in ("sd15", "sd2-inpainting"):
        shutil.copytree(toy_model("toy"), tmp_path / configs)
    PNDMScheduler(skip_prk_steps=True, steps_offset=1).save_pretrained(tmp_path / "sd15" / "scheduler")

    def build_toy(family: str) -> Path:
        monkeypatch.setitem(KINDS, family, replace(KINDS[family], shapes=TOYS[family]))
        build(family, tmp_path, tmp_path)
        return tmp_path

    return build_toy


@pytest.mark.parametrize(
    ("family", "stages", "measured", "evaluations"),
    [
        ("sd15", {"the safety check"}, 2 * 2, 2 * 51),  # guidance evaluates twice, and its schedule has a step more
        ("sdxl", set(), 2 * 1, 2 * 49),  # at its default strength of 0.9999
        ("klein", set(), 4, 4),
    ],
)
def test_the_plain_script_is_measured_in_part_and_ours_as_a_whole(
    built: Callable[[str], Path], family: str, stages: set[str], measured: int, evaluations: int
) -> None:
    folder = built(family)
    theirs, own = plain(family, folder, *SIZE), ours(family, folder, *SIZE)
    assert (theirs.measured, theirs.evaluations) == (measured, evaluations)
    assert (own.measured, own.evaluations) == (4, 4)
    assert LOADED._loaded is not None
    assert hasattr(LOADED._loaded.pipeline, "tiny_vae") == (family != "klein"), "as the catalogue has it"
    assert (theirs.precision, own.precision) == (KINDS[family].precision, "float32")
    for cost in (theirs, own):
        assert set(cost.seconds) == stages | {
            "the words", "the photo to latents", "the network", "latents to a picture"
        }  # fmt: skip
        assert min(cost.seconds.values()) > 0
        assert 0 < cost.rest < cost.whole
        assert cost.peak > 0
        assert cost.rate > 0
    assert own.picture == own.whole
    assert own.flop == theirs.flop > 1e6, "the same network, one picture at a time"
    assert (
        len({line.count("|") for line in table({"plain script": theirs, "Backdrop UI": own}, SIZE).splitlines()}) == 1
    )


def test_openvino_is_asked_for_the_same_arithmetic(
    built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino", reason="needs openvino, see requirements-openvino.txt")
    monkeypatch.setitem(OPTIONS, "INFERENCE_NUM_THREADS", "1")  # the toy is too small for more
    folder = built("sd15")
    own = ours("sd15", folder, *SIZE)
    LOADED.drop()  # each side has a process of its own
    converted = ours_with_openvino("sd15", folder, *SIZE)
    assert isinstance(module_of("unet"), Watched)
    assert (converted.measured, converted.flop) == (own.measured, own.flop)
    assert converted.seconds["the network"] > 0


def test_openvino_computes_no_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["diffusion", "--family", "klein", "--openvino"])
    monkeypatch.setattr(diffusion, "fresh", lambda *_: pytest.fail("nothing is built for it"))
    with pytest.raises(SystemExit):
        diffusion.main()


def test_the_command_builds_runs_both_sides_and_prints(
    built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configs = built("klein")
    monkeypatch.setattr("sys.argv", ["diffusion", "--family", "klein", "--configs", str(configs), "--size", "80x64"])
    monkeypatch.setattr(diffusion, "fresh", lambda work, *given: work(*given))  # toys are known here only
    diffusion.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| 80 x 64 | plain script | Backdrop UI | ratio |"
    assert "| evaluations of the network | 4 | 4 | 1.0 |" in lines


@pytest.mark.parametrize(("family", "number"), [("sd15", "F16"), ("klein", "BF16")])
def test_models_are_written_as_real_ones_come(built: Callable[[str], Path], family: str, number: str) -> None:
    import torch

    from backdrop_ui.engines.diffusion.own import way_to_run

    folder = built(family) / "model"
    network = next(path for name in ("unet", "transformer") for path in (folder / name).glob("*.safetensors"))
    assert (".fp16." in network.name) == (family == "sd15")
    head = json.loads(network.read_bytes()[8 : 8 + int.from_bytes(network.read_bytes()[:8], "little")])
    assert {entry["dtype"] for name, entry in head.items() if name != "__metadata__"} == {number}
    assert torch.get_default_dtype() == torch.float32
    assert way_to_run(str(folder))["steps"] == (4 if family == "klein" else 25), "klein says that it is distilled"


def test_klein_is_written_in_pieces(built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "klein", replace(KINDS["klein"], saving={"max_shard_size": "20KB"}))
    folder = built("klein") / "model"
    for part in ("transformer", "text_encoder"):
        assert len(list((folder / part).glob("*-of-*.safetensors"))) > 1
    assert plain("klein", folder.parent, *SIZE).evaluations == 4


def test_one_part_at_a_time_is_in_memory(built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    made: list[Any] = []
    real = KINDS["klein"].parts

    def makers(*given: Any) -> dict[str, Callable[[], Any]]:
        def watched(make: Callable[[], Any]) -> Any:
            assert all(numbers.is_meta for network in made for numbers in network.parameters())
            made.append(make())
            return made[-1]

        networks = [name for name in real(*given) if name in TOYS["klein"]]
        return real(*given) | {name: partial(watched, real(*given)[name]) for name in networks}

    monkeypatch.setitem(KINDS, "klein", replace(KINDS["klein"], parts=makers))
    built("klein")
    assert len(made) == 3 and all(isinstance(network, torch.nn.Module) for network in made)


def test_full_size_is_what_is_said_of_it() -> None:
    """In billions of numbers: 3.88 and 4.02 of FLUX.2 klein, 2.57 and 0.69 of Stable Diffusion XL."""
    import torch

    sizes = {}
    with torch.device("meta"):
        for family in ("klein", "sdxl"):
            makers = KINDS[family].parts(Path(), KINDS[family].shapes)
            for part in {"transformer", "unet", "text_encoder" if family == "klein" else "text_encoder_2"} & {*makers}:
                sizes[family, part] = sum(numbers.numel() for numbers in makers[part]().parameters()) / 1e9
    assert sizes == {
        ("klein", "transformer"): pytest.approx(3.88, abs=0.01),
        ("klein", "text_encoder"): pytest.approx(4.02, abs=0.01),
        ("sdxl", "unet"): pytest.approx(2.57, abs=0.01),
        ("sdxl", "text_encoder_2"): pytest.approx(0.69, abs=0.01),
    }


# ---- the floor ---------------------------------------------------------------------------------------------------


def test_arithmetic_is_counted_as_by_hand() -> None:
    import torch

    linear, conv = torch.nn.Linear(8, 16, device="meta"), torch.nn.Conv2d(4, 8, 3, padding=1, device="meta")
    assert flop_of(linear, torch.empty(3, 8)) == 2 * 3 * 8 * 16
    assert flop_of(conv, torch.empty(2, 4, 10, 6)) == 2 * 2 * (10 * 6) * (3 * 3) * 4 * 8
    heads = torch.empty(1, 2, 5, 8)  # two heads, five tokens of eight numbers, each with each, there and back
    attention = torch.nn.functional.scaled_dot_product_attention
    assert flop_of(attention, heads, heads, value=heads) == 2 * 2 * (2 * 5 * 5 * 8)


@pytest.mark.parametrize(
    ("clock", "fastest"),
    [
        ((0, 2, 10, 11, 20, 23, 30, 34), 2 * 64**3 / 1),
        ((0, 2, 10, 11, 20, 23, 30, 30.25), 2 * 16 * 16 * 9 * 8 * 8 / 0.25),
    ],
)
def test_the_rate_is_of_the_best_try_of_product_and_convolution(
    monkeypatch: pytest.MonkeyPatch, clock: tuple[float, ...], fastest: float
) -> None:
    import torch

    ticks = iter(clock)
    monkeypatch.setattr(diffusion_floor, "SIZES", TOY_SIZES)
    monkeypatch.setattr(diffusion_floor, "TRIES", 2)
    monkeypatch.setattr(diffusion_floor, "seconds", lambda: next(ticks))
    assert rate(torch.float32) == fastest


# ---- the table ---------------------------------------------------------------------------------------------------


def test_what_was_not_measured_is_computed() -> None:
    theirs = Cost(100, 4, {"the network": 8.0, "the words": 1.0}, 10.0, "float32", 6 * 10**9, 8e11, 5e11)
    own = Cost(4, 4, {"the network": 4.0, "latents to a picture": 0.012}, 5.0, "bfloat16", 3 * 10**9, 8e11, 1e12)
    assert (theirs.evaluation, theirs.rest, theirs.picture, theirs.floor) == (2.0, 1.0, 10 + 96 * 2, 1.6)
    lines = table({"plain script": theirs, "Backdrop UI": own}, (512, 640)).splitlines()
    assert lines[0] == "| 512 x 640 | plain script | Backdrop UI | ratio |"
    assert "| one evaluation | 2 s | 1 s | 2.0 |" in lines
    assert "| arithmetic of an evaluation | 0.8 TFLOP | 0.8 TFLOP | 1.0 |" in lines
    assert "| this machine's matrices, in a second of the processor | 0.5 TFLOP | 1 TFLOP |  |" in lines
    assert "| floor of an evaluation | 1.6 s | 0.8 s | 2.0 |" in lines
    assert "| evaluation / floor | 1.25 | 1.25 |  |" in lines
    assert "| the words | 1 s | 0 s |  |" in lines
    assert "| latents to a picture | 0 s | 0.012 s |  |" in lines
    assert "| all the rest | 1 s, 0.5% of a picture | 0.988 s, 19.8% of a picture |  |" in lines
    assert "| a picture | 202 s | 5 s | 40.4 |" in lines
    assert "| most memory | 6.0 GB | 3.0 GB | 2.0 |" in lines
    assert time_of(1234.4) == "1234 s"
    assert len({line.count("|") for line in lines}) == 1
    assert len(table({"plain script": theirs}, (512, 640)).splitlines()[0].split("|")) == 5


def test_a_graphics_card_is_timed_by_the_clock() -> None:
    own = Cost(4, 4, {"the network": 0.04}, 0.05, "bfloat16", 3 * 10**9, 8e11, 7e14, "cuda")
    lines = table({"Backdrop UI": own}, (512, 512)).splitlines()
    assert "| this machine's matrices, in a second | 700 TFLOP |  |" in lines
    assert "| floor of an evaluation | 0.00114 s |  |" in lines
