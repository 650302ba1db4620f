"""Products of vectors against NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.engines.painter.vectors import cross


@pytest.mark.parametrize(("a", "b"), [((3,), (3,)), ((5, 3), (5, 3)), ((5, 3), (3,)), ((4, 1, 3), (2, 3))])
def test_cross_products_are_numpys(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    one, other = rng.normal(size=a), rng.normal(size=b)
    assert np.allclose(cross(one, other), np.cross(one, other), rtol=1e-12, atol=0)
