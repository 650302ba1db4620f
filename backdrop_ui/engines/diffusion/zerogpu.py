"""Hugging Face's ZeroGPU: a graphics card that is lent for one call at a time.

There the process that serves the page has no card. A function that `spaces.GPU` decorates runs in a worker forked from
it: its arguments and what it yields are pickled, and of an error only the name of its class comes back.

Source: the package `spaces` 0.51.3, zero/decorator.py and zero/wrappers.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Sequence
from contextlib import closing
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from ...brief import SceneBrief
from ...errors import BackdropError, EngineError
from ...progress import PreviewReport, Progress, stream
from ..base import Backdrop, Canvas
from .memory import need_of

if TYPE_CHECKING:
    from .engine import DiffusionEngine

HERE = os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")
"""Whether this is a Space with ZeroGPU. Read once, as `spaces` does."""

START_S = 20
"""For torch, diffusers and the card's own start. This, like the two below, is a guess on the safe side: what a call
does not use of its time is not charged, and one that needs more is cut off."""
READ_BYTES_S = 0.5e9
FLOP_S = 1e14
"""A tenth of what an H200 does at bfloat16, since ZeroGPU lends half of one, and networks use a fraction of it."""
TOKEN_PX = 16 * 16
"""What one token of a transformer stands for. A U-Net has fewer and coarser ones: for it this is far too much."""

Item = Progress | list[Backdrop] | BackdropError


def seconds_for(engine: DiffusionEngine, _brief: SceneBrief, canvas: Canvas, seeds: Sequence[int]) -> int:
    """How long a call may take: the weights are read, and each step of each picture goes through the largest part."""
    model, need = engine.model, need_of(engine.model)
    evaluations = model.steps * (2 if model.guidance > 1 else 1) * len(seeds)
    tokens = 2 * min(canvas.alpha.size, model.native_pixels) / TOKEN_PX  # the picture, and what is kept of it
    flop = 2 * need.largest * tokens
    return ceil(START_S + need.weights("bfloat16") / READ_BYTES_S + evaluations * flop / FLOP_S)


def painting(
    engine: DiffusionEngine, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int]
) -> Generator[Item, None, None]:
    """What the worker does: tell how far it is; the last item is the backdrops, or what a person can act on."""
    try:
        yield (yield from stream("paint", "Painting", partial(engine.paint_here, brief, canvas, seeds)))
    except BackdropError as error:
        yield error


if HERE:
    import spaces

    painting = spaces.GPU(duration=seconds_for)(painting)


def paint(
    engine: DiffusionEngine, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
) -> list[Backdrop]:
    """As `DiffusionEngine.paint_here`, on a borrowed card; what `report` raises gives the card back.

    Raises:
        EngineError: also if no card is to be had, the visitor's quota is used up, say.
    """
    last: Item | None = None
    try:
        with closing(painting(engine, brief, canvas, seeds)) as walk:
            for last in walk:
                if isinstance(last, Progress):
                    report(last.share, last.words, last.preview, last.left_s)
    except BackdropError:
        raise
    except Exception as error:  # gradio's, whose message may be HTML, and a few of the package's own
        words = re.sub(r"<[^>]*>", "", str(getattr(error, "message", "") or error)).strip()
        raise EngineError(
            f"This Space's GPU could not be had for it ({words}). Try again later, or choose the Painter."
        ) from error
    if isinstance(last, list):
        return last
    if isinstance(last, BackdropError):
        raise last
    raise EngineError("This Space's GPU was taken back before the picture was finished. Try again.")
