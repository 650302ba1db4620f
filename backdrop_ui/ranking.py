"""How well an AI model painted around a subject: did it grow, does its border show, is the backdrop as sharp as it.

An inpainting model likes to go on with what it sees: a third arm, larger hair, a rim of the subject's colours. The
photo's own subject is laid over that, but not over what has grown beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import cv2
import numpy as np

from .arrays import Array, Mask, Numbers, fitted_size, resize
from .composite import over
from .cutout import BUILT_IN
from .engines.base import Canvas

WORK_PIXELS = 512 * 512
"""Pictures are judged at this size: what does not show there is no reason to prefer another."""
SLACK_PX = 2
"""Of the network's 320: its edge is off by so much where nothing has grown."""
FOUND_SHARE = 0.5
"""Less of the subject found again, and the network looked at something else."""
RING_SHARE = 0.02
"""Width of the ring around the subject in which a seam is looked for, as a share of the longer side."""
TOUCHED = 0.02
"""Alpha from which on a pixel is partly the subject's."""

GROWTH_SHOWS = 0.01
SEAM_SHOWS = 0.04
SHARP_ENOUGH, TOO_SHARP = 0.1, 2.0
"""Where growth, seam, blur and noise begin to be seen. Of 78 composites of true cut-outs and backdrops in which nothing
had grown, growth stayed below in 88 %, the seam in 95 % and more, and sharpness was within these bounds in 94 %.
"""
MOST_OCTAVES = 2.0
"""More blur or noise than that counts no more: a flat studio may be just what was asked for, a third arm never is."""


@dataclass(frozen=True)
class Score:
    """How well a backdrop goes with its subject.

    growth: of the subject, as a share of the picture; None if the subject was not found again. seam: colour jump around
    the subject, as a share of the full range. sharpness: of the backdrop, 1 = as sharp as the subject.
    """

    growth: float | None
    seam: float
    sharpness: float

    @property
    def loss(self) -> float:
        """The lower, the better. Each fault counts in units of what just shows: growth and seam as multiples of that,
        blur and noise as octaves beyond it, at most two. Unknown growth counts as much as what just shows.
        """
        growth = 1.0 if self.growth is None else self.growth / GROWTH_SHOWS
        sharpness = max(self.sharpness, 1e-6)
        octaves = max(log2(SHARP_ENOUGH / sharpness), log2(sharpness / TOO_SHARP), 0.0)
        return growth + self.seam / SEAM_SHOWS + min(octaves, MOST_OCTAVES)

    @property
    def grew(self) -> bool:
        """Whether the subject grew so much that it shows."""
        return self.growth is not None and self.growth > GROWTH_SHOWS

    @property
    def grown(self) -> str:
        """The growth in words: "the subject grew by 2.3 % of the picture"."""
        if self.growth is None:
            return "the subject was not found again"
        return f"the subject grew by {100 * self.growth:.1f} % of the picture" if self.grew else "nothing grew"

    @property
    def words(self) -> str:
        """For people: "nothing grew, its edge is clean"."""
        said = [self.grown, "its edge is clean" if self.seam <= SEAM_SHOWS else "a seam shows around it"]
        if self.sharpness < SHARP_ENOUGH:
            said.append("the backdrop is blurred")
        if self.sharpness > TOO_SHARP:
            said.append("the backdrop is noisy")
        return ", ".join(said)


def rank(scores: Sequence[Score]) -> list[int]:
    """The places of scores, the best first; equals keep their order."""
    return sorted(range(len(scores)), key=lambda place: scores[place].loss)


def score(canvas: Canvas, picture: Array) -> Score:
    """Judge a picture, (H, W, 3) sRGB in [0, 1], that a model painted around the subject of a canvas of the same size.

    The subject is looked for again in what people will see, the photo's own subject over the picture, so it does not
    matter what the model made of the subject itself. The built-in network looks, whatever cut the subject out before:
    it is quick, on every machine, and says the same everywhere.
    """
    width, height = fitted_size(*canvas.size, WORK_PIXELS)
    alpha, picture = resize(canvas.alpha, width, height), resize(picture, width, height)
    composite = over(resize(canvas.foreground, width, height), alpha, picture)
    recut = BUILT_IN.look(composite)
    seen = resize(alpha, *recut.shape[::-1])
    grown = growth(seen, recut, SLACK_PX) if found_again(seen, recut) else None
    return Score(grown, seam(picture, alpha), sharpness(composite, alpha))


