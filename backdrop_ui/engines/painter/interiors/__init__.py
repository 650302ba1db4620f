"""Rooms and studio sets, built of meshes and traced; each layer is one place."""

from . import counters, halls, sets, studies

__all__ = ["counters", "halls", "sets", "studies"]
