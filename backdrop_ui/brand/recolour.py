"""A scene in a brand's colours: lightness keeps its order, hue and chroma go over to the brand's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from ..arrays import Array, Rgb
from ..brief import MAX_PROMPT_CHARACTERS, SceneBrief, parse_colour, recoloured
from .clusters import main_colours
from .colours import name_of
from .oklab import lab_of, rgb_of
from .tints import Tints

ANCHORS = 6
"""Main colours of a scene; each goes to one brand colour, and what lies between them in between."""

AREA = {
    "sky": 4.0,
    "gala": 4.0,
    "birthday": 4.0,
    "christmas": 3.0,
    "water": 3.0,
    "floor": 3.0,
    "carpet": 2.0,
}
"""How much of the picture a kind of layer usually covers; others count 1."""

OTHERS = 0.26
"""Share of the area that all but a brand's first colour should have at least, were there as many as of the first."""

BALANCE = 2.0
"""How much a missing share costs, in units of the distance between colours."""

HEAVIEST = 0.2
"""What it costs if the scene's main colour does not go to the brand's first."""

NEAR, TOGETHER = 0.3, 2.5
"""Anchors this near one another, in the places of `_place`, cost that much if they take different brand colours."""

CALM = 0.1
"""Share of a brand colour's chroma that a pure grey takes on, if little of the scene is like it."""

LIGHT_CHANGE = 0.06
"""The most that the colour of a light moves, in Oklab: skin under it must stay skin."""


def branded(brief: SceneBrief, colours: Sequence[Rgb]) -> SceneBrief:
    """The same scene in the colours of a brand, the first of them over the largest area.

    Every colour that the brief names keeps its place in the order of lightness; hue and chroma become those of a tint,
    a shade or a tone of a brand colour. Greys stay calm, and light changes only a little. The finished picture is
    pulled the rest of the way, see `pull`. Without colours the brief stays as it is.
    """
    if not colours:
        return brief
    change = _Change(brief, Tints(colours))
    changed = recoloured(brief, change)
    names = " and ".join(dict.fromkeys(map(name_of, colours)))
    light = {
        "colour": _bounded(brief.light.colour, changed.light.colour),
        "ambient": _bounded(brief.light.ambient, changed.light.ambient),
    }
    return changed.model_copy(
        update={
            "light": brief.light.model_copy(update=light),
            "brand_colours": tuple(colours),
            "prompt": _told(brief.prompt, names),
        }
    )


def _told(prompt: str, names: str) -> str:
    """The prompt with the colours in words, where there is room for them; the Painter needs none."""
    longer = f"{prompt}, colour scheme of {names}"
    return longer if len(longer) <= MAX_PROMPT_CHARACTERS else prompt


def _bounded(before: Rgb, after: Rgb) -> Rgb:
    """`after` with the lightness of `before`, and at most `LIGHT_CHANGE` away from it."""
    old, new = lab_of(before), lab_of(after)
    step = new[1:] - old[1:]
    step *= min(1.0, LIGHT_CHANGE / max(float(np.hypot(*step)), 1e-6))
    return rgb_of(np.array([old[0], *(old[1:] + step)]))


class _Change:
    """sRGB to sRGB: the scene's main colours go to brand colours, all others follow those that they are like."""

    def __init__(self, brief: SceneBrief, tints: Tints) -> None:
        labs, weights = _named(brief)
        self.tints = tints
        self.anchors, nearest = main_colours(_place(labs), weights, ANCHORS)
        shares = np.bincount(nearest, weights, len(self.anchors)) / weights.sum()
        self.shares = shares
        means = np.stack(
            [np.average(labs[nearest == k], axis=0, weights=weights[nearest == k]) for k in range(len(shares))]
        )
        self.brand_of = _assigned(means, shares, tints)
        self.gamma = _gamma(means[:, 0] @ shares, tints.lightness[self.brand_of] @ shares)
        chromas = np.hypot(*means[:, 1:].T)
        self.vivid = float(np.clip(0.5 * (chromas @ shares) + 0.5 * chromas.max(), 0.015, 0.11))

    def __call__(self, colour: Rgb) -> Rgb:
        lab = lab_of(colour)
        lightness = lab[0] ** self.gamma
        apart = (((_place(lab) - self.anchors) / REACH) ** 2).sum(axis=1)
        likeness = np.exp(apart.min() - apart)
        likeness /= likeness.sum()
        full = likeness @ self.tints.at(lightness)[self.brand_of]
        calm = CALM + 0.7 * float(likeness @ self.shares)
        share = np.clip(np.hypot(*lab[1:]) / self.vivid, 0, 1.1)
        return rgb_of(np.array([lightness, *(full * (calm + (1 - calm) * share))]))


