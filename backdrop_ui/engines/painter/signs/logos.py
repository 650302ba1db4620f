"""A logo in the scene: printed on a wall or laid on the floor."""

from __future__ import annotations

import cv2
import numpy as np

from ....arrays import Array, Mask
from ....brief import Logo, LogoPlace
from ..colour import LUMA, linear, luminance, mix, smoothstep
from ..scene import NARROW, Box, Scene

READABLE = 0.3
"""Difference in tone that a logo needs to what it is printed on."""
WHITE, BLACK = linear((0.97, 0.97, 0.96)), linear((0.07, 0.07, 0.08))
SHAPED = 0.1
"""Spread of lightness within a shape that makes it readable on anything."""
VISIBLE = 0.85
"""Less than this share of a logo's box does not show it."""
RUNNER = np.array([2.05, 1.42, 1.0])
"""Logos run along both sides of a narrow carpet, at these multiples of the distance of the first."""
LEAST = 0.035
"""A logo on the floor that would be lower than this share of the picture, or cut off so far, is not laid at all."""
DEEPER = 1.9
"""A logo on the floor is drawn out in depth, as on a road, or it could not be read from where the camera stands."""


def carried(scene: Scene, on: LogoPlace) -> Logo | None:
    """The logo, if the layer that is being painted is the one that carries it."""
    logo = scene.logo
    return logo if logo is not None and logo.on == on and scene.layer_number == scene.logo_layer else None


def on_wall(scene: Scene, surface: Array, distance_m: float, height_m: float = 200.0) -> None:
    """Print the logo, if this wall carries it, on its albedo, (H, W, 3), in place: above the subject, or beside it.

    distance_m, height_m: of the wall.
    """
    logo = carried(scene, "wall")
    if logo is None:
        return
    scene.logo_depth_m = distance_m
    for box in boxes_on_wall(scene, logo.pixels, scene.camera.project(0, height_m, distance_m)[1]):
        print_on(surface, box, logo.pixels)
        scene.logo_boxes.append(box)


def boxes_on_wall(scene: Scene, logo: Array, top_px: float) -> list[Box]:
    """One box centred over the subject's head, or one on each side where there is no room above."""
    camera, subject = scene.camera, scene.subject
    top = max(0.03 * camera.height, top_px + 0.02 * camera.height)
    room = subject.top * camera.height - top
    middle = float(np.clip((subject.left + subject.right) / 2, 0.36, 0.64)) * camera.width
    if room > 0.14 * camera.height:
        return [fitted(logo, (middle, top + 0.58 * room), (0.62 * camera.width, min(0.56 * room, scene.px(0.26))))]
    tall = min(0.18 * camera.height, scene.px(0.2))
    return [
        fitted(logo, ((a + b) / 2 * camera.width, top + 0.7 * tall), (0.74 * (b - a) * camera.width, tall))
        for a, b in subject.beside
        if b - a > NARROW
    ]


def is_shown(box: Box, seen: Mask, least: float = VISIBLE) -> bool:
    """Whether enough of a box is where `seen`, (H, W), is true."""
    part = seen[max(box.top, 0) : max(box.top + box.height, 0), max(box.left, 0) : max(box.left + box.width, 0)]
    return bool(part.size and part.mean() > least)


def fitted(logo: Array, middle: tuple[float, float], room: tuple[float, float]) -> Box:
    """The largest box of the logo's shape in the room (width, height) around the middle, pixels."""
    tall, wide = logo.shape[:2]
    scale = min(room[0] / wide, room[1] / tall)
    width, height = max(1, round(wide * scale)), max(1, round(tall * scale))
    return Box(round(middle[0] - width / 2), round(middle[1] - height / 2), width, height)


def print_on(surface: Array, box: Box, logo: Array) -> None:
    """The logo on a surface, in place, in ink that can be read there."""
    rows, columns = inside(box.top, box.height, len(surface)), inside(box.left, box.width, surface.shape[1])
    if surface[rows, columns].size:
        print_ink(surface, box, inked(logo, (box.width, box.height), surface[rows, columns]))


def print_ink(surface: Array, box: Box, ink: Array) -> None:
    """Ink of a box's size on a surface, in place: the surface's own relief shows through."""
    rows, columns = inside(box.top, box.height, len(surface)), inside(box.left, box.width, surface.shape[1])
    part = surface[rows, columns]
    if part.size:
        ink = ink[rows.start - box.top : rows.stop - box.top, columns.start - box.left : columns.stop - box.left]
        part[:] = mix(part, ink[..., :3] * relief(part)[..., None], 0.94 * ink[..., 3])


def inside(start: int, length: int, limit: int) -> slice:
    return slice(min(max(start, 0), limit), max(min(start + length, limit), 0))


def relief(surface: Array) -> Array:
    """(h, w): what is darker or lighter than its surroundings, about 1; joints and grain stay under paint."""
    light = luminance(surface)
    broad = cv2.GaussianBlur(light, (0, 0), 0.02 * sum(light.shape) + 1)
    return np.clip(light / np.maximum(broad, 1e-4), 0.55, 1.3).astype(np.float32)


