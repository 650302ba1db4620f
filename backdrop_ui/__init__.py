"""Backdrop UI: give a photo a new backdrop in two taps."""

__version__ = "0.1.0"
