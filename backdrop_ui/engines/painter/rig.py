"""Camera set-up and lamps: layers that change how the scene is seen or lit rather than add things."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import smoothstep
from .ink import Ink
from .registry import Options, Paint, layer
from .scene import Scene
from .stamps import soften


class CameraOptions(Options):
    """eye_m: height of the eye above the floor or table. focal: in units; longer sees less."""

    eye_m: float = Field(1.5, gt=0.02, le=500)
    focal: float = Field(1.25, gt=0.3, le=5)


@layer("camera", CameraOptions)
def camera(scene: Scene, options: CameraOptions) -> None:
    """Set the camera; the first layer where it is needed."""
    scene.camera = replace(scene.camera, eye_m=options.eye_m, focal=options.focal)


class WindowLightOptions(Options):
    """Sun through a window, thrown on what is painted: panes, and shadows of leaves. x, y: middle as shares of the
    picture. wide, tall: units. slant: lean. soft: blur, units. strength: of the light; dim: what is left outside it."""

    x: float = Field(0.5, ge=-0.5, le=1.5)
    y: float = Field(0.38, ge=-0.5, le=1.5)
    wide: float = Field(0.75, gt=0.05, le=3)
    tall: float = Field(0.85, gt=0.05, le=3)
    columns: int = Field(2, ge=1, le=8)
    rows: int = Field(3, ge=1, le=10)
    slant: float = Field(0.25, ge=-1.5, le=1.5)
    soft: float = Field(0.006, ge=0, le=0.1)
    strength: float = Field(0.9, ge=0, le=5)
    dim: float = Field(0.75, ge=0, le=1)
    leaves: int = Field(0, ge=0, le=200)


@layer("window_light", WindowLightOptions)
def window_light(scene: Scene, options: WindowLightOptions) -> None:
    """Multiply the picture by light: dimmed outside, key-coloured inside the panes, softer farther from the frame."""
    rng = scene.rng()
    cam = scene.camera
    ink = Ink(cam.width, cam.height)
    white = np.ones(3, np.float32)
    x0 = options.x * cam.width + scene.px(rng.uniform(-0.12, 0.12))
    y0 = options.y * cam.height + scene.px(rng.uniform(-0.05, 0.05))
    lean = options.slant * rng.uniform(0.7, 1.3)
    wide, tall = scene.px(options.wide), scene.px(options.tall)
    gap = 0.028
    for i in range(options.columns):
        for j in range(options.rows):
            u = np.array([i + gap, i + 1 - gap, i + 1 - gap, i + gap]) / options.columns - 0.5
            v = (
                np.array([j, j, j + 1, j + 1]) / options.rows
                + np.array([gap, gap, -gap, -gap]) / options.rows * 2
                - 0.5
            )
            ink.convex(np.stack([x0 + u * wide + lean * v * tall, y0 + v * tall + 0.10 * u * wide], -1), white)
    light = ink.light()[..., 3]
    if options.leaves:
        light = light * (1 - 0.8 * _leaf_shadows(scene, options.leaves, (x0, y0), (wide, tall)))
    blur = scene.px(options.soft)
    light = 0.75 * soften(light, blur) + 0.25 * soften(light, blur * 5)
    gain = np.float32(options.dim) + np.float32(options.strength) * light[..., None] * scene.key
    scene.picture *= gain


def _leaf_shadows(scene: Scene, count: int, middle: tuple[float, float], size: tuple[float, float]) -> Array:
    """Shadows of twigs with paired leaves that reach into the light from one side."""
    rng = scene.rng(1)
    ink = Ink(scene.camera.width, scene.camera.height)
    white = np.ones(3, np.float32)
    side = rng.choice([-1, 1])
    for _ in range(max(1, count // 12)):
        start = np.array(
            [middle[0] + side * size[0] * rng.uniform(0.45, 0.75), middle[1] + size[1] * rng.uniform(-0.6, 0.3)]
        )
        reach = size[0] * rng.uniform(0.45, 0.85)
        t = np.linspace(0, 1, 13)
        fall = rng.uniform(-0.1, 0.5)
        twig = start + np.stack([-side * reach * t, reach * (fall * t + 0.25 * t * t)], -1)
        ink.stroke(twig, scene.px(0.006) * (1.2 - t), white)
        for k in range(2, 13):
            for up in (-1, 1):
                _leaf(
                    ink,
                    twig[k],
                    np.pi * (side > 0) + up * rng.uniform(0.5, 1.0),
                    scene.px(rng.uniform(0.05, 0.09)),
                    white,
                )
    return soften(ink.light()[..., 3], scene.px(0.004))


def _leaf(ink: Ink, stem: Array, turn: float, length: float, colour: Array) -> None:
    outline = np.array([(0, 0), (0.3, 0.15), (0.6, 0.14), (1, 0), (0.6, -0.14), (0.3, -0.15)]) * length
    cos, sin = np.cos(turn), np.sin(turn)
    ink.convex((outline @ np.array([[cos, sin], [-sin, cos]]) + stem).astype(np.float32), colour)


class SpotOptions(Options):
    """Beams of stage lamps in haze. lamps: how many along a truss at y (share of the height); reach: length in units;
    spread: half width at the far end as a share of its length; swing: how far they fan out."""

    lamps: int = Field(6, ge=1, le=40)
    y: float = Field(-0.02, ge=-0.5, le=1.5)
    reach: float = Field(1.2, gt=0.05, le=4)
    spread: float = Field(0.10, gt=0.005, le=1)
    swing: float = Field(0.5, ge=0, le=2)
    colours: tuple[Paint, ...] = Field(((1.0, 1.0, 1.0),), min_length=1, max_length=6)
    brightness: float = Field(0.6, ge=0, le=10)
    upward: bool = False
    glare: float = Field(1.0, ge=0, le=10)


@layer("spots", SpotOptions)
def spots(scene: Scene, options: SpotOptions) -> None:
    """Cones of light, brightest at the lamp, drifting smoke inside."""
    rng = scene.rng()
    x, y = scene.grid(4)
    half = scene.camera.width / scene.camera.unit_px / 2
    top = (options.y - 0.5) * scene.camera.height / scene.camera.unit_px
    light: Array = np.zeros((y.shape[0], x.shape[1], 3), np.float32)
    smoke = np.clip(0.75 + 0.6 * scene.noise().fbm(x * 1.5, y * 1.5, 4), 0.15, 2)
    for number in range(options.lamps):
        share = (number + 0.5) / options.lamps * 2 - 1
        x0 = share * half * 1.02
        lean = options.swing * (-share * 0.9 + rng.uniform(-0.45, 0.45))
        down = (top - y) if options.upward else (y - top)
        off = np.abs(x - x0 - lean * down)
        width = 0.006 + options.spread * np.maximum(down, 0)
        beam = np.exp(-((off / width) ** 2)) * smoothstep(-0.004, 0.012, down)
        beam = beam * np.exp(-np.maximum(down, 0) / (options.reach * 0.45)) * (0.03 / (0.03 + width)) ** 0.5
        lamp = np.exp(-((x - x0) ** 2 + (y - top) ** 2) / 0.0007) * options.glare
        colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
        light += (beam * smoke + lamp)[..., None].astype(np.float32) * colour
    scene.picture += scene.enlarge(light * np.float32(options.brightness))
