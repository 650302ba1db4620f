"""What a person asks for their brand, and a scene that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..brief import SceneBrief
from .colours import hex_of, parse_colours
from .logo import load_logo
from .recolour import branded

LogoChoice = Literal["wall", "floor", "none"]
KEEP = "none"
"""Instead of colours: the scene's own stay, whatever the logo's are."""


@dataclass(frozen=True)
class Brand:
    """colours: as `parse_colours` reads them; the logo's where nothing is given, the scene's own for `"none"`.

    logo: a picture of it. logo_on: which surface carries it; none takes only its colours.
    """

    colours: str = ""
    logo: Path | None = None
    logo_on: LogoChoice = "wall"


NO_BRAND = Brand()


def in_brand(brief: SceneBrief, brand: Brand) -> tuple[SceneBrief, tuple[str, ...]]:
    """The scene in a brand's colours and with its logo, and what a person should be told of it.

    Raises:
        SceneError: if the colours cannot be read.
        PhotoError: if the logo cannot be used.
    """
    wanted = brand.colours.strip()
    colours = () if wanted.lower() == KEEP else parse_colours(wanted)
    logo = None if brand.logo is None else load_logo(brand.logo, "wall" if brand.logo_on == "none" else brand.logo_on)
    notes: tuple[str, ...] = ()
    if logo is not None and not wanted:
        colours = logo.colours
        notes = (f"Colours taken from the logo: {', '.join(map(hex_of, colours))}.",)
    scene = branded(brief, colours)
    return scene if brand.logo_on == "none" else scene.model_copy(update={"logo": logo}), notes
