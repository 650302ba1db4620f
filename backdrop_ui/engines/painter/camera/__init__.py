"""How the scene is seen: lamps and view, lens and flares, film, and what colours the whole picture."""
