"""The Painter's compiled loops, made ready one after the other before anyone waits for them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...brief import Light
from .brush.splats import Splats, lay_splats
from .scene import Camera, Scene


def warm_up() -> Iterator[None]:
    """Compile the kernels, or load them from the cache of an earlier run, the most used first.

    All of them take twenty seconds the first time. After each step others may have the compiler, which serves only one
    at a time: whoever paints meanwhile should not wait for kernels that another picture needs.
    """
    from . import kernels, tracer  # import here: `import backdrop_ui` should not load the compiler

    _splats()
    yield
    tracer.warm_up()
    yield
    yield from kernels.warm_up()
    yield
    _clay()


def _splats() -> None:
    one = np.ones(1, np.float32)
    lay_splats(np.zeros((4, 4, 3), np.float32), Splats(one, one, one, one, one, np.ones((1, 4))), "disc")


def _clay() -> None:
    from .figures.clay import Clay, Stuff
    from .figures.shooting import Lamps, shoot

    ball = Clay()
    ball.ball((0.0, 0.0, 0.0), 0.5, Stuff((0.5, 0.5, 0.5), fur=0.1))
    scene = Scene(Camera(8, 8, 0.5), Light(), [(0.5, 0.5, 0.5)], seed=0)
    shoot(ball, 8, Lamps.of(scene), 0, (0.0, 0.0, 4.0))
