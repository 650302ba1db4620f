"""The page's values as requests of the pipeline, and what of them belongs to a photo that is gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..cutout import edits_from_data
from ..errors import PhotoError, SceneError
from ..pipeline import BackdropRequest
from ..placement import Placement
from ..subjects import SubjectRequest
from . import brand
from .shown import Updates

Values = dict[str, Any]
"""What the page's components hold, by their names in `page.py`."""

COLOURS = "colours"
"""The choice of two colours among the plain backdrops."""


def is_new(values: Values) -> bool:
    """Whether the brush was not told of this photo yet: then strokes, sliders and mask are still another photo's."""
    return (values["brush"] or {}).get("of") != str(Path(values["photo"] or ""))


def old_mask_gone(values: Values) -> Updates:
    """A mask goes with its photo. Where there is none it is left alone: gradio would call that a change."""
    return {"mask": None} if values["mask"] and is_new(values) else {}


def untouched(values: Values) -> SubjectRequest:
    """The subject as it is cut out, before anything is painted."""
    mask = Path(values["mask"]) if values.get("mask") and not is_new(values) else None
    return SubjectRequest(Path(values["photo"]), values["cutout"], mask, matting=values["matting"])


def subject_request(values: Values) -> SubjectRequest:
    """The subject with what was painted and set on this photo.

    Raises:
        BackdropError: if the photo is gone, or its changes are of no use.
    """
    if not Path(values["photo"]).exists():
        raise PhotoError("The photo is no longer here: files are deleted after an hour. Choose it again.")
    if is_new(values):
        return untouched(values)
    edits = edits_from_data(
        keep=values["brush"]["keep"],
        strokes=values["brush"]["strokes"],
        invert=values["invert"],
        grow_px=values["grow"],
        feather_px=values["feather"],
    )
    return replace(untouched(values), edits=edits)


def backdrop_request(values: Values, folder: Path) -> BackdropRequest:
    """What is to be made, into `folder`.

    Raises:
        BackdropError: for a value of no use.
    """
    plain = _plain(values)
    scene = None if plain else values.get("scene")
    words = "" if plain else (values.get("words") or "").strip()
    return BackdropRequest(
        subject_request(values),
        folder,
        preset="" if plain or scene else values.get("preset") or "",
        prompt="" if scene else words,
        scene=Path(scene) if scene else None,
        plain=plain,
        brand=brand.brand_of(values),
        engine=values["engine"],
        sketch=values["sketch"],
        variants=int(values["variants"]),
        seed=_seed(values.get("seed") or ""),
        placement=Placement(
            (values["size"] or "").strip() or values["form"], values["scale"], values["right"], values["down"]
        ),
        look=values["look"],
        light=values["light"],
        front=values["front"],
        file_type=values["file_type"],
    )


def _plain(values: Values) -> str:
    """What is chosen instead of a scene; two equal colours are one."""
    if values["plain"] != COLOURS:
        return values["plain"] or ""
    return ",".join(dict.fromkeys((values["upper"], values["lower"])))


def _seed(words: str) -> int | None:
    if not words.strip():
        return None
    if not words.strip().isdecimal() or len(words.strip()) > 10 or int(words) >= 2**31:
        raise SceneError(
            f"The seed {words.strip()[:20]!r} is not a whole number from 0 to 2147483647. Change it or empty it."
        )
    return int(words)
