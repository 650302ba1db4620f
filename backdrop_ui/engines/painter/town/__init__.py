"""Towns for the tracer: house fronts with real openings, worn surfaces, and what hangs and grows before them."""

from . import canal, island, lane, market, neon, paris, roofs, terrace, towers  # noqa: F401
