"""Rooms and studio sets, built of meshes and traced; each layer is one place."""

from . import halls, sets, studies

__all__ = ["halls", "sets", "studies"]
