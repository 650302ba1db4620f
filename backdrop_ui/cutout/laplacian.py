"""The matting Laplacian: what a photo's colours say about which neighbouring pixels have which alpha."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array

Plane = npt.NDArray[np.float64]
"""(H, W). Double precision: where a photo is even, single precision drowns the differences that matter here."""


class MattingLaplacian:
    """In each small window, alpha is nearly a linear function of colour; `apply` says how far an alpha is from that.

    Never built as a matrix: what it does to an alpha is a guided filter, a dozen box filters.

    Source:
        Levin, Lischinski & Weiss, "A Closed-Form Solution to Natural Image Matting", PAMI 2008;
        He, Sun & Tang, "Fast Matting Using Large Kernel Matting Laplacian Matrices", CVPR 2010.
    """

    def __init__(self, pixels: Array, radius_px: int = 2, epsilon: float = 1e-5) -> None:
        """pixels: (H, W, 3), sRGB in [0, 1]. epsilon: how much colour noise a window may have."""
        self._window = (2 * radius_px + 1, 2 * radius_px + 1)
        self._colour = [np.ascontiguousarray(pixels[..., channel].astype(np.float64)) for channel in range(3)]
        self._mean = [self._blur(channel) for channel in self._colour]
        self._inverse = self._inverse_covariance(epsilon)
        self._whole = np.zeros(
            pixels.shape[:2]
        )  # windows that stick out would make it lopsided, and the solver diverge
        self._whole[radius_px : -radius_px or None, radius_px : -radius_px or None] = 1
        self._windows = self._sum(self._whole)

    def apply(self, alpha: Plane) -> Plane:
        """The Laplacian times alpha: 0 where every window explains alpha by colour. (H, W); symmetric, not negative."""
        *slopes, offset = (self._sum(part * self._whole) for part in self._fit(alpha))
        explained = offset
        for slope, colour in zip(slopes, self._colour, strict=True):
            explained += slope * colour
        return self._windows * alpha - explained

    def linear_model(self, alpha: Plane) -> tuple[Array, Array]:
        """Alpha as a linear function of colour around each pixel: slopes, (H, W, 3), and offset, (H, W)."""
        *slopes, offset = (self._blur(part).astype(np.float32) for part in self._fit(alpha))
        return np.dstack(slopes), offset

    def _fit(self, alpha: Plane) -> list[Plane]:
        """Slopes and offset that fit alpha best in the window around each pixel: four (H, W)."""
        mean = self._blur(alpha)
        shared = [self._blur(self._colour[i] * alpha) - self._mean[i] * mean for i in range(3)]
        slopes = [row[0] * shared[0] + row[1] * shared[1] + row[2] * shared[2] for row in self._inverse]
        return [*slopes, mean - sum(slopes[i] * self._mean[i] for i in range(3))]

    def _inverse_covariance(self, epsilon: float) -> list[list[Plane]]:
        """The inverse of the symmetric 3 x 3 covariance of the colours in each window, by cofactors."""
        c, m = self._colour, self._mean
        v = [[self._blur(c[i] * c[j]) - m[i] * m[j] + epsilon * (i == j) for j in range(3)] for i in range(3)]
        rows = [[v[(i + 1) % 3][(j + 1) % 3] * v[(i + 2) % 3][(j + 2) % 3] for j in range(3)] for i in range(3)]
        for i in range(3):
            for j in range(3):
                rows[i][j] -= v[(i + 1) % 3][(j + 2) % 3] * v[(i + 2) % 3][(j + 1) % 3]
        determinant = sum(v[0][j] * rows[0][j] for j in range(3))
        return [[cofactor / determinant for cofactor in row] for row in rows]

    def _blur(self, plane: Plane) -> Plane:
        return cv2.blur(plane, self._window)

    def _sum(self, plane: Plane) -> Plane:
        return cv2.blur(plane, self._window, borderType=cv2.BORDER_CONSTANT)


def solve(laplacian: MattingLaplacian, target: Plane, weight: Plane, start: Plane, rounds: int) -> Plane:
    """The alpha that the colours explain best and that is near `target` where `weight` is high.

    Args:
        target, weight, start: (H, W) each; weight above 0.
        rounds: steps of the conjugate gradient method, preconditioned by the diagonal.
    Returns:
        (H, W), about in [0, 1].
    """
    scale = 1 / (1 + weight)
    alpha = start
    rest = weight * (target - alpha) - laplacian.apply(alpha)
    step = scale * rest
    size = float(np.vdot(rest, step))
    for _ in range(rounds):
        if size < 1e-12:  # solved
            break
        change = laplacian.apply(step) + weight * step
        length = size / float(np.vdot(step, change))
        alpha = alpha + length * step
        rest = rest - length * change
        direction = scale * rest
        before, size = size, float(np.vdot(rest, direction))
        step = direction + (size / before) * step
    return alpha
