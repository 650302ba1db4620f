"""What every engine is: facts as attributes, one method to write, and checks around it that nobody has to repeat."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar

import cv2
import numpy as np

from ..arrays import Array, fitted_size, resize
from ..brand import Standing, pulled
from ..brief import Light, SceneBrief
from ..errors import EngineError
from ..progress import Report


@dataclass(frozen=True)
class Canvas:
    """The picture to be painted around: the subject in its place.

    foreground: (H, W, 3), sRGB in [0, 1], the subject's estimated colours. alpha: (H, W), 1 = subject.
    photo: (H, W, 3), the whole photo in its place, inside: (H, W), 1 where there is photo: for backdrops made of it.
    """

    foreground: Array
    alpha: Array
    photo: Array | None = None
    inside: Array | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.alpha.shape[1], self.alpha.shape[0]

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

    An author sets the facts and writes `_paint`; `paint` checks, shrinks to `native_pixels`, pads to `multiple_of`,
    crops, enlarges and clamps.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    """Shown to people wherever a picture of this engine is: what it is, and whether it is an AI model."""
    licence: ClassVar[str]
    needs_weights: ClassVar[bool]
    is_ai: ClassVar[bool]
    multiple_of: ClassVar[int] = 1
    native_pixels: ClassVar[int]
    """The most pixels it paints; larger canvases are painted at this size and enlarged."""

    def missing(self) -> str | None:
        """None when it can paint on this machine, else what is missing and how to get it."""
        return None

    def too_slow(self) -> str | None:
        """None when it paints within a person's patience here, else why `auto` leaves it out."""
        return None

    def prepare(self) -> None:  # noqa: B027
        """Do ahead what the first picture would have to wait for; called in the background once the page is up."""

    def paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: Report = lambda *_: None) -> Backdrop:
        """Paint the scene of `brief` behind `canvas`; the same brief, canvas and seed give the same picture.

        Returns:
            A backdrop of the canvas' size.
        Raises:
            ValueError: if foreground and alpha differ in size, or `_paint` returns another size.
            EngineError: if the engine is not ready.
        """
        if canvas.foreground.shape[:2] != canvas.alpha.shape:
            raise ValueError(f"expected a foreground of {canvas.alpha.shape}, got {canvas.foreground.shape[:2]}")
        if (reason := self.missing()) is not None:
            raise EngineError(reason)
        width, height = fitted_size(*canvas.size, self.native_pixels)
        small = Canvas(resize(canvas.foreground, width, height), resize(canvas.alpha, width, height))
        padded = _pad(small, self.multiple_of)
        backdrop = self._paint(brief, padded, seed, report)
        if backdrop.picture.shape[:2] != padded.alpha.shape:
            raise ValueError(f"{self.name}: expected {padded.alpha.shape}, got {backdrop.picture.shape[:2]}")
        finished = _finish(_branded(backdrop, brief, padded), small.size, canvas.size)
        return replace(finished, picture=self._touch_up(finished.picture, seed))

    @abstractmethod
    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: Report) -> Backdrop:
        """Paint at exactly the canvas' size, which is a multiple of `multiple_of` both ways."""

    def _touch_up(self, picture: Array, seed: int) -> Array:  # noqa: ARG002
        """What can only be done at the wanted size, after enlarging; may work in place."""
        return picture


def _pad(canvas: Canvas, multiple_of: int) -> Canvas:
    """Repeat the right and lower edge up to the next multiple."""
    width, height = canvas.size
    right, below = -width % multiple_of, -height % multiple_of
    if not right and not below:
        return canvas
    edges = ((0, below), (0, right))
    return Canvas(np.pad(canvas.foreground, (*edges, (0, 0)), mode="edge"), np.pad(canvas.alpha, edges, mode="edge"))


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
