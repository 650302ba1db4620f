"""Room to stand: where a floor ends depends on how much of it a picture's shape shows."""

from __future__ import annotations

from ..scene import Scene


def room_to_stand(scene: Scene, edge_m: float) -> float:
    """Where a floor should end: at `edge_m`, or farther where the picture's lower edge lies far ahead already."""
    nearest = scene.camera.distance_m(scene.camera.height)
    return max(edge_m, min(1.55 * nearest, 14.0))
