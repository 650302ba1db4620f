"""The scene all layers of one picture share: camera, light, palette, the picture so far and how far away it is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import cv2
import numpy as np

from ...arrays import Array, Rgb
from ...brief import Light, Logo
from .colour import linear, mix
from .noise import Noise

FAR_M = 1e4
"""Depth of the sky."""

PORTRAIT_HEIGHT = 1.25**0.5
"""Height of a 4:5 portrait in units; a unit is the side of the square with the picture's area."""


@dataclass(frozen=True)
class Camera:
    """A level camera; world axes: x right, y up, z into the picture, metres, the ground at y = 0."""

    width: int
    height: int
    horizon: float
    eye_m: float = 1.5
    focal: float = 1.25

    @property
    def unit_px(self) -> float:
        return float(np.sqrt(self.width * self.height))

    @property
    def focal_px(self) -> float:
        return self.focal * self.unit_px

    @property
    def horizon_px(self) -> float:
        return self.horizon * self.height

    @cached_property
    def slope_x(self) -> Array:
        """(1, W): metres to the right per metre ahead."""
        centres = np.arange(self.width, dtype=np.float32)[None] + np.float32(0.5 - self.width / 2)
        return (centres / np.float32(self.focal_px)).astype(np.float32)

    @cached_property
    def slope_y(self) -> Array:
        """(H, 1): metres up per metre ahead."""
        centres = np.arange(self.height, dtype=np.float32)[:, None] + np.float32(0.5)
        return ((np.float32(self.horizon_px) - centres) / np.float32(self.focal_px)).astype(np.float32)

    def project(self, x: float, y: float, z: float) -> tuple[float, float]:
        """World metres to picture pixels."""
        scale = self.focal_px / z
        return self.width / 2 + x * scale, self.horizon_px - (y - self.eye_m) * scale

    def half_width_m(self, z: float) -> float:
        """Half of what the picture shows across at distance z."""
        return self.width / 2 / self.focal_px * z

    def distance_m(self, row_px: float) -> float:
        """Distance of the ground at a row below the horizon."""
        return self.eye_m * self.focal_px / max(row_px - self.horizon_px, 1e-3)


def horizon_for(portrait_horizon: float, width: int, height: int) -> float:
    """Where a portrait's horizon goes in another shape: wide pictures keep some more ground, tall ones more sky."""
    below = (1 - portrait_horizon) * (PORTRAIT_HEIGHT / (height / np.sqrt(width * height))) ** 0.35
    return float(1 - min(below, 0.98))


COLOURS_UNCOVERED = np.tile(np.array([0, 0, 0, -1, 1], np.float32), (3, 1))
"""Of premultiplied RGBA, makes 1 - alpha three times; much faster than broadcasting one channel."""


class Box(NamedTuple):
    """Pixels: left, top, width, height."""

    left: int
    top: int
    width: int
    height: int


UPPER = 0.6
"""Share of the picture's height, from above, in which a logo beside somebody has its place."""
NARROW = 0.15
"""Of the picture's width: what leaves less on either side of it leaves no room."""


