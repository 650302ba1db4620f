"""Worn surfaces of towns, as materials of the tracer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....arrays import Array
from ..colour import mix, smoothstep
from ..noise import Noise
from ..surfaces.finishes import hash01
from ..tracer import Material


@dataclass(frozen=True)
class Plaster(Material):
    """Painted render, clouded and streaked by rain. worn: how much has fallen off; damp: how dark its foot is."""

    worn: float = 0.3
    damp: float = 0.42

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        cloud = noise.fbm(u * 0.45, v * 0.45, 5, 0.6, footprint * 0.45)
        streak = noise.fbm(u * 2.2 + 5, v * 0.16, 4, 0.6, footprint * 2)
        grain = noise.fbm(u * 14, v * 14, 3, 0.7, footprint * 14)
        rough = np.float32(0.3 + 0.7 * min(1.0, 4 * self.worn))
        tone = 0.95 + rough * (0.14 * cloud + 0.07 * grain - 0.16 * np.clip(streak, 0, 1))
        damp = smoothstep(1.1, 0.0, v + 0.5 * cloud) * np.float32(self.damp)
        colour = np.asarray(self.light, np.float32) * (tone * (1 - damp))[..., None]
        if self.worn <= 0:
            return colour
        edge = 1.25 - 0.75 * self.worn
        bare = smoothstep(edge, edge + 0.06, noise.fbm(u * 0.5 + 31, v * 0.5, 5, 0.62, footprint * 0.5) + 0.5 * damp)
        rim = smoothstep(edge - 0.08, edge, noise.fbm(u * 0.5 + 31, v * 0.5, 5, 0.62, footprint * 0.5) + 0.5 * damp)
        under = np.array([0.30, 0.22, 0.16], np.float32) * (_courses(u, v, footprint) * (1 + 0.3 * grain))[..., None]
        return np.maximum(mix(colour * (1 - 0.18 * rim * (1 - bare))[..., None], under, bare), 0.01)


def _courses(u: Array, v: Array, footprint: Array) -> Array:
    """Tone of rough masonry."""
    row = np.floor(v / 0.16)
    along = u / 0.34 + 0.5 * (row % 2) + 0.2 * hash01(row)
    tone = 0.75 + 0.5 * hash01(row * 7.1 + np.floor(along) * 3.7)
    fine = np.clip(1.5 - footprint / 0.06, 0, 1)
    joint = np.maximum(np.abs(v / 0.16 - row - 0.5) - 0.42, (np.abs(along - np.floor(along) - 0.5) - 0.46) * 2)
    return np.asarray(tone * (1 - 0.45 * smoothstep(0.0, 0.05, joint) * fine), np.float32)


@dataclass(frozen=True)
class Cobbles(Material):
    """Setts in rows, each of another grey, with dark sandy joints; size_m: of a stone."""

    size_m: float = 0.14

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        size = np.float32(self.size_m)
        wobble = noise.fbm(u * 1.3, v * 1.3, 2, 0.5, footprint) * np.float32(0.035 / self.size_m)
        row = np.floor(v / size + wobble).astype(np.float32)
        along = u / (size * np.float32(1.25)) + np.float32(0.5) * (row % 2) + hash01(row * 1.7)
        stone = np.floor(along).astype(np.float32)
        tone = hash01(row * 5.3 + stone * 9.1)
        a, b = np.abs(along - stone - 0.5), np.abs(v / size + wobble - row - 0.5)
        fine = np.clip(1.6 - footprint / (size * 0.5), 0, 1)
        dome = np.clip(1 - (2 * np.maximum(a, b)) ** np.float32(4 * self.size_m / 0.14), 0, 1)
        patch = noise.fbm(u * 0.35, v * 0.35, 4, 0.55, footprint * 0.35)
        grain = noise.fbm(u * 26, v * 26, 2, 0.7, footprint * 26)
        level = 0.55 + 0.34 * (tone - 0.5) * fine + 0.16 * patch + 0.1 * grain
        level = level * (1 - fine * (1 - dome) * np.float32(0.75)) * (0.9 + 0.1 * (1 - fine))
        light = np.asarray(self.light, np.float32)
        dark = light * np.float32(0.35) if self.dark is None else np.asarray(self.dark, np.float32)
        return mix(dark, light, np.clip(level, 0, 1)[..., None])


@dataclass(frozen=True)
class WetAsphalt(Material):
    """Dark asphalt with lighter patches; what it mirrors comes from its gloss."""

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        grain = noise.fbm(u * 60, v * 60, 2, 0.8, footprint * 60)
        patch = noise.fbm(u * 0.6, v * 0.6, 5, 0.6, footprint * 0.6)
        return np.asarray(self.light, np.float32) * np.clip(0.8 + 0.5 * grain + 0.5 * patch, 0.15, 2)[..., None]


@dataclass(frozen=True)
class Barber(Material):
    """Stripes that wind around a post, `turn_m` apart; around_m: the post's circumference."""

    around_m: float = 0.628
    turn_m: float = 0.9

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        phase = u / np.float32(self.around_m) + v / np.float32(self.turn_m)
        edge = np.abs(phase - np.floor(phase) - 0.5) - 0.25
        share = np.clip(edge / np.maximum(footprint / np.float32(self.turn_m), 1e-3) + 0.5, 0, 1)
        wear = noise.fbm(u * 9, v * 5, 4, 0.6, footprint * 9)
        foot = 0.3 + 0.7 * smoothstep(0.35, 0.75, v + 0.2 * wear)
        dark = np.asarray(self.light if self.dark is None else self.dark, np.float32)
        colour = mix(np.asarray(self.light, np.float32), dark, share) * ((0.92 + 0.15 * wear) * foot)[..., None]
        return np.maximum(colour, 0.005)


@dataclass(frozen=True)
class Tiles(Material):
    """Rows of round roof tiles that run down the slope, each of its own red."""

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        across, row = u / np.float32(0.24), np.floor(v / np.float32(0.36))
        column = np.floor(across)
        tone = hash01((column * 3.7 + row * 9.1).astype(np.float32))
        fine = np.clip(1.5 - footprint / 0.12, 0, 1)
        dome = 1 - fine * 0.75 * np.abs(2 * (across - column) - 1) ** 3
        edge = 1 - fine * 0.45 * smoothstep(0.75, 1.0, v / np.float32(0.36) - row)
        moss = noise.fbm(u * 0.6, v * 0.6, 4, 0.6, footprint * 0.6)
        level = np.clip(0.55 + 0.5 * (tone - 0.5) * (0.3 + 0.7 * fine) + 0.25 * moss, 0, 1)
        dark = np.asarray(self.light if self.dark is None else self.dark, np.float32)
        return mix(dark, np.asarray(self.light, np.float32), level[..., None]) * (dome * edge)[..., None]
