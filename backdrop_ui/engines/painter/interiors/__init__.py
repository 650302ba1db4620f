"""Rooms and studio sets, built of meshes and traced; each layer is one place."""

from . import cafe, gallery, kitchen, library, loft, neon, office, sets, spaceship, tabletop

__all__ = ["cafe", "gallery", "kitchen", "library", "loft", "neon", "office", "sets", "spaceship", "tabletop"]
