"""What the tests of the diffusion engine share."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Layer, Light, SceneBrief
from backdrop_ui.engines import Canvas
from backdrop_ui.engines.diffusion import DiffusionEngine
from backdrop_ui.engines.diffusion.catalogue import own_model
from backdrop_ui.engines.diffusion.files import PACKAGES
from backdrop_ui.engines.diffusion.loading import LOADED

needs_torch = pytest.mark.skipif(
    any(importlib.util.find_spec(package) is None for package in PACKAGES), reason="needs torch and diffusers"
)

BRIEF = SceneBrief(
    prompt="a quiet beach",
    negative_prompt="people",
    palette=("teal", "white"),
    light=Light(azimuth_deg=40),
    horizon=0.4,
    layers=(Layer(kind="sky"),),
)
STEPS = 3


def own_engine(steps: int = STEPS) -> DiffusionEngine:
    """The model that the setting names now, in few steps."""
    return DiffusionEngine(own_model().model_copy(update={"steps": steps}))


def canvas_of(width: int, height: int) -> Canvas:
    """A subject with a soft edge in the middle of the lower half, in random colours."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(x - width / 2, y - height) / max(min(width, height) / 2, 1)
    alpha = np.clip((1 - distance) * 8, 0, 1).astype(np.float32)
    return Canvas(np.random.default_rng(0).random((height, width, 3), dtype=np.float32), alpha)


def seeded(*seeds: int) -> list[Any]:
    """torch's generators as the engine makes them."""
    import torch

    return [torch.Generator("cpu").manual_seed(seed) for seed in seeds]


def copy_of(toy: Path, folder: Path) -> Path:
    return Path(shutil.copytree(toy, folder / "copy"))


def in_hub_cache(toy: Path, cache: Path, repo: str) -> None:
    """Put a folder, or a file, where the Hub's client would have put that repository."""
    repository = cache / f"models--{repo.replace('/', '--')}"
    snapshot = repository / "snapshots" / "abc"
    if toy.is_file():
        snapshot.mkdir(parents=True, exist_ok=True)
        shutil.copy(toy, snapshot)
    else:
        shutil.copytree(toy, snapshot, dirs_exist_ok=True)
    (repository / "refs").mkdir(exist_ok=True)
    (repository / "refs" / "main").write_text("abc")


@contextmanager
def calls_of(part: str) -> Iterator[list[Any]]:
    """The inputs of each run of a part of the loaded pipeline, "vae.encoder" say."""
    assert LOADED._loaded is not None
    seen: list[Any] = []
    hook = module_of(part).register_forward_pre_hook(lambda _, inputs: seen.append(inputs))
    yield seen
    hook.remove()


def module_of(part: str) -> Any:
    """That part of the loaded pipeline."""
    assert LOADED._loaded is not None
    return attrgetter(part)(LOADED._loaded.pipeline)


def watched_painting(
    engine: DiffusionEngine, canvas: Canvas, seeds: Sequence[int] = (1,)
) -> list[tuple[float, str, Array | None]]:
    """All that is reported while variants are painted."""
    reports: list[tuple[float, str, Array | None]] = []
    engine.paint_batch(
        BRIEF, canvas, seeds, lambda share, words, preview=None, *_: reports.append((share, words, preview))
    )
    return reports