class Outline(NamedTuple):
    """What of the picture the subject covers, as shares of width and height; it reaches down to the lower edge.

    stands: whether it is whole and no thing, as somebody is who is seen from head to foot. upper: left and right of
    what of it is above `UPPER`, if anything: a head is narrower than shoulders.
    """

    left: float = 0.33
    right: float = 0.67
    top: float = 0.38
    stands: bool = False
    upper: tuple[float, float] | None = None

    @property
    def beside(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What is free on its left and right, from x to x; only high up where it leaves no room otherwise."""
        left, right = self.left, self.right
        if self.upper is not None and max(left, 1 - right) < NARROW:
            left, right = self.upper
        return (0.0, left), (right, 1.0)


SOMEBODY = Outline()


@dataclass
class Scene:
    """What layers paint on.

    picture: (H, W, 3), linear light, may exceed 1. depth: (H, W), metres. front: (H, W, 4), premultiplied linear
    light. ground: y where the feet go, 0 = top, 1 = bottom. gloss: how much the floor mirrors, 0 to 1. subject: who
    will stand before it. logo: the way round that the painted picture needs; logo_layer: number of the layer that
    carries it; logo_boxes, logo_depth_m: where it lies, and how far away.
    """

    camera: Camera
    light: Light
    palette: Sequence[Rgb]
    seed: int
    picture: Array = field(init=False)
    depth: Array = field(init=False)
    front: Array | None = None
    ground: float | None = None
    gloss: float = 0.0
    layer_number: int = 0
    subject: Outline = SOMEBODY
    logo: Logo | None = None
    logo_layer: int | None = None
    logo_boxes: list[Box] = field(default_factory=list)
    logo_depth_m: float = 0.0
    sprites: dict[tuple[str, int, Rgb | None, float], Future[Array]] = field(default_factory=dict)
    """Props already drawn, premultiplied linear light: drawing one takes longer than laying it many times."""
    sprites_lock: Lock = field(default_factory=Lock)

    _colours: dict[int | Rgb, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (self.camera.height, self.camera.width)
        self.picture = np.zeros((*shape, 3), np.float32)
        self.depth = np.full(shape, FAR_M, np.float32)

    def rng(self, purpose: int = 0) -> np.random.Generator:
        """Random numbers of this layer; `purpose` keeps a layer's choices from shifting one another."""
        return np.random.default_rng([self.seed, self.layer_number, purpose])

    def noise(self, purpose: int = 0) -> Noise:
        return Noise(self.rng(1000 + purpose))

    def colour(self, paint: int | Rgb) -> Array:
        """(3,) linear light of a palette number or an sRGB colour; kept, as layers ask thousands of times."""
        if paint not in self._colours:
            colour = linear(self.palette[paint % len(self.palette)] if isinstance(paint, int) else paint)
            colour.flags.writeable = False
            self._colours[paint] = colour
        return self._colours[paint]

    @cached_property
    def key(self) -> Array:
        """(3,) linear colour of the key light."""
        return linear(self.light.colour)

    @cached_property
    def ambient(self) -> Array:
        return linear(self.light.ambient)

    @cached_property
    def sun(self) -> tuple[float, float, float]:
        """Unit vector towards the key light in world axes."""
        azimuth, elevation = np.radians(self.light.azimuth_deg), np.radians(self.light.elevation_deg)
        flat = float(np.cos(elevation))
        return flat * float(np.sin(azimuth)), float(np.sin(elevation)), -flat * float(np.cos(azimuth))

    def px(self, units: float) -> float:
        """Scene units to pixels."""
        return units * self.camera.unit_px

    def grid(self, step: int = 1) -> tuple[Array, Array]:
        """Scene units (1, W), (H, 1) of every `step`-th pixel, from the middle of the picture, y down."""
        camera = self.camera
        columns, rows = -(-camera.width // step), -(-camera.height // step)
        x = (np.arange(columns, dtype=np.float32) + 0.5) * step - camera.width / 2
        y = (np.arange(rows, dtype=np.float32) + 0.5) * step - camera.height / 2
        return (x / camera.unit_px)[None].astype(np.float32), (y / camera.unit_px)[:, None].astype(np.float32)

    def enlarge(self, small: Array, height: int | None = None) -> Array:
        """A picture painted on a coarse grid to the full width and `height` (default: all)."""
        size = (self.camera.width, self.camera.height if height is None else height)
        return cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)

    def lay(self, colour: Array, alpha: Array, top: int = 0, depth: Array | float | None = None) -> None:
        """Lay a colour, (3,) or (h, W, 3), over the rows from `top`; depth is taken where alpha is over a half."""
        rows = slice(top, top + alpha.shape[0])
        self.picture[rows] = mix(self.picture[rows], colour, alpha)
        if depth is not None:
            np.copyto(self.depth[rows], np.asarray(depth, np.float32), where=alpha > 0.5)

    def lay_premultiplied(self, rgba: Array, depth: float | None = None) -> None:
        """Lay a whole premultiplied picture, (H, W, 4), over."""
        self.picture *= cv2.transform(rgba, COLOURS_UNCOVERED)
        self.picture += rgba[..., :3]
        if depth is not None:
            self.depth[rgba[..., 3] > 0.5] = depth

    def lay_front(self, rgba: Array) -> None:
        """Lay a premultiplied picture, (H, W, 4), over the front layer."""
        self.front = rgba if self.front is None else rgba + self.front * (1 - rgba[..., 3:])
