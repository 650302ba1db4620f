"""The painter's layers by name, and the check that turns a typo in a preset into a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ...arrays import Rgb
from ...brief import Colour, Layer
from ...errors import SceneError
from .scene import Scene

Paint = int | Colour
"""A colour in a layer's options: the number of a palette colour, so that a changed palette repaints it, or a colour."""


class Options(BaseModel):
    """What a layer can be told; a subclass for every kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")


O = TypeVar("O", bound=Options)  # noqa: E741


@dataclass(frozen=True)
class Kind:
    options: type[Options]
    paint: Callable[[Scene, Any], None]


LAYERS: dict[str, Kind] = {}


def layer(kind: str, options: type[O]) -> Callable[[Callable[[Scene, O], None]], Callable[[Scene, O], None]]:
    """Register a function that paints layers of this kind on a scene."""

    def register(paint: Callable[[Scene, O], None]) -> Callable[[Scene, O], None]:
        if kind in LAYERS:
            raise ValueError(f"expected a new kind of layer, got {kind!r} twice")
        LAYERS[kind] = Kind(options, paint)
        return paint

    return register


def _options(layer: Layer) -> tuple[Kind, Options]:
    kind = LAYERS.get(layer.kind)
    if kind is None:
        raise SceneError(f"The Painter has no layer {layer.kind!r}. It has: {', '.join(sorted(LAYERS))}.")
    try:
        return kind, kind.options.model_validate(layer.options)
    except ValidationError as error:
        problems = "; ".join(_problem(kind, dict(one)) for one in error.errors())
        raise SceneError(f"Layer {layer.kind!r}: {problems}") from error


def _problem(kind: Kind, error: dict[str, Any]) -> str:
    option = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"there is no option {option!r}; there is {', '.join(kind.options.model_fields)}."
    return f"option {option!r}: {error['msg']}, got {error['input']!r}."


def check_layer(layer: Layer) -> None:
    """Raise `SceneError`, naming the layer and the option, if the Painter cannot paint it."""
    _options(layer)


def paint_layer(scene: Scene, layer: Layer) -> None:
    """Paint one layer over the scene."""
    kind, options = _options(layer)
    kind.paint(scene, options)


__all__ = ["LAYERS", "Options", "Paint", "Rgb", "check_layer", "layer", "paint_layer"]
