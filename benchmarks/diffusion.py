"""What a picture costs with an AI model here, and with the script that everybody copies, in one run.

python -m benchmarks.diffusion [--family sd15|sdxl] [--configs FOLDER] [--size 512x512] [--plain] [--openvino]

The architecture is the real one at full size, its weights are random: they cost the same as trained ones, and none are
downloaded. Each side runs in a process of its own, from the same files, warmed up by a picture of 64 x 64. Ours makes a
whole picture with the engine that people use; the plain script's is stopped after a few steps and the rest computed,
as its steps are all alike. Neither is charged with the cut-out, nor with loading. Without a GPU, seconds are the
processor's, summed over its cores; with one, the clock's. --configs: folders `sd15` and `sd2-inpainting` with the
configurations and tokenizers of these models. --size: of the picture; the model's own unless given. --plain: only the
plain script. --openvino: ours once more with it, for which it has to be installed. Writes 3 GB of files for a while for
sd15, with OpenVINO 2 GB more, 7 GB for sdxl, which takes several times as long.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from backdrop_ui.arrays import to_8bit
from backdrop_ui.brief import Layer, SceneBrief
from backdrop_ui.engines.base import Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine, catalogue
from backdrop_ui.engines.diffusion.catalogue import Adapter, Weights
from backdrop_ui.engines.diffusion.converting import SETTING
from backdrop_ui.engines.diffusion.loading import LOADED
from benchmarks.diffusion_cost import STAGES, Cost, metered
from benchmarks.diffusion_files import KINDS, build, canvas_of

BRIEF = SceneBrief(
    prompt="a quiet beach at sunset, soft light, photograph",
    negative_prompt="people, text, frame",
    palette=("gold", "teal"),
    layers=(Layer(kind="sky"),),
)
PLAIN_STEPS, PLAIN_GUIDANCE = 50, 7.5
WARM_UP_PX = 64

# ---- the two sides -----------------------------------------------------------------------------------------------


def plain(family: str, folder: Path, width: int, height: int) -> Cost:
    """The script that everybody copies: the whole canvas, 50 steps with guidance, the full decoder."""
    import diffusers
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    kind = KINDS[family]
    pipe = getattr(diffusers, kind.pipeline).from_pretrained(folder / "model", variant="fp16", dtype=dtype).to(device)
    pipe.set_progress_bar_config(disable=True)

    def picture(width: int, height: int, steps: int) -> None:
        canvas = canvas_of(width, height)

        def stop(pipe: Any, step: int, _timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            pipe._interrupt = step + 1 >= steps
            return tensors

        pipe(
            prompt=BRIEF.prompt,
            negative_prompt=BRIEF.negative_prompt,
            image=Image.fromarray(to_8bit(canvas.foreground)),
            mask_image=Image.fromarray(to_8bit(1 - canvas.alpha)),
            width=width,
            height=height,
            num_inference_steps=PLAIN_STEPS,
            guidance_scale=PLAIN_GUIDANCE,
            callback_on_step_end=stop,
        )

    picture(WARM_UP_PX, WARM_UP_PX, 1)
    cost = Cost(precision=str(dtype).removeprefix("torch."))
    with metered(pipe, cost):
        picture(width, height, kind.measured_steps)
    cost.evaluations = 2 * pipe.num_timesteps
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
    weights = Weights(repo=str(folder / "model"))
    # Without its LoRA, which is fused into the network while loading and costs nothing later.
    engine = DiffusionEngine(row.model_copy(update={"weights": weights, "adapters": (decoder,)}))
    if openvino:  # which compiles the network for each size
        other = canvas_of(width, height)
        engine.paint(BRIEF, Canvas(1 - other.foreground, other.alpha), 0)
    else:
        engine.paint(BRIEF, canvas_of(WARM_UP_PX, WARM_UP_PX), 0)
    assert LOADED._loaded is not None
    LOADED._loaded.prompts.clear()  # the words are read anew, as for a first picture
    cost = Cost(precision=LOADED._loaded.plan.precision)
    canvas = canvas_of(width, height)
    with metered(LOADED._loaded.pipeline, cost):
        engine.paint(BRIEF, canvas, 1)
    cost.evaluations = cost.measured
    return cost


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
        row(stage, lambda cost, stage=stage: f"{cost.seconds.get(stage, 0):.2f} s")  # type: ignore[misc]
        for stage in STAGES
        if stage != "the network" and any(stage in cost.seconds for cost in sides.values())
    ]
    lines = [
        f"| {size[0]} x {size[1]} | {' | '.join(sides)} | ratio |",
        "| --- | " + "--- | " * (len(sides) + 1),
        row("numbers", lambda cost: cost.precision),
        row("evaluations of the network", lambda cost: f"{cost.evaluations}", lambda cost: cost.evaluations),
        row("of them measured", lambda cost: f"{cost.measured}"),
        row("one evaluation", lambda cost: f"{cost.evaluation:.2f} s", lambda cost: cost.evaluation),
        *stages,
        row("all the rest", lambda cost: f"{cost.rest:.2f} s, {cost.rest / cost.picture:.1%} of a picture"),
        row("a picture", lambda cost: f"{cost.picture:.0f} s", lambda cost: cost.picture),
        row("most memory", lambda cost: f"{cost.peak / 1e9:.1f} GB", lambda cost: cost.peak),
    ]
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=KINDS, default="sd15")
    parser.add_argument("--configs", type=Path, default=Path("../shared/weights/diffusion"))
    parser.add_argument("--size", help="of the picture; the model's own unless given")
    parser.add_argument("--plain", action="store_true", help="measure the plain script only")
    parser.add_argument("--openvino", action="store_true", help="measure ours with OpenVINO too")
    options = parser.parse_args()
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
