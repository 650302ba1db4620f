"""What `benchmarks.edges` measures, and how: photos with known alpha, vague alphas to start from, error measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from backdrop_ui.arrays import Array, Mask, resize, to_float
from backdrop_ui.cutout import MODELS
from backdrop_ui.cutout.band import ball
from backdrop_ui.photo import Photo

from .cutouts.data import read_items

COMPOSITES = ("lemur", "gt05", "levin")
NETWORK_PX = 320
NOT_SOLID = {"transparent", "web"}
"""Tags of photos whose soft parts are glass or gauze: no edge to refine."""
TWICE = "hard_misc/gt05_merged"
"""The same toy as the composite gt05."""
MOSTLY_RIGHT = 0.85
"""IoU from which a network's mask is a fair start: below it, what is wrong is not the edge."""


@dataclass(frozen=True)
class Case:
    """A photo and its true alpha; foreground, where it is known too."""

    name: str
    pixels: Array
    alpha: Array
    foreground: Array | None = None

    @cached_property
    def band(self) -> Mask:
        """(H, W): where the true alpha is between 0.02 and 0.98, and 0.3 % of the longer side around that."""
        mixed = ((self.alpha > 0.02) & (self.alpha < 0.98)).astype(np.uint8)
        reach = 2 * max(1, round(0.003 * max(mixed.shape))) + 1
        return cv2.dilate(mixed, np.ones((reach, reach), np.uint8)) > 0


def composites(data: Path) -> list[Case]:
    """The triples in `data`/composites: alpha and foreground are known."""
    cases = []
    for name in COMPOSITES:
        file = {path.stem: path for path in (data / "composites" / name).iterdir()}
        cases.append(Case(name, _read(file["image"]), _read(file["alpha"], "L"), _read(file["foreground"])))
    return cases


def mattes(data: Path) -> list[Case]:
    """The composites with a whole subject, and the photos with a true or a published alpha."""
    cases = [case for case in composites(data) if case.name != "levin"]  # a crop of fur: nothing to find for a network
    for item in read_items(data):
        soft = item.kind in {"true_alpha", "reference_matte"}
        if soft and not NOT_SOLID & set(item.tags) and item.id != TWICE:
            cases.append(Case(item.id, _read(item.photo), _read(item.truth, "L")))
    return cases


def starts(case: Case) -> Iterator[tuple[str, Array]]:
    """What a refinement is given: the true alpha as a network would blur it, and what networks really say."""
    for name, shift in (("true, blurred", 0), ("true, shrunk", -1), ("true, grown", 1)):
        yield name, blurred(case.alpha, shift)
    photo = Photo(case.pixels, None, case.name)
    for name in ("u2netp", "embedded"):
        if MODELS[name].missing() is None:
            probability = MODELS[name].predict(photo)
            found, true = probability > 0.5, case.alpha > 0.5
            if (found & true).sum() > MOSTLY_RIGHT * (found | true).sum():
                yield name, probability


def blurred(alpha: Array, shift: int = 0) -> Array:
    """An alpha, (H, W), as a network of 320 x 320 pixels would give it; shift: grown (+) or shrunk (-) by a pixel."""
    small = resize(alpha, NETWORK_PX, NETWORK_PX)
    if shift:
        small = (cv2.dilate if shift > 0 else cv2.erode)(small, ball(1), iterations=abs(shift))
    vague = cv2.GaussianBlur(small, (0, 0), 1.5)
    sure = 1 / (1 + np.exp(8 * (0.5 - vague)))  # networks are surer than a blur
    sure = (sure - sure.min()) / max(float(np.ptp(sure)), 1e-6)
    enlarged = cv2.resize(sure.astype(np.float32), alpha.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(enlarged, 0, 1).astype(np.float32)


def alpha_errors(estimate: Array, case: Case) -> tuple[float, float, float, float]:
    """MAE in the band, SAD in the band / 1000, gradient error in the band / 1000, MAE everywhere; MAE in 1/255.

    Source:
        Rhemann et al., "A Perceptually Motivated Online Benchmark for Image Matting", CVPR 2009 (SAD, gradient).
    """
    error = np.abs(estimate - case.alpha)
    slope = (_slope(estimate) - _slope(case.alpha)) ** 2
    in_band = error[case.band]
    return 255 * float(in_band.mean()), in_band.sum() / 1000, slope[case.band].sum() / 1000, 255 * float(error.mean())


def colour_error(estimate: Array, alpha: Array, case: Case) -> float:
    """Mean error of the foreground in the band, weighted by how much of it should show there, in 1/255.

    alpha: what the colours were estimated with; where it is 0 they are never seen.
    """
    assert case.foreground is not None
    weight = (case.alpha * (alpha > 0))[case.band][:, None]
    error = np.abs(estimate[case.band] - case.foreground[case.band])
    return 255 * float((weight * error).sum() / (3 * weight.sum()))


def _slope(alpha: Array) -> Array:
    """Length of the gradient, by derivatives of a Gaussian of 1.4 px."""
    smooth = cv2.getGaussianKernel(9, 1.4)
    across = -np.arange(-4, 5)[:, None] / 1.4**2 * smooth
    return np.hypot(cv2.sepFilter2D(alpha, -1, across, smooth), cv2.sepFilter2D(alpha, -1, smooth, across))


def _read(path: Path, mode: str = "RGB") -> Array:
    with Image.open(path) as image:
        return to_float(np.asarray(image.convert(mode)))
