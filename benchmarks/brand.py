"""How well scenes obey a brand's colours, and sheets to look at.

python -m benchmarks.brand [--presets a,b] [--sheet FOLDER]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from backdrop_ui.arrays import Array, Rgb, resize, to_8bit
from backdrop_ui.brand import branded, parse_colours
from backdrop_ui.brand.clusters import main_colours
from backdrop_ui.brief import Preset
from benchmarks.painter import paint, presets

PALETTES = {
    "teal and gold": "#0f6b75 #f6b93b",
    "coral and navy": "#ff6f61 #14284b",
    "black and lime": "#111111 #b6f02c",
    "pink and lilac": "#ffc4dd #c8b6f2",
    "one blue": "#1257c9",
    "five": "#264653 #2a9d8f #e9c46a #f4a261 #e76f51",
}
SIZE = (96, 120)
MAIN = 8


def off_brand(picture: Array, colours: Sequence[Rgb]) -> tuple[float, Array]:
    """How far a picture's main colours are from a brand's, and which share each brand colour has.

    The distance is taken in CIE Lab, from each of 8 main colours to the nearest tone between a brand colour and a grey
    of the same lightness, and weighted by area: 0 is all brand and neutral. The scene is mapped in another space
    (Oklab), so this is not marked by its own pupil.

    Args:
        picture: (H, W, 3), sRGB in [0, 1].
    Returns:
        the mean distance, and (n,) shares of the area, weighted by how full a tone is, adding up to 1.
    """
    small = resize(picture, *SIZE)
    labs = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3)
    centres, nearest = main_colours(labs, np.ones(len(labs), np.float32), MAIN)
    weights = np.bincount(nearest, minlength=len(centres)) / len(labs)
    brand = cv2.cvtColor(np.array([colours], np.float32), cv2.COLOR_RGB2LAB)[0, :, 1:]
    along = (centres[:, None, 1:] * brand).sum(-1) / np.maximum((brand**2).sum(-1), 1e-6)
    tones = np.clip(along, 0, 1)[..., None] * brand
    apart = np.linalg.norm(centres[:, None, 1:] - tones, axis=-1)
    nearest_brand = apart.argmin(axis=1)
    full = weights * np.clip(along[np.arange(len(centres)), nearest_brand], 0, 1)
    shares = np.bincount(nearest_brand, full, len(brand)) / max(float(full.sum()), 1e-6)
    return float(apart.min(axis=1) @ weights), shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", help="comma-separated ids")
    parser.add_argument("--sheet", type=Path, help="folder for contact sheets, one a palette")
    given = parser.parse_args()
    chosen = presets(given.presets)
    plain = [paint(preset, *SIZE) for preset in chosen]
    print(f"{'palette':16} {'before':>7} {'after':>7} {'worst':>7}  share of the first colour")
    for name, text in PALETTES.items():
        colours = parse_colours(text)
        pictures = [paint(_in(preset, colours), *SIZE) for preset in chosen]
        before = [off_brand(picture, colours)[0] for picture in plain]
        after, shares = zip(*(off_brand(picture, colours) for picture in pictures), strict=True)
        worst = chosen[int(np.argmax(after))].id
        print(
            f"{name:16} {np.mean(before):7.1f} {np.mean(after):7.1f} {max(after):7.1f}  "
            f"{np.mean([share[0] for share in shares]):.2f} (worst: {worst})"
        )
        if given.sheet:
            _sheet(chosen, colours, given.sheet / f"{name.replace(' ', '-')}.png")


def _in(preset: Preset, colours: Sequence[Rgb]) -> Preset:
    scene = branded(preset, colours)
    assert isinstance(scene, Preset)
    return scene


def _sheet(chosen: Sequence[Preset], colours: Sequence[Rgb], path: Path, across: int = 7) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tiles = [paint(_in(preset, colours), 200, 250, figure=True) for preset in chosen]
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % across)
    rows = [np.concatenate(tiles[first : first + across], axis=1) for first in range(0, len(tiles), across)]
    cv2.imwrite(str(path), to_8bit(np.concatenate(rows))[..., ::-1])


if __name__ == "__main__":
    main()
