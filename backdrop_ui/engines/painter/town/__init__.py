"""Towns for the tracer: house fronts with real openings, worn surfaces, and what hangs and grows before them."""

from . import canal, island, lane, market, neon, night_market, paris, roofs, terrace, towers  # noqa: F401
