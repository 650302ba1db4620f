"""The diffusion engine, an AI model that runs on this machine."""

from .engine import DiffusionEngine

__all__ = ["DiffusionEngine"]
