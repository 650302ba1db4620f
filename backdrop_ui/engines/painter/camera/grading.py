"""What colours the whole picture: the grade, which changes the subject's light too, and lamps with coloured gels."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ....brief import Light
from ..colour import LUMA, encode_srgb, linear, luminance, smoothstep
from ..registry import Options, Paint, layer
from ..scene import Scene

MID_GREY = np.float32(0.25)


class GradeOptions(Options):
    """exposure: stops. tint: multiplied in. saturation: 0 is grey. contrast: around mid-grey. fade: light added to
    black. shadows, highlights: colours of the dark and the light parts, as far as toning says. vignette: darkness of
    the corners."""

    exposure: float = Field(0.0, ge=-6, le=6)
    tint: Paint = (1.0, 1.0, 1.0)
    saturation: float = Field(1.0, ge=0, le=2)
    contrast: float = Field(1.0, gt=0.2, le=3)
    fade: float = Field(0.0, ge=0, le=0.3)
    shadows: Paint = (1.0, 1.0, 1.0)
    highlights: Paint = (1.0, 1.0, 1.0)
    toning: float = Field(0.0, ge=0, le=1)
    vignette: float = Field(0.0, ge=0, le=1)


@layer("grade", GradeOptions)
def grade(scene: Scene, options: GradeOptions) -> None:
    """Grade the picture, the front layer and the light."""
    scene.picture[:] = graded(scene, scene.picture, options)
    if options.vignette:
        x, y = scene.grid(4)
        reach = (scene.camera.width**2 + scene.camera.height**2) / (4 * scene.camera.unit_px**2)
        corners = 1 - np.float32(options.vignette) * smoothstep(0.1, 1.1, (x * x + y * y) / np.float32(reach))
        scene.picture *= scene.enlarge(corners)[..., None]
    if scene.front is not None:
        alpha = scene.front[..., 3:]
        straight = (scene.front[..., :3] / np.maximum(alpha, np.float32(1e-4))).astype(np.float32)
        scene.front = np.concatenate([graded(scene, straight, options) * alpha, alpha], axis=-1)
    scene.light = _graded_light(scene, options)


def graded(scene: Scene, light: Array, options: GradeOptions) -> Array:
    """(H, W, 3) linear light through the grade."""
    picture = light * (scene.colour(options.tint) * np.float32(2.0**options.exposure))
    if options.saturation != 1 or options.contrast != 1:
        grey = luminance(picture)[..., None]
        picture = np.maximum(grey + (picture - grey) * np.float32(options.saturation), 0)
        # Luminance alone is bent, so that colours keep their hue.
        picture *= (np.maximum(grey, np.float32(1e-4)) / MID_GREY) ** np.float32(options.contrast - 1)
    if options.toning:
        share = smoothstep(0.02, 0.6, luminance(picture))[..., None]
        tone = _tone(scene.colour(options.shadows)) * (1 - share) + _tone(scene.colour(options.highlights)) * share
        picture *= 1 + np.float32(options.toning) * (tone - 1)
    picture += np.float32(options.fade)
    return picture.astype(np.float32)


class GelOptions(Options):
    """A lamp with a coloured gel on a backdrop. x, y: middle of its light, shares of the picture; radius: units."""

    colour: Paint = 0
    x: float = Field(0.9, ge=-1, le=2)
    y: float = Field(0.4, ge=-1, le=2)
    radius: float = Field(0.62, gt=0.02, le=4)
    strength: float = Field(0.92, ge=0, le=1)


@layer("gel", GelOptions)
def gel(scene: Scene, options: GelOptions) -> None:
    """Colour the picture in a soft pool of light; what is bright there is bright in the new colour."""
    x, y = scene.grid(4)
    camera = scene.camera
    x0 = (options.x - 0.5) * camera.width / camera.unit_px + scene.rng().uniform(-0.08, 0.08)
    y0 = (options.y - 0.5) * camera.height / camera.unit_px + scene.rng(1).uniform(-0.1, 0.1)
    pool = np.exp(-((((x - np.float32(x0)) ** 2 + (y - np.float32(y0)) ** 2) / np.float32(options.radius**2)) ** 1.3))
    share = scene.enlarge((np.float32(options.strength) * pool).astype(np.float32))[..., None]
    shading = luminance(scene.picture)[..., None]
    level = np.float32(shading.mean())
    lit = scene.colour(options.colour) * (np.float32(0.35) + np.float32(0.65) * shading / max(level, np.float32(1e-3)))
    scene.picture[:] = scene.picture * (1 - share) + lit * share


def _tone(colour: Array) -> Array:
    """A colour of luminance 1."""
    return colour / np.maximum(np.float32(colour @ LUMA), np.float32(1e-3))


def _graded_light(scene: Scene, options: GradeOptions) -> Light:
    """The subject stands in the same light: what the grade does to the scene, it does to its lamps."""

    def change(colour: tuple[float, float, float]) -> tuple[float, float, float]:
        graded_one = graded(scene, linear(colour)[None, None], options.model_copy(update={"contrast": 1.0, "fade": 0}))
        red, green, blue = (float(c) for c in encode_srgb(np.clip(graded_one, 0, 1))[0, 0])
        return red, green, blue

    light = scene.light
    return light.model_copy(update={"colour": change(light.colour), "ambient": change(light.ambient)})
