"""Towns for the tracer: house fronts with real openings, worn surfaces, and what hangs, stands and grows before them."""

from . import island, lane, neon  # noqa: F401
