"""What every engine is: facts as attributes, one method to write, and checks around it that nobody has to repeat."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize
from ..brand import Standing, pulled
from ..brief import Light, SceneBrief
from ..errors import EngineError
from ..progress import PreviewReport


@dataclass(frozen=True)
class Canvas:
    """The picture to be painted around: the subject in its place.

    foreground: (H, W, 3), sRGB in [0, 1], the subject's estimated colours. alpha: (H, W), 1 = subject.
    photo: (H, W, 3), the whole photo in its place, inside: (H, W), 1 where there is photo: for backdrops made of it.
    sketch: (h, w, 3), of any size, a picture of the scene that an AI model may start from; follow: how closely it keeps
    to that, 0 = not at all, 1.
    """

    foreground: Array
    alpha: Array
    photo: Array | None = None
    inside: Array | None = None
    sketch: Array | None = None
    follow: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.alpha.shape[1], self.alpha.shape[0]

    def resized(self, width: int, height: int) -> Canvas:
        """The same canvas in another size."""
        return self.each(lambda pixels: resize(pixels, width, height))

    def each(self, change: Callable[[Array], Array]) -> Canvas:
        """The same canvas with every picture of it changed."""
        pictures: dict[str, Any] = {
            name: change(pixels)
            for name in ("foreground", "alpha", "photo", "inside", "sketch")
            if (pixels := getattr(self, name)) is not None
        }
        return replace(self, **pictures)

    @property
    def feet(self) -> float | None:
        """y of the subject's lowest point, 0 = top, 1 = bottom; None if it is cut off by the lower edge, or empty."""
        widths = (self.alpha > 0.5).sum(axis=1)
        rows = np.flatnonzero(widths > 0.04 * widths.max(initial=0))  # a stray thread below is no foot
        if not len(rows) or rows[-1] >= 0.985 * len(self.alpha):
            return None
        return float(rows[-1] + 1) / len(self.alpha)


@dataclass(frozen=True)
class Backdrop:
    """A painted scene and what a subject needs to stand in it.

    picture: (H, W, 3), sRGB in [0, 1]. light: the key light. horizon: y of the horizon, 0 = top, 1 = bottom, None
    where there is none. ground: y where the feet of somebody standing go, None where there is no floor.
    front: (H, W, 4) or None, straight (not premultiplied) RGBA that lies over the subject. depth: (H, W) or None,
    metres from the camera, 10,000 in the sky. gloss: how much the floor mirrors, 0 to 1. notes: said to the person.
    """

    picture: Array
    light: Light
    horizon: float | None = None
    ground: float | None = None
    front: Array | None = None
    depth: Array | None = None
    gloss: float = 0.0
    notes: tuple[str, ...] = ()


