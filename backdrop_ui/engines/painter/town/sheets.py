"""Sheets of water: seas, canals, and the film of rain on a street, as cloths whose normals ripple."""

from __future__ import annotations

import numpy as np

from ..tracer import Mesh, grid


def sheet(
    rng: np.random.Generator,
    half_m: float,
    span_m: tuple[float, float],
    wave_m: float,
    steep: float,
    y: float = 0.0,
    size: tuple[int, int] = (150, 110),
) -> Mesh:
    """Level water from z = span_m[0] to span_m[1], `half_m` to either side; wave_m: of its longest waves; steep: their
    slope. Rows lie closer where the camera is; waves too short for them are left out. size: rows and columns."""
    rows, columns = size
    z = np.geomspace(*span_m, rows)[:, None] * np.ones((1, columns))
    x = np.linspace(-half_m, half_m, columns)[None] * np.clip(0.25 + z / span_m[1] * 3, 0, 1)
    gap = np.maximum(np.gradient(z, axis=0), np.abs(np.gradient(x, axis=1)))
    slope_x, slope_z = np.zeros_like(z), np.zeros_like(z)
    for number in range(14):
        length = wave_m * 0.72**number
        angle, phase = rng.uniform(0, 2 * np.pi), rng.uniform(0, 2 * np.pi)
        share = np.clip(length / gap - 2.5, 0, 1) * steep * 0.45
        run = (np.cos(angle) * x + 1.3 * np.sin(angle) * z) * 2 * np.pi / length + phase
        slope_x += share * np.cos(angle) * np.cos(run)
        slope_z += share * np.sin(angle) * np.cos(run)
    normals = np.stack([-slope_x, np.ones_like(z), -slope_z], -1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    return grid(np.stack([x, np.full_like(z, y), z], -1), normals)
