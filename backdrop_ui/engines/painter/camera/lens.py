"""What a lens does on the way: depth of field, discs of light, beams, haze."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.stamps import add_stamp, disc, soften
from ..colour import luminance, mix, smoothstep
from ..registry import Options, Paint, layer
from ..scene import FAR_M, Scene
from ..sky.skies import sun_px


class LensOptions(Options):
    """blur: radius in units of things far behind the focus. focus_m: what stands nearer stays sharp."""

    blur: float = Field(0.012, ge=0, le=0.08)
    focus_m: float = Field(3.5, gt=0.1, le=1000)


@layer("lens", LensOptions)
def lens(scene: Scene, options: LensOptions) -> None:
    """Blur what has been painted so far, the more the farther it is behind the subject."""
    radius = scene.px(options.blur)
    if radius < 0.4:
        return
    behind = np.clip(1 - options.focus_m / np.maximum(scene.depth, 0.01), 0, 1)
    blur = soften(behind.astype(np.float32), radius * 0.7)
    half = disc_blur(scene.picture, radius * 0.45)
    full = disc_blur(scene.picture, radius)
    picture = mix(scene.picture, half, smoothstep(0.02, 0.45, blur))
    scene.picture[:] = mix(picture, full, smoothstep(0.4, 0.95, blur))


def disc_blur(picture: Array, radius: float) -> Array:
    """Blur by a disc, which keeps lights crisp-edged as real lenses do; large radii are blurred at lower resolution."""
    step = 1 if radius < 5 else 2 if radius < 12 else 4
    height, width = picture.shape[:2]
    small = picture
    if step > 1:
        size = (max(1, width // step), max(1, height // step))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    r = radius / step
    reach = int(np.ceil(r))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    kernel = np.clip(r + 0.5 - np.hypot(x, y), 0, 1)
    blurred = cv2.filter2D(small, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT_101)
    if step > 1:
        blurred = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.maximum(blurred, 0)


class BokehOptions(Options):
    """Lights out of focus. top, bottom: the band they fill, as shares of the height. radius: of the largest, units.
    centre: how much of them keeps clear of the middle, where the subject stands."""

    count: int = Field(60, ge=0, le=600)
    colours: tuple[Paint, ...] = Field(((1.0, 0.8, 0.5),), min_length=1, max_length=8)
    radius: float = Field(0.03, gt=0, le=0.2)
    spread: float = Field(0.6, ge=0, le=1)
    top: float = Field(0.0, ge=-0.5, le=1.5)
    bottom: float = Field(0.6, ge=-0.5, le=1.5)
    brightness: float = Field(0.5, ge=0, le=20)
    clear: float = Field(0.0, ge=0, le=1)


@layer("bokeh", BokehOptions)
def bokeh(scene: Scene, options: BokehOptions) -> None:
    """Scatter discs of light; the smaller, the brighter, as the same light is spread over less."""
    rng = scene.rng()
    camera = scene.camera
    for _ in range(options.count):
        x, y = rng.random(), rng.uniform(options.top, options.bottom)
        size = 1 - options.spread * rng.random()
        light = rng.random() ** 2 + 0.15
        colour = scene.colour(options.colours[rng.integers(len(options.colours))])
        middle = np.exp(-(((x - 0.5) / 0.2) ** 2))
        radius = scene.px(options.radius * size)
        stamp = disc(max(1, round(radius)))
        share = min(1.0, radius * radius)
        strength = options.brightness * light * (1 - options.clear * middle) * share * min(1 / size, 2.5)
        add_stamp(scene.picture, stamp, x * camera.width, y * camera.height, colour * np.float32(strength))


class HaloOptions(Options):
    """The glow that damp air has around lights. radius: of its spread, units; threshold: what counts as a light."""

    strength: float = Field(0.5, ge=0, le=4)
    radius: float = Field(0.06, gt=0.002, le=0.5)
    threshold: float = Field(0.6, ge=0, le=5)


@layer("halo", HaloOptions)
def halo(scene: Scene, options: HaloOptions) -> None:
    """Spread the light of the lamps over their surroundings, in their own colours."""
    camera = scene.camera
    size = (max(1, camera.width // 4), max(1, camera.height // 4))
    small = cv2.resize(scene.picture, size, interpolation=cv2.INTER_AREA)
    peak = np.maximum(small.max(axis=-1, keepdims=True), 1e-6)
    lights = small * (np.clip(peak - np.float32(options.threshold), 0, 3) / peak)
    scene.picture += scene.enlarge(np.float32(options.strength) * soften(lights, scene.px(options.radius) / 4))


class BeamOptions(Options):
    """Light shafts drawn from the bright parts of the picture, away from the sun or from (x, y)."""

    strength: float = Field(0.5, ge=0, le=5)
    length: float = Field(0.6, gt=0, le=1)
    threshold: float = Field(0.5, ge=0, le=5)
    x: float | None = Field(None, ge=-2, le=3)
    y: float | None = Field(None, ge=-2, le=3)
    colour: Paint = (1.0, 0.95, 0.85)


@layer("beams", BeamOptions)
def beams(scene: Scene, options: BeamOptions) -> None:
    """Radial blur of the highlights, doubled six times: 64 samples for the price of six."""
    camera = scene.camera
    where = sun_px(scene) or (0.5 * camera.width, -0.3 * camera.height)
    x = where[0] if options.x is None else options.x * camera.width
    y = where[1] if options.y is None else options.y * camera.height
    size = (max(1, camera.width // 4), max(1, camera.height // 4))
    light = cv2.resize(scene.picture, size, interpolation=cv2.INTER_AREA)
    light = np.clip(luminance(light) - np.float32(options.threshold), 0, 3)
    step = options.length / 64
    for _ in range(6):
        shrink = 1 - step
        warp = np.array([[shrink, 0, x / 4 * (1 - shrink)], [0, shrink, y / 4 * (1 - shrink)]], np.float32)
        moved = cv2.warpAffine(
            light, warp, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        )
        light = 0.5 * light + 0.5 * moved
        step *= 2
    scene.picture += scene.enlarge(light * np.float32(options.strength))[..., None] * scene.colour(options.colour)


class HazeOptions(Options):
    """Fog by distance. distance_m: where it hides two thirds. low: over 0 keeps it near the ground, units of fall-off;
    patchy: how much it drifts in banks."""

    colour: Paint = 0
    distance_m: float = Field(80.0, gt=0.5, le=20000)
    opacity: float = Field(1.0, ge=0, le=1)
    low: float = Field(0.0, ge=0, le=2)
    patchy: float = Field(0.0, ge=0, le=1)


@layer("haze", HazeOptions)
def haze(scene: Scene, options: HazeOptions) -> None:
    """Aerial perspective over all painted so far."""
    alpha = (1 - np.exp(-scene.depth / np.float32(options.distance_m))) * np.float32(options.opacity)
    alpha[scene.depth >= FAR_M] = 0  # The sky has its own colours.
    x, y = scene.grid(4)
    if options.low:
        middle = (scene.camera.horizon_px - scene.camera.height / 2) / scene.camera.unit_px
        fall = np.exp(-np.maximum(np.float32(middle) - y, 0) / np.float32(options.low))
        alpha *= scene.enlarge(np.broadcast_to(fall, (y.shape[0], x.shape[1])).astype(np.float32))
    if options.patchy:
        banks = 1 + np.float32(options.patchy) * scene.noise().fbm(x * 1.2, y * 3, 4)
        alpha *= scene.enlarge(np.clip(banks, 0, 1.6))
    scene.picture[:] = mix(scene.picture, scene.colour(options.colour), np.clip(alpha, 0, 1))