class Engine(ABC):
    """Paints a backdrop for a brief.

    An author sets the facts and writes `_paint` (or `_paint_batch`, if several at once are quicker); `paint` checks,
    shrinks to `native_pixels`, pads to `multiple_of`, crops, enlarges and clamps.
    """

    name: str
    title: str
    """Shown to people wherever a picture of this engine is: what it is, and whether it is an AI model."""
    good_for: str = ""
    licence: str
    commercial: bool = True
    """Whether its licence allows that the pictures are used commercially."""
    needs_weights: bool
    is_ai: bool
    needs_sketch: bool = False
    """Whether it wants a picture of the scene to start from even if it need not follow it."""
    multiple_of: int = 1
    native_pixels: int
    """The most pixels it paints; larger canvases are painted at this size and enlarged."""

    def missing(self) -> str | None:
        """None when it can paint on this machine, else what is missing and how to get it."""
        return None

    def too_slow(self) -> str | None:
        """None when it paints within a person's patience here, else why `auto` leaves it out."""
        return None

    def prepare(self) -> None:  # noqa: B027
        """Do ahead what the first picture would have to wait for; called in the background once the page is up."""

    def batch_size(self, canvas: Canvas) -> int:  # noqa: ARG002
        """How many variants of a canvas it paints best at once."""
        return 1

    def paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport = lambda *_: None) -> Backdrop:
        """Paint the scene of `brief` behind `canvas`; the same brief, canvas and seed give the same picture.

        Returns:
            A backdrop of the canvas' size.
        Raises:
            ValueError: if foreground and alpha differ in size, or `_paint` returns another size.
            EngineError: if the engine is not ready.
        """
        return self.paint_batch(brief, canvas, (seed,), report)[0]

    def paint_batch(
        self, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport = lambda *_: None
    ) -> list[Backdrop]:
        """As `paint`, one backdrop for each seed."""
        if canvas.foreground.shape[:2] != canvas.alpha.shape:
            raise ValueError(f"expected a foreground of {canvas.alpha.shape}, got {canvas.foreground.shape[:2]}")
        if (reason := self.missing()) is not None:
            raise EngineError(reason)
        width, height = fitted_size(*canvas.size, self.native_pixels)
        small = canvas.resized(width, height)
        padded = _pad(small, self.multiple_of)
        backdrops = []
        for seed, backdrop in zip(seeds, self._paint_batch(brief, padded, seeds, report), strict=True):
            if backdrop.picture.shape[:2] != padded.alpha.shape:
                raise ValueError(f"{self.name}: expected {padded.alpha.shape}, got {backdrop.picture.shape[:2]}")
            finished = _finish(_branded(backdrop, brief, padded), small.size, canvas.size)
            backdrops.append(replace(finished, picture=self._touch_up(finished.picture, seed)))
        return backdrops

    @abstractmethod
    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport) -> Backdrop:
        """Paint at exactly the canvas' size, which is a multiple of `multiple_of` both ways."""

    def _paint_batch(
        self, brief: SceneBrief, canvas: Canvas, seeds: Sequence[int], report: PreviewReport
    ) -> list[Backdrop]:
        return [self._paint(brief, canvas, seed, report) for seed in seeds]

    def _touch_up(self, picture: Array, seed: int) -> Array:  # noqa: ARG002
        """What can only be done at the wanted size, after enlarging; may work in place."""
        return picture


def _pad(canvas: Canvas, multiple_of: int) -> Canvas:
    """Repeat the right and lower edge up to the next multiple."""
    width, height = canvas.size
    right, below = -width % multiple_of, -height % multiple_of
    if not right and not below:
        return canvas
    return canvas.each(lambda pixels: np.pad(pixels, ((0, below), (0, right), (0, 0))[: pixels.ndim], mode="edge"))


def _branded(backdrop: Backdrop, brief: SceneBrief, canvas: Canvas) -> Backdrop:
    """Pull picture and front layer towards the brand's colours, if the brief has any; a logo's own are left alone."""
    if not brief.brand_colours:
        return backdrop
    colours = (*brief.brand_colours, *(brief.logo.colours if brief.logo else ()))
    front = backdrop.front
    if front is not None:
        front = np.concatenate([pulled(front[..., :3], colours), front[..., 3:]], axis=-1)
    subject = Standing(canvas.foreground, canvas.alpha)
    return replace(backdrop, picture=pulled(backdrop.picture, colours, subject), front=front)


def _finish(backdrop: Backdrop, painted: tuple[int, int], wanted: tuple[int, int]) -> Backdrop:
    """Crop the padding off, enlarge from the `painted` to the `wanted` (width, height), clamp."""

    def fit(pixels: Array) -> Array:
        cropped = pixels[: painted[1], : painted[0]]
        if painted == wanted:
            return np.clip(cropped, 0, 1).astype(np.float32, copy=False)
        enlarged = cv2.resize(cropped, wanted, interpolation=cv2.INTER_CUBIC)
        return np.clip(enlarged, 0, 1, out=enlarged)

    front = None if backdrop.front is None else fit(backdrop.front)
    depth = backdrop.depth
    if depth is not None:
        depth = cv2.resize(depth[: painted[1], : painted[0]], wanted, interpolation=cv2.INTER_NEAREST)
    return replace(backdrop, picture=fit(backdrop.picture), front=front, depth=depth)
