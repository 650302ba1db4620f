"""What a picture costs with an AI model here, and with the script that everybody copies, in one run.

python -m benchmarks.diffusion [--family sd15|sdxl|klein] [--configs FOLDER] [--size 512x512] [--plain] [--openvino]

The architecture is the real one at full size, its weights are random: they cost the same as trained ones, and none are
downloaded. Each side runs in a process of its own, from the same files, warmed up by another picture. Ours makes a
whole picture with the engine that people use; the plain script's is stopped after a few steps and the rest computed,
as its steps are all alike. Neither is charged with the cut-out, nor with loading. Without a GPU, seconds are the
processor's, summed over its cores, and memory is all that the process held, while loading too. With an NVIDIA GPU both
sides compute in bfloat16 there, seconds are the clock's, memory is the card's while the picture is made, and the plain
script's picture is measured whole.

FLUX.2 klein (klein) is distilled: four steps without guidance and bfloat16 are what its card shows, so both sides
evaluate the network equally often in the same numbers, and the ratio tells only what ours adds or saves besides. A
processor without bfloat16 takes ours in float32, 32 GB, and emulates the plain script's at many times the cost.

The floor of an evaluation is its arithmetic (products of matrices, convolutions, attention) at the rate at which this
machine multiplies large matrices in the same numbers.

--configs: folders `sd15` and `sd2-inpainting` with the configurations and tokenizers of these models; klein needs none.
--size: of the picture; the model's own unless given. --plain: only the plain script. --openvino: ours once more with
it, for which it has to be installed; it computes U-Nets on processors, not klein's network. Writes files for a while
where temporary ones go (TMPDIR): 3 GB for sd15, with OpenVINO 2 GB more, 7 GB for sdxl, 16 GB for klein. On two cores
sd15 and sdxl took five minutes each, klein at 512x512 eight.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from math import inf
from pathlib import Path
from typing import Any

from PIL import Image

from backdrop_ui.arrays import to_8bit
from backdrop_ui.engines.base import Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine, catalogue
from backdrop_ui.engines.diffusion.catalogue import Adapter, Weights
from backdrop_ui.engines.diffusion.converting import SETTING
from backdrop_ui.engines.diffusion.loading import LOADED
from benchmarks.diffusion_cost import NETWORK, STAGES, Cost, metered
from benchmarks.diffusion_files import BRIEF, KINDS, build, canvas_of
from benchmarks.diffusion_floor import device

WARM_UP_PX = 64

# ---- the two sides -----------------------------------------------------------------------------------------------


def plain(family: str, folder: Path, width: int, height: int) -> Cost:
    """The script that everybody copies: the whole canvas, steps and guidance as on the card, the full decoder."""
    import diffusers
    import torch

    kind, on_card = KINDS[family], device() == "cuda"
    precision = "bfloat16" if on_card else kind.precision
    pipe = getattr(diffusers, kind.pipeline).from_pretrained(
        folder / "model", variant=kind.saving.get("variant"), dtype=getattr(torch, precision)
    )
    pipe.to(device())
    pipe.set_progress_bar_config(disable=True)

    def picture(width: int, height: int, steps: float) -> None:
        canvas = canvas_of(width, height)

        def stop(pipe: Any, step: int, _timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            pipe._interrupt = step + 1 >= steps
            return tensors

        pipe(
            **kind.words,
            image=Image.fromarray(to_8bit(canvas.foreground)),
            mask_image=Image.fromarray(to_8bit(1 - canvas.alpha)),
            width=width,
            height=height,
            num_inference_steps=kind.steps,
            guidance_scale=kind.guidance,
            generator=torch.Generator("cpu").manual_seed(1),
            callback_on_step_end=stop,
        )

    picture(*warm_up_size(width, height), 1)
    cost = Cost(precision=precision)
    with metered(pipe, cost):
        picture(width, height, inf if on_card else kind.measured_steps)
    cost.evaluations = (2 if kind.guidance > 1 else 1) * pipe.num_timesteps
    return cost


def ours_with_openvino(family: str, folder: Path, width: int, height: int) -> Cost:
    """The engine where OpenVINO is installed; the network is compiled for the size before."""
    return ours(family, folder, width, height, openvino=True)


def ours(family: str, folder: Path, width: int, height: int, openvino: bool = False) -> Cost:
    """The engine, with the plan that it makes for this machine."""
    os.environ[SETTING] = "" if openvino else "off"
    os.environ["XDG_CACHE_HOME"] = str(folder)
    row = next(model for model in catalogue() if model.name == KINDS[family].row)
    decoder = Adapter(kind="decoder", repo=str(folder / "decoder"), licence="MIT")
    # Without its LoRA, which is fused into the network while loading and costs nothing later.
    files = {"weights": Weights(repo=str(folder / "model")), "adapters": (decoder,) if row.adapter("decoder") else ()}
    engine = DiffusionEngine(row.model_copy(update=files))
    other = canvas_of(*warm_up_size(width, height, openvino))
    engine.paint(BRIEF, Canvas(1 - other.foreground, other.alpha), 0)  # another photo, as encodings are kept
    assert LOADED._loaded is not None
    LOADED._loaded.prompts.clear()  # the words are read anew, as for a first picture
    cost = Cost(precision=LOADED._loaded.plan.precision)
    canvas = canvas_of(width, height)
    with metered(LOADED._loaded.pipeline, cost):
        engine.paint(BRIEF, canvas, 1)
    cost.evaluations = cost.measured
    return cost


def warm_up_size(width: int, height: int, openvino: bool = False) -> tuple[int, int]:
    """The same where something is prepared for each size: OpenVINO's network, a graphics card's kernels and memory."""
    return (width, height) if openvino or device() == "cuda" else (WARM_UP_PX, WARM_UP_PX)


def fresh(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


# ---- the table ---------------------------------------------------------------------------------------------------


def table(sides: dict[str, Cost], size: tuple[int, int]) -> str:
    """Markdown, one column for each side; ratios are those of the first to each other one."""

    def row(what: str, cell: Callable[[Cost], str], ratio: Callable[[Cost], float] | None = None) -> str:
        costs = list(sides.values())
        last = " / ".join(f"{ratio(costs[0]) / ratio(cost):.1f}" for cost in costs[1:]) if ratio is not None else ""
        return f"| {what} | {' | '.join(map(cell, costs))} | {last} |"

    stages = [
        row(stage, lambda cost, stage=stage: time_of(cost.seconds.get(stage, 0)))  # type: ignore[misc]
        for stage in STAGES
        if stage != NETWORK and any(stage in cost.seconds for cost in sides.values())
    ]
    per = "second" if {cost.device for cost in sides.values()} == {"cuda"} else "second of the processor"
    lines = [
        f"| {size[0]} x {size[1]} | {' | '.join(sides)} | ratio |",
        "| --- | " + "--- | " * (len(sides) + 1),
        row("numbers", lambda cost: cost.precision),
        row("evaluations of the network", lambda cost: f"{cost.evaluations}", lambda cost: cost.evaluations),
        row("of them measured", lambda cost: f"{cost.measured}"),
        row("one evaluation", lambda cost: time_of(cost.evaluation), lambda cost: cost.evaluation),
        row("arithmetic of an evaluation", lambda cost: f"{cost.flop / 1e12:.3g} TFLOP", lambda cost: cost.flop),
        row(f"this machine's matrices, in a {per}", lambda cost: f"{cost.rate / 1e12:.3g} TFLOP"),
        row("floor of an evaluation", lambda cost: time_of(cost.floor), lambda cost: cost.floor),
        row("evaluation / floor", lambda cost: f"{cost.evaluation / cost.floor:.2f}"),
        *stages,
        row("all the rest", lambda cost: f"{time_of(cost.rest)}, {cost.rest / cost.picture:.1%} of a picture"),
        row("a picture", lambda cost: time_of(cost.picture), lambda cost: cost.picture),
        row("most memory", lambda cost: f"{cost.peak / 1e9:.1f} GB", lambda cost: cost.peak),
    ]
    return "\n".join(line.rstrip() for line in lines)


def time_of(seconds: float) -> str:
    """Three digits of it, whether a processor or a graphics card took it."""
    return f"{seconds:.0f} s" if seconds >= 100 else f"{seconds:.3g} s"


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=KINDS, default="sd15")
    parser.add_argument("--configs", type=Path, default=Path("../shared/weights/diffusion"))
    parser.add_argument("--size", help="of the picture; the model's own unless given")
    parser.add_argument("--plain", action="store_true", help="measure the plain script only")
    parser.add_argument("--openvino", action="store_true", help="measure ours with OpenVINO too")
    options = parser.parse_args()
    if options.openvino and (device() == "cuda" or "unet" not in KINDS[options.family].shapes):
        parser.error("OpenVINO computes U-Nets here, and without a GPU only: leave out --openvino")
    px = KINDS[options.family].px
    width, height = map(int, (options.size or f"{px}x{px}").split("x"))
    with tempfile.TemporaryDirectory() as folder:
        fresh(build, options.family, options.configs, Path(folder))
        sides = {"plain script": plain} | ({} if options.plain else {"Backdrop UI": ours})
        sides |= {"with OpenVINO": ours_with_openvino} if options.openvino else {}
        costs = {name: fresh(side, options.family, Path(folder), width, height) for name, side in sides.items()}
    print(table(costs, (width, height)))


if __name__ == "__main__":
    main()