def inked(logo: Array, size: tuple[int, int], surface: Array) -> Array:
    """The logo at (width, height), (h, w, 4) linear light, straight, so that it can be read on a surface.

    A shape that would vanish on the surface is printed white, or black on a light one, as on a reversed logo; the rest
    keeps its colours. A logo that brings its own ground with it, a badge, stays as it is.
    """
    ink = sized(logo, size)
    if _is_badge(logo):
        return ink
    own, behind = _tone(ink[..., :3]), _tone(surface.mean(axis=(0, 1)))
    lost = smoothstep(READABLE, 0.93 * READABLE, _apart(own, behind))  # in between lies the surface's own tone
    count, shapes = cv2.connectedComponents((ink[..., 3] > 0.3).astype(np.uint8))
    for number in range(1, count):
        shape = own[shapes == number]
        if _apart(shape.mean(axis=0), behind) > READABLE or shape[:, 0].std() > SHAPED:
            lost[shapes == number] = 0
    ink[..., :3] = mix(ink[..., :3], WHITE if behind[0] < 0.68 else BLACK, lost)
    return ink


def _apart(tone: Array, other: Array) -> Array:
    """(...): how well one tone can be told from another, mostly by lightness."""
    chroma = np.linalg.norm(tone[..., 1:] - other[1:], axis=-1)
    return np.asarray(np.abs(tone[..., 0] - other[0]) + 0.25 * chroma, np.float32)


def _is_badge(logo: Array) -> bool:
    """Whether it is one shape that fills most of its box and has light and dark in itself."""
    step = max(1, min(logo.shape[:2]) // 96)
    small = logo[::step, ::step]
    ink = small[..., 3] > 0.5
    _, _, facts, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    largest = facts[1:, cv2.CC_STAT_AREA].max(initial=0)
    if largest < 0.5 * ink.size or largest < 0.95 * ink.sum():
        return False
    return float(_tone(linear(small[..., :3][ink]))[:, 0].std()) > 0.1


def _tone(light: Array) -> Array:
    """(..., 3) linear light to lightness and two colour differences, about as the eye weighs them."""
    roots = np.cbrt(np.maximum(light, 0))
    lightness = np.cbrt(np.maximum(light @ LUMA, 0))
    return np.stack([lightness, roots[..., 0] - roots[..., 1], roots[..., 2] - roots[..., 1]], axis=-1)


def sized(logo: Array, size: tuple[int, int]) -> Array:
    """Straight sRGB RGBA to (h, w, 4) linear light of another size, without fringes."""
    premultiplied = np.concatenate([linear(logo[..., :3]) * logo[..., 3:], logo[..., 3:]], axis=-1)
    smaller = size[0] < logo.shape[1] or size[1] < logo.shape[0]
    small = cv2.resize(premultiplied, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    small[..., :3] /= np.maximum(small[..., 3:], 1e-4)
    return np.asarray(small, np.float32)


def on_floor(scene: Scene, surface: Array, x: Array, z: Array, half_m: float = 50.0) -> None:
    """Lay the logo, if one goes on floors, on a floor's albedo, (h, W, 3), in place, on both sides of the subject.

    x: (h, W), z: (h, 1), metres, of its lowest rows. half_m: half of the width that can be used.
    """
    logo = carried(scene, "floor")
    if logo is not None:
        lay_on_floor(scene, logo, (surface, x, z), half_m)


def lay_on_floor(scene: Scene, logo: Logo, floor: tuple[Array, Array, Array], half_m: float) -> None:
    """`on_floor` for any layer; floor: surface, x and z."""
    surface, x, z = floor
    camera, subject = scene.camera, scene.subject
    beside_m = min(1.22 * camera.distance_m(0.93 * camera.height), 0.84 * float(z[0, 0]))
    places = np.array([beside_m])
    if half_m < camera.half_width_m(beside_m):  # a narrow carpet is widest, in the picture, close to the camera
        places = RUNNER * 1.06 * camera.distance_m(0.96 * camera.height)
    tall, wide = logo.pixels.shape[:2]
    for away in places:
        half = camera.half_width_m(float(places[-1]))
        for side, share in ((-1, 1 - 2 * subject.left), (1, 2 * subject.right - 1)):
            inner, outer = max(share, 0.1) * half, min(0.98 * half, half_m - 0.12)
            width = min(0.86 * (outer - inner), 1.3, 0.8 * away / DEEPER * wide / tall)
            if width > 0.1:
                place = (side * (inner + outer) / 2, float(away), width, DEEPER * width * tall / wide)
                _lay(scene, logo.pixels, (surface, x, z), place)


def _lay(
    scene: Scene, logo: Array, floor: tuple[Array, Array, Array], place: tuple[float, float, float, float]
) -> None:
    """One logo in perspective at (x, z) with its width and depth, metres; floor: surface, x and z of `on_floor`."""
    surface, x, z = floor
    middle, away, width, depth = place
    far = away + depth / 2
    rows = np.flatnonzero(np.abs(z[:, 0] - away) < depth / 2)
    if len(rows) < max(2, LEAST * scene.camera.height):
        return
    nearest = np.abs(x[rows[0] : rows[-1] + 1] - middle).min(axis=0)
    columns = np.flatnonzero(nearest < width / 2)
    if len(columns) < 2:
        return
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    texels = (max(2, round(width * scene.camera.focal_px / away)), max(2, len(rows)))
    seen = surface[part]
    ink = inked(logo, texels, seen)
    ink[..., :3] *= ink[..., 3:]
    u = ((x[part] - middle) / width + 0.5) * texels[0] - 0.5
    v = np.broadcast_to((far - z[part[0]]) / depth * texels[1] - 0.5, u.shape)
    laid = cv2.remap(
        ink, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0),
    )  # fmt: skip
    surface[part] = seen * (1 - 0.92 * laid[..., 3:]) + laid[..., :3] * (0.92 * relief(seen))[..., None]
    top = scene.camera.height - len(surface)
    scene.logo_boxes.append(Box(int(columns[0]), top + int(rows[0]), len(columns), len(rows)))