REACH = 0.16
"""How far an anchor's influence reaches, in the places of `_place`."""


def _place(labs: Array) -> Array:
    """(..., 3) Oklab to where the colours of one thing lie together: hue tells things apart, lightness less."""
    chroma = np.hypot(labs[..., 1], labs[..., 2])[..., None]
    return np.concatenate([0.6 * labs[..., :1], labs[..., 1:] / (chroma + 0.05)], axis=-1).astype(np.float32)


def _assigned(anchors: Array, shares: Array, tints: Tints) -> Array:
    """(K,) which brand colour each anchor takes, (K, 3) in Oklab, the heaviest first.

    Like goes to like, near ones stay together (half way between two brand colours lies mud), each brand colour gets its
    share of the area, and the heaviest anchor rather goes to the first. All n to the power of K ways are tried, at most
    15625.
    """
    count = len(tints.lightness)
    ways = np.array(list(product(range(count), repeat=len(anchors))))
    hue = np.linalg.norm(_hue(anchors[:, 1:])[:, None] - _hue(tints.chroma)[None], axis=-1) / 2
    cost = shares[:, None] * (hue + 1.2 * np.abs(anchors[:, :1] - tints.lightness[None]))
    total = cost[np.arange(len(anchors)), ways].sum(axis=1) + HEAVIEST * (ways[:, 0] != 0)
    wanted = np.array([0.2 + 0.6 / count, *[OTHERS / count] * (count - 1)])
    areas = np.stack([((ways == number) * shares).sum(axis=1) for number in range(count)], axis=1)
    total += BALANCE * np.maximum(wanted - areas, 0).sum(axis=1)
    places = _place(anchors)
    for one, other in combinations(range(len(anchors)), 2):
        near = np.exp(-(((places[one] - places[other]) / NEAR) ** 2).sum())
        total += TOGETHER * min(shares[one], shares[other]) * near * (ways[:, one] != ways[:, other])
    return ways[int(np.argmin(total))]


def _hue(chroma: Array) -> Array:
    """(..., 2) colour axes to a direction: about 1 long for a clear hue, short for what is nearly grey."""
    length = np.hypot(chroma[..., 0], chroma[..., 1])[..., None]
    return (chroma * length / (length**2 + 0.04**2)).astype(np.float32)


def _gamma(before: float, after: float) -> float:
    """The curve of lightness that brings a scene half of the way to its brand's; a night stays a night."""
    wanted = 0.5 * (before + after)
    return float(np.clip(np.log(np.clip(wanted, 0.1, 0.95)) / np.log(np.clip(before, 0.1, 0.95)), 0.7, 1.45))


def _named(brief: SceneBrief) -> tuple[Array, Array]:
    """Every colour that a brief names, (N, 3) in Oklab, and its weight, (N,): about the area that it covers."""
    found = [(colour, 4.0 / (1 + number)) for number, colour in enumerate(brief.palette)]
    for layer in brief.layers:
        named = list(_colours_of(layer.options))
        found += [(colour, AREA.get(layer.kind, 1.0) / len(named)) for colour in named]
    return np.stack([lab_of(colour) for colour, _ in found]), np.array([weight for _, weight in found], np.float32)


def _colours_of(value: Any) -> Iterator[Rgb]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _colours_of(inner)
    elif isinstance(value, str) and value.startswith("#"):
        yield parse_colour(value)  # type: ignore[misc]
