"""What stands in rooms: shelves of books, a window with daylight, strings of bulbs, neon signs."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import mix, smoothstep
from .registry import Options, Paint, layer
from .rooms import wall_metres
from .scene import Scene
from .stamps import add_stamp, disc, soften


class ShelfOptions(Options):
    """Shelves over the whole wall at distance_m. shelf_m: from board to board; first_m: the lowest board; glow: strips
    of light under the boards; gaps: share of free places, where objects stand."""

    distance_m: float = Field(5.0, gt=0.5, le=100)
    shelf_m: float = Field(0.40, gt=0.1, le=3)
    first_m: float = Field(0.35, ge=0, le=5)
    height_m: float = Field(3.4, gt=0.2, le=20)
    wood: Paint = 0
    books: tuple[Paint, ...] = Field((1, 2, 3), min_length=1, max_length=8)
    glow: float = Field(0.4, ge=0, le=4)
    gaps: float = Field(0.3, ge=0, le=1)
    panel_m: float = Field(1.1, gt=0.2, le=10)
    ambient: float = Field(0.5, ge=0, le=4)


@layer("shelves", ShelfOptions)
def shelves(scene: Scene, options: ShelfOptions) -> None:
    """A bookcase: boards and uprights, books of many heights and colours, some leaning space, warm strips of light."""
    x, y = wall_metres(scene, options.distance_m)
    y = np.broadcast_to(y, x.shape)
    level = np.floor((y - options.first_m) / options.shelf_m)
    local = (y - options.first_m) / options.shelf_m - level
    panel = x / options.panel_m - np.floor(x / options.panel_m)
    wood = scene.colour(options.wood)
    back = np.broadcast_to(wood * np.float32(0.42), (*x.shape, 3)).copy()
    levels = int(np.ceil(options.height_m / options.shelf_m)) + 1
    for number in range(levels):
        rows = np.flatnonzero(level[:, 0] == number)
        if len(rows):
            part = slice(rows[0], rows[-1] + 1)
            back[part] = _books(scene, options, number, (x[part], local[part]), back[part])
    board = smoothstep(0.055, 0.045, local) + smoothstep(0.018, 0.014, np.minimum(panel, 1 - panel) * options.panel_m)
    colour = mix(back, wood * np.float32(0.85), np.clip(board, 0, 1))
    under = np.exp(-(1 - local) * options.shelf_m / np.float32(0.10))
    light = 2 * options.ambient * scene.ambient * (0.55 + 0.45 * local)[..., None]
    light = light + (0.35 + np.float32(options.glow) * 2.2 * under)[..., None] * scene.key
    inside = np.float32(1) * (level >= 0) * (y < options.height_m)
    scene.lay(colour * light, inside.astype(np.float32), depth=options.distance_m)
    scene.logo_boxes.clear()  # the books hide what is on the wall


def _books(scene: Scene, options: ShelfOptions, number: int, place: tuple[Array, Array], back: Array) -> Array:
    """One shelf: a run of books with their own widths, heights and colours; local is 0 at the board, 1 at the next."""
    x, local = place
    rng = scene.rng(number + 1)
    count = 420
    edges = np.cumsum(rng.uniform(0.018, 0.055, count))
    edges = edges - edges[count // 2]
    book = np.searchsorted(edges, x[0])
    run = np.floor(book / 9).astype(int)
    free = rng.random(count // 9 + 2)[run] < options.gaps
    tall = (0.50 + 0.28 * rng.random(count + 1) + 0.12 * rng.random(count // 9 + 2)[np.arange(count + 1) // 9])[book]
    paints = np.stack([scene.colour(b) for b in options.books])
    pick = rng.integers(len(paints), size=count + 1)
    pick = np.where(rng.random(count + 1) < 0.55, pick[np.arange(count + 1) // 9 * 9], pick)
    tone = rng.uniform(0.55, 1.2, count + 1).astype(np.float32)
    spine = (paints[pick] * tone[:, None])[book]
    left = np.concatenate([edges[:1] - 0.03, edges])[book]
    width = np.concatenate([edges, edges[-1:] + 0.03])[book] - left
    across = (x[0] - left) / np.maximum(width, 1e-4)
    roundness = 0.35 + 0.65 * np.sqrt(np.clip(1 - (2 * across - 1) ** 2, 0, 1))
    bands = (np.abs(local - 0.06 - 0.72 * tall[None]) < 0.018) | (np.abs(local - 0.16) < 0.014)
    title = (rng.random(count + 1) < 0.5)[book][None] & bands
    colour = np.where(title[..., None], np.minimum(spine * 2.2 + 0.08, 1)[None], spine[None]) * roundness[None, :, None]
    standing = smoothstep(0.0, 0.012, tall[None] - local) * ~free[None]
    return mix(back, colour.astype(np.float32), standing.astype(np.float32))


class WindowOptions(Options):
    """A window in the wall at distance_m: a bright view in a frame. x_m: its middle; bottom_m, width_m, height_m."""

    distance_m: float = Field(5.0, gt=0.5, le=100)
    x_m: float = Field(-1.4, ge=-20, le=20)
    bottom_m: float = Field(0.9, ge=0, le=10)
    width_m: float = Field(1.5, gt=0.1, le=20)
    height_m: float = Field(1.8, gt=0.1, le=20)
    columns: int = Field(2, ge=1, le=8)
    rows: int = Field(2, ge=1, le=8)
    top: Paint = (0.9, 0.96, 1.0)
    bottom: Paint = (0.75, 0.86, 0.7)
    frame: Paint = (0.95, 0.94, 0.92)
    brightness: float = Field(1.6, ge=0, le=12)


@layer("window", WindowOptions)
def window(scene: Scene, options: WindowOptions) -> None:
    """Daylight outside, soft trees, white bars."""
    x, y = wall_metres(scene, options.distance_m)
    u = (x - np.float32(options.x_m)) / np.float32(options.width_m) + 0.5
    v = np.broadcast_to((y - np.float32(options.bottom_m)) / np.float32(options.height_m), u.shape)
    leaves = scene.noise().fbm(x * 1.4, np.broadcast_to(y * 1.4, x.shape), 4)
    view = mix(scene.colour(options.bottom), scene.colour(options.top), smoothstep(0.15, 0.75, v + 0.22 * leaves))
    pane_u, pane_v = u * options.columns, v * options.rows
    bar_u = np.abs(pane_u - np.round(pane_u)) * options.width_m / options.columns
    bar_v = np.abs(pane_v - np.round(pane_v)) * options.height_m / options.rows
    pixel = options.distance_m / scene.camera.focal_px
    bar = np.clip((0.028 - np.minimum(bar_u, bar_v)) / pixel + 0.5, 0, 1)
    colour = mix(view * np.float32(options.brightness), scene.colour(options.frame) * (scene.ambient * 1.3), bar)
    border = np.maximum(np.abs(u - 0.5) - 0.5, 0) * options.width_m
    border = np.maximum(border, np.maximum(np.abs(v - 0.5) - 0.5, 0) * options.height_m)
    alpha = np.clip((0.05 - border) / pixel + 0.5, 0, 1)
    colour = mix(colour, scene.colour(options.frame) * (scene.ambient * 1.6), smoothstep(0.0, 0.004, border))
    scene.lay(colour.astype(np.float32), alpha.astype(np.float32), depth=options.distance_m)


class BulbOptions(Options):
    """Strings of bulbs across the picture. y: of their ends, share of the height; sag: units."""

    strings: int = Field(3, ge=1, le=12)
    bulbs: int = Field(16, ge=2, le=80)
    y: float = Field(0.12, ge=-0.5, le=1)
    sag: float = Field(0.12, ge=0, le=1)
    radius: float = Field(0.014, gt=0, le=0.1)
    colours: tuple[Paint, ...] = Field(((1.0, 0.78, 0.45),), min_length=1, max_length=6)
    brightness: float = Field(1.4, ge=0, le=12)
    wire: Paint = (0.03, 0.03, 0.04)


@layer("bulbs", BulbOptions)
def bulbs(scene: Scene, options: BulbOptions) -> None:
    """Party lights on wires, out of focus."""
    rng = scene.rng()
    camera = scene.camera
    for number in range(options.strings):
        left, right = rng.uniform(-0.09, 0.09, 2) + options.y + 0.07 * number
        sag = scene.px(options.sag) * rng.uniform(0.7, 1.4)
        count = max(2, round(options.bulbs * camera.width / camera.unit_px / 0.894))
        t = (np.arange(count) + rng.random()) / count * 1.1 - 0.05
        x = t * camera.width
        y = (left + (right - left) * t) * camera.height + sag * (1 - (2 * t - 1) ** 2)
        size = scene.px(options.radius) * rng.uniform(0.6, 1.25)
        stamp = disc(max(1, round(size)))
        glow = soften(np.pad(stamp, 3 * round(size) + 1), size)
        share = np.float32(min(1.0, size * size))
        for k in range(count):
            colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))]) * np.float32(
                options.brightness
            )
            add_stamp(scene.picture, stamp, x[k], y[k], colour * share)
            add_stamp(scene.picture, glow, x[k], y[k], colour * share * np.float32(0.35))
