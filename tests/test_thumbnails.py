"""The tiles of the preset wall."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from backdrop_ui import thumbnails
from backdrop_ui.pipeline import preset_wall


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (thumbnails.WIDTH, thumbnails.HEIGHT)
        return np.asarray(image.convert("RGB"), np.float32)


def test_every_preset_ships_with_its_tile_and_no_tile_is_left_over() -> None:
    assert {path.stem for path in thumbnails.FOLDER.glob("*.webp")} == set(preset_wall().presets)


@pytest.mark.parametrize("preset", ["on-a-red-carpet", "surrounded-by-puppies", "soft-studio"])
def test_a_shipped_tile_shows_what_the_painter_paints(preset: str) -> None:
    scene = preset_wall().presets[preset]
    difference = pixels(thumbnails.thumbnail(scene)) - pixels(thumbnails.paint_thumbnail(scene))
    assert np.abs(difference).mean() < 6, "paint the tiles anew: python -m backdrop_ui thumbnails"


def test_a_preset_of_ones_own_gets_a_freshly_painted_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    monkeypatch.setattr(thumbnails, "paint_thumbnail", lambda preset: painted.append(preset.id) or b"picture")
    scene = preset_wall().presets["soft-studio"].model_copy(update={"id": "my-own"})
    assert thumbnails.thumbnail(scene) == b"picture"
    assert painted == ["my-own"]
