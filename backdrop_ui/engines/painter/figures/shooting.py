"""Clay before the camera: lamps as the scene has them, the eye where the picture's is, hair combed on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array
from ..jit import in_bands
from ..kernels import forms as f
from ..kernels.clay import TILE, Eye, Seen, march
from ..kernels.hair import comb
from ..props.parts import Vec
from ..scene import Scene
from .clay import Clay


@dataclass(frozen=True)
class Lamps:
    """The light on a figure, linear: towards the key, its colour, the sky's above, what the ground throws back."""

    towards: Array
    key: Array
    sky: Array
    bounce: Array

    @classmethod
    def of(cls, scene: Scene, exposure: float = 1.0, bounce: Array | None = None) -> Lamps:
        """As the scene is lit: a hard light is a strong key in a weak sky."""
        hard = scene.light.strength
        x, y, z = scene.sun
        sky = exposure * scene.ambient * (2.3 - 1.2 * hard)
        below = 0.6 * sky if bounce is None else exposure * bounce
        key = exposure * scene.key * (0.45 + 1.15 * hard)
        return cls(np.array([x, y, -z]), key, sky, below)

    def rows(self) -> Array:
        return np.stack([self.towards, self.key, self.sky, self.bounce]).astype(np.float32)


@dataclass(frozen=True)
class Portrait:
    """A figure as seen: (h, w, 4) premultiplied linear light; the pixel its origin is at, from the upper left."""

    light: Array
    x: float
    y: float


def shoot(
    figure: Clay,
    scale: float,
    lamps: Lamps,
    seed: int,
    eye: Vec,
    frame: tuple[float, float, float, float] | None = None,
) -> Portrait | None:
    """See a figure at `scale` pixels a unit (in the plane z = 0) from `eye`, units; a near eye makes near parts loom.

    frame: how far, in units, the picture reaches left, up, right and down of the origin; None when nothing is in it.
    """
    forms = np.array(figure.forms, np.float32)
    low, high = _on_plane(figure, eye)
    fur = float(forms[:, f.STUFF + f.FUR].max()) + 2 / scale
    low, high = low - fur, high + fur
    if frame is not None:
        low, high = np.maximum(low, [-frame[0], -frame[3]]), np.minimum(high, [frame[2], frame[1]])
    width, height = (int(np.ceil(d * scale)) for d in (high - low).tolist())
    if width < 1 or height < 1:
        return None
    seen = Seen(np.zeros((height, width, 4), np.float32), np.zeros((height, width, 8), np.float32))
    camera = Eye(scale, float(low[0]), float(high[1]), *eye)
    rows = lamps.rows()
    in_bands(-(-height // TILE), lambda a, b: march(forms, camera, rows, seen, (a, b)))
    if (seen.guide[..., 4] > 0).any():
        _groom(seen, scale, seed)
    return Portrait(seen.light, -float(low[0]) * scale, float(high[1]) * scale)


def _on_plane(figure: Clay, eye: Vec) -> tuple[Array, Array]:
    """The box around the figure as projected on the plane z = 0 from the eye, (2,) each."""
    low, high = figure.extent()
    corners = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    ahead = np.maximum(eye[2] - corners[:, 2:], 0.15 * eye[2]) / eye[2]
    flat = np.array(eye[:2]) + (corners[:, :2] - np.array(eye[:2])) / ahead
    return flat.min(axis=0), flat.max(axis=0)


def _groom(seen: Seen, scale: float, seed: int) -> None:
    """Hairs in random places, farther ones first, so that nearer parts keep their outline."""
    root = np.argwhere((seen.guide[..., 4] > 0) & (seen.light[..., 3] > 0.6))
    rng = np.random.default_rng(seed)
    length_px = seen.guide[root[:, 0], root[:, 1], 4] * scale
    places = root[rng.random(len(root)) < np.clip(3.0 / np.maximum(length_px, 1), 0.12, 0.8)]
    depth = seen.guide[places[:, 0], places[:, 1], 0] + rng.normal(0, 0.01, len(places))
    places = places[np.argsort(depth, kind="stable")]
    comb(seen.light, seen.light.copy(), seen.guide, places, scale, seed % 1000)