def found_again(alpha: Array, recut: Array) -> bool:
    """Whether `recut` holds most of the subject of `alpha`; both (H, W) in [0, 1]."""
    subject = alpha > 0.5
    return bool(subject.any()) and float(np.mean(recut[subject] > 0.5)) >= FOUND_SHARE


def growth(alpha: Array, recut: Array, slack_px: int = 0) -> float:
    """How much larger a subject is in a picture than it was: E = area(out or in) - area(in).

    What `recut` holds besides, a bystander or a dog, is no growth as long as it does not touch the subject: only what
    is connected to it counts. What touches it counts whatever it is: a third arm and a friend's arm look alike here.

    Args:
        alpha: (H, W) in [0, 1], the subject as it is laid over the picture; above one half is in.
        recut: (H, W) in [0, 1], what a network takes for the subject in the picture; above one half is out.
        slack_px: growth that is put down to the network's own inexactness: the subject counts as so much larger.
    Returns:
        A share of the picture's area.
    Raises:
        ValueError: if the sizes differ.
    Source:
        Eshratifar et al., "Salient Object-Aware Background Generation using Text-Guided Diffusion Models", CVPR
        workshops 2024. Theirs is of the whole mask, with everything that the network found.
    """
    if alpha.shape != recut.shape:
        raise ValueError(f"expected masks of one size, got {alpha.shape} and {recut.shape}")
    subject = (alpha > 0.5).astype(np.uint8)
    if slack_px:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * slack_px + 1, 2 * slack_px + 1))
        subject = cv2.dilate(subject, disc)
    both = subject | (recut > 0.5)
    _, parts = cv2.connectedComponents(both)
    connected = np.isin(parts, np.unique(parts[subject > 0]))
    return float(np.count_nonzero(connected & (subject == 0))) / alpha.size


def seam(picture: Array, alpha: Array) -> float:
    """How much a picture changes colour around a subject: a halo, a grey rim, a subject painted a little too large.

    In a ring just outside, colours change towards the subject as much as they do along its outline, unless something
    follows that outline. What they change more is the seam. The subject's own edge is not in it.

    Args:
        picture: (H, W, 3), sRGB in [0, 1], as the model painted it.
        alpha: (H, W) in [0, 1].
    Returns:
        The mean jump across the ring beyond the one along it, as a share of the full range; 0 where there is no ring.
    """
    outside = cv2.distanceTransform((alpha <= TOUCHED).astype(np.uint8), cv2.DIST_L2, 5)
    width_px = RING_SHARE * max(alpha.shape)
    ring = (outside > 1) & (outside <= width_px)
    if not ring.any():
        return 0.0
    away_x, away_y = _slopes(cv2.GaussianBlur(outside, (0, 0), 2))
    steepness = np.hypot(away_x, away_y) + np.float32(1e-6)
    away_x, away_y = ((away / steepness)[ring][:, None] for away in (away_x, away_y))
    right, down = (slope[ring] for slope in _slopes(_softened(picture, outside > 1)))
    across = np.abs(right * away_x + down * away_y).mean()
    along = np.abs(down * away_x - right * away_y).mean()
    return max(0.0, width_px * float(across - along))


def sharpness(picture: Array, alpha: Array) -> float:
    """How sharp the backdrop of a picture is, 1 = as its subject; a blurred one is near 0, a noisy one far above 1.

    The mean strength of the Laplacian on either side, away from the edge between them. 1 where there is but one side.

    Args:
        picture: (H, W, 3), sRGB in [0, 1], with the subject in it.
        alpha: (H, W) in [0, 1].
    """
    detail = np.abs(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.CV_32F))
    backdrop, subject = _inner(alpha <= TOUCHED), _inner(alpha >= 1 - TOUCHED)
    if not backdrop.any() or not subject.any():
        return 1.0
    return float(detail[backdrop].mean()) / max(float(detail[subject].mean()), 1e-4)


def _slopes(picture: Array) -> tuple[Numbers, Numbers]:
    """Change per pixel to the right and downwards."""
    return cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=1 / 8)


def _softened(picture: Array, where: Mask) -> Array:
    """A picture blurred by a pixel, its colours taken from `where` alone; of use up to two pixels beyond that."""
    weight = where.astype(np.float32)
    blurred = cv2.GaussianBlur(picture * weight[..., None], (0, 0), 1)
    return np.asarray(blurred / (cv2.GaussianBlur(weight, (0, 0), 1)[..., None] + np.float32(1e-6)), np.float32)


def _inner(mask: Mask) -> Mask:
    """A mask without its two outermost pixels, which the Laplacian of the other side reaches into."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)
