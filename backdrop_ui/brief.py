"""Scenes as data: a preset file or a person's words become a `SceneBrief`, all that an engine needs to know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from PIL import ImageColor
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, model_validator

from .arrays import Array, Rgb

MAX_PROMPT_CHARACTERS = 500
MAX_BRAND_COLOURS = 5


def parse_colour(value: object) -> object:
    """`"#0a3d62"`, `"teal"` or three numbers in [0, 1] to an RGB triple."""
    if isinstance(value, str):
        return tuple(channel / 255 for channel in ImageColor.getrgb(value)[:3])
    return value


Channel = Annotated[float, Field(ge=0, le=1)]
Colour = Annotated[tuple[Channel, Channel, Channel], BeforeValidator(parse_colour)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Light(_Data):
    """The key light of a scene, as the viewer sees it.

    azimuth_deg: where it comes from: 0 from behind the camera, 90 from the right, -90 from the left, 180 from behind
    the subject. elevation_deg: 0 on the horizon, 90 overhead. strength: 0 flat, 1 hard sun. colour: of the key light;
    ambient: of what fills the shadows.
    """

    azimuth_deg: float = Field(0, ge=-180, le=180)
    elevation_deg: float = Field(45, ge=-90, le=90)
    strength: float = Field(0.5, ge=0, le=1)
    colour: Colour = (1.0, 1.0, 1.0)
    ambient: Colour = (0.5, 0.5, 0.5)


class Layer(BaseModel):
    """One layer of the sketch: the name of a painter's layer, and its options."""

    model_config = ConfigDict(frozen=True, extra="allow")
    kind: str

    @property
    def options(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


LogoPlace = Literal["wall", "floor"]


@dataclass(frozen=True, eq=False)
class Logo:
    """A logo and the surface that carries it.

    pixels: (h, w, 4), straight sRGB RGBA in [0, 1], without an empty margin. colours: its main ones, 1 to 5.
    """

    pixels: Array
    colours: tuple[Rgb, ...]
    on: LogoPlace = "wall"


class SceneBrief(_Data):
    """What to paint.

    palette: 2 to 6 colours, the most important first. horizon: height of the horizon in a portrait picture, 0 = top,
    1 = bottom. layers: the sketch, back to front; the Painter draws it, other engines may start from it.
    brand_colours: the finished picture is pulled towards these. logo: for a wall, the floor or a banner.
    """

    prompt: str = Field(min_length=1, max_length=MAX_PROMPT_CHARACTERS)
    negative_prompt: str = Field("", max_length=MAX_PROMPT_CHARACTERS)
    palette: tuple[Colour, ...] = Field(min_length=2, max_length=6)
    light: Light = Light()
    horizon: float = Field(0.5, ge=0, le=1)
    layers: tuple[Layer, ...] = Field(min_length=1)
    brand_colours: tuple[Colour, ...] = Field((), max_length=MAX_BRAND_COLOURS)
    logo: InstanceOf[Logo] | None = None


def recoloured(brief: SceneBrief, change: Callable[[Rgb], Rgb]) -> SceneBrief:
    """The same scene with every colour that it names changed: palette, light, and each `"#rrggbb"` of its layers.

    change: sRGB in [0, 1] to the same. Colours that a layer takes from the palette by number follow the palette.
    """
    light = {"colour": change(brief.light.colour), "ambient": change(brief.light.ambient)}
    layers = [Layer(kind=layer.kind, **_recoloured_options(layer.options, change)) for layer in brief.layers]
    update = {
        "palette": tuple(change(colour) for colour in brief.palette),
        "light": brief.light.model_copy(update=light),
        "layers": tuple(layers),
    }
    return brief.model_copy(update=update)


def _recoloured_options(value: Any, change: Callable[[Rgb], Rgb]) -> Any:
    if isinstance(value, dict):
        return {key: _recoloured_options(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_recoloured_options(inner, change) for inner in value]
    if isinstance(value, str) and value.startswith("#"):
        red, green, blue = (channel / 255 for channel in ImageColor.getrgb(value)[:3])
        return change((red, green, blue))
    return value


Where = Literal["outdoors", "indoors", "underwater", "space"]


class Preset(SceneBrief):
    """A scene on the wall of tiles. The id is the kebab-case title and the name of the file.

    where: what an hour and weather mean for it: outdoors they change the sky, indoors what comes through the window.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1, max_length=40)
    pack: str = Field(min_length=1, max_length=40)
    tags: tuple[str, ...] = ()
    where: Where = "outdoors"

    @model_validator(mode="after")
    def _id_is_title(self) -> Preset:
        if self.id != kebab_case(self.title):
            raise ValueError(f"expected id {kebab_case(self.title)!r} for the title {self.title!r}, got {self.id!r}")
        return self


def kebab_case(title: str) -> str:
    """`"On a red carpet"` to `"on-a-red-carpet"`."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))
