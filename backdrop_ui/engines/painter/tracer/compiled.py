"""How the tracer's kernels are compiled: once a machine where a cache can be written, else once a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile at the first call. No fast maths: the same bytes on every machine."""
    try:
        return cast(F, njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # Neither the package's folder nor the user's cache can be written.
        return cast(F, njit(nogil=True, error_model="numpy")(function))
