"""Blocks and sheets to pixels: signed distance to the outline, height and normal, as `solids` does for round parts."""

from __future__ import annotations

import cv2
import numpy as np

from ....arrays import Array
from .parts import Block, Sheet, f32
from .view import View

_CLIFF = 5


def see_block(part: Block, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """A box is where the nearest way in, over its front faces, comes before the nearest way out."""
    dx, dy = x - np.float32(part.centre[0]), y - np.float32(part.centre[1])
    shape = dy.shape[0], dx.shape[1]
    front, back = np.full(shape, 10, np.float32), np.full(shape, -10, np.float32)
    normal = np.zeros((3, *shape), np.float32)
    slopes = np.zeros((2, 2, *shape), np.float32)
    round_off = np.float32(max(part.blend, 1e-3))
    for axis, half in zip(part.pose.T, part.halves, strict=True):
        for face in (axis, -axis):
            nx, ny, nz = (np.float32(v) for v in face)
            nz = nz if abs(nz) > 1e-3 else np.float32(np.copysign(1e-3, nz))
            height = (np.float32(half) - nx * dx - ny * dy) / nz
            slope = np.array([-nx / nz, -ny / nz], np.float32)[:, None, None]
            if nz > 0:
                near = np.clip(0.5 + 0.5 * (front - height) / round_off, 0, 1)
                normal += (np.array([nx, ny, nz], np.float32)[:, None, None] - normal) * near
                slopes[0] = np.where(height < front, slope, slopes[0])
                front += (height - front) * near - round_off * near * (1 - near)
            else:
                slopes[1] = np.where(height > back, slope, slopes[1])
                back = np.maximum(back, height)
    steep = np.sqrt(((slopes[1] - slopes[0]) ** 2).sum(0)) + 1e-3
    distance = (back - front) / steep
    normal /= np.sqrt((normal * normal).sum(0)) + 1e-6
    return distance, np.float32(part.centre[2]) + front - _CLIFF * np.maximum(distance, 0), normal


def see_sheet(part: Sheet, view: View) -> tuple[Array, Array, Array]:
    """A sheet lies in the plane that fits its outline best; its edge is rounded off."""
    points = np.array(part.outline, np.float32)
    pixels = (points[:, :2] - f32([view.left, view.top])) * f32([view.scale, -view.scale]) - 0.5
    cover = np.zeros((view.height, view.width), np.uint8)
    cv2.fillPoly(cover, [np.round(pixels * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    inside = cv2.distanceTransform((cover > 127).astype(np.uint8), cv2.DIST_L2, 3)
    outside = cv2.distanceTransform((cover <= 127).astype(np.uint8), cv2.DIST_L2, 3)
    edge = 0.5 - cover.astype(np.float32) / 255
    distance = np.where((cover > 0) & (cover < 255), edge, outside - inside) / view.scale

    x, y = view.grid(slice(0, view.height), slice(0, view.width))
    centre = points.mean(0)
    spread = points[:, :2] - centre[:2]
    slope = np.linalg.lstsq(spread, points[:, 2] - centre[2], rcond=1e-3)[0].clip(-4, 4)
    bevel = np.float32(max(part.bevel, 1e-4))
    level = np.clip(inside / view.scale / bevel, 0, 1)
    tilt_x = -slope[0] - cv2.Sobel(level, cv2.CV_32F, 1, 0, scale=0.125) * view.scale * bevel * (1 - level)
    tilt_y = -slope[1] + cv2.Sobel(level, cv2.CV_32F, 0, 1, scale=0.125) * view.scale * bevel * (1 - level)
    normal = np.stack([tilt_x, tilt_y, np.ones_like(tilt_x)])
    normal /= np.sqrt((normal * normal).sum(0))
    z = centre[2] + slope[0] * (x - centre[0]) + slope[1] * (y - centre[1]) + bevel * 0.5 * level
    return f32(distance), f32(z - _CLIFF * np.maximum(distance, 0)), f32(normal)
