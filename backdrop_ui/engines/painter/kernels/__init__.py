"""Compiled loops of the landscapes; numba is imported with the modules in here, never before."""

from __future__ import annotations
