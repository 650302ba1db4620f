"""Towns for the tracer: house fronts with real openings, worn surfaces, and what hangs, stands and grows before them."""

from . import canal, island, lane, market, neon, paris, terrace, towers  # noqa: F401
