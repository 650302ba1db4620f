"""The engines by name, and the choice among them."""

from __future__ import annotations

import sys

from ..errors import EngineError
from .base import Backdrop, Canvas, Engine
from .diffusion import diffusion_engines
from .diffusion.plan import WARM_UP, warm_up
from .painter import PainterEngine

__all__ = [
    "ENGINES",
    "Backdrop",
    "Canvas",
    "Engine",
    "choose_engine",
    "licence_of",
    "objection",
    "prepare_all",
    "register",
]

ENGINES: dict[str, Engine] = {}
"""Every engine by name, the best first: `auto` takes the first that is ready and quick enough."""


def register(engine: Engine) -> None:
    """Add an engine.

    Raises:
        ValueError: if its name is taken.
    """
    if engine.name in ENGINES or engine.name == "auto":
        raise ValueError(f"expected a new engine name, got {engine.name!r}")
    ENGINES[engine.name] = engine


def prepare_all() -> None:
    """Let every engine do ahead what its first picture would wait for; what it could not is said on the console."""
    if (wanted := warm_up()) and wanted not in ENGINES:
        print(f"{WARM_UP} names no engine: {wanted!r}. Choose one of: {', '.join(ENGINES)}.", file=sys.stderr)
    for engine in ENGINES.values():
        try:
            engine.prepare()
        except EngineError as error:
            print(f"{engine.title} is not ready: {error}", file=sys.stderr)


def choose_engine(name: str = "auto") -> tuple[Engine, str]:
    """The engine of that name, and a sentence for people that says why it is this one.

    Raises:
        EngineError: if there is none of that name, or it is not ready.
    """
    if name == "auto":
        passed_over: list[str] = []
        for engine in ENGINES.values():
            if engine.missing() is not None:
                continue
            if (reason := objection(engine)) is None:
                return engine, " ".join([f"{engine.title}.", *passed_over])
            passed_over.append(reason)
        raise EngineError(" ".join(passed_over) or "No engine is ready to paint on this machine.")
    if name not in ENGINES:
        raise EngineError(f"There is no engine {name!r}. Choose one of: auto, {', '.join(ENGINES)}.")
    if (reason := ENGINES[name].missing()) is not None:
        raise EngineError(reason)
    return ENGINES[name], f"{ENGINES[name].title}, as you chose."


def licence_of(name: str) -> str | None:
    """The licence of an engine; None where no engine painted, but a picture of the person's own, say."""
    return ENGINES[name].licence if name in ENGINES else None


def objection(engine: Engine) -> str | None:
    """Why `auto` leaves an engine that is ready to those who name it, in a sentence; None if it does not."""
    if not engine.commercial:
        return f"{engine.title} is ready, but not for commercial use: choose it by name."
    return engine.too_slow()


for engine in (*diffusion_engines(), PainterEngine()):
    register(engine)
