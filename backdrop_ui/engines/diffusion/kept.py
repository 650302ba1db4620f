"""What is computed once and kept while a model is loaded: a photo's latent picture; a prompt's is kept beside."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from cachetools import LRUCache

KEPT_PICTURES = 4
"""A photo's plate, and what a sketch needs besides, for the photo in hand and the one before."""
KEPT_PROMPTS = 8


def keep_encodings(vae: Any) -> None:
    """Let an autoencoder encode the same pictures once only.

    The plate is the same for each variant and for the next words. What is kept is the distribution, not a sample of
    it: every seed still draws its own, so that a picture is the one that the plain pipeline would have made.
    """
    encode = vae.encode
    kept: LRUCache[object, Any] = LRUCache(KEPT_PICTURES)

    def encode_once(pixels: Any, return_dict: bool = True) -> Any:
        key = (_digest(pixels), tuple(pixels.shape), pixels.dtype, getattr(vae, "use_tiling", False), return_dict)
        if (known := kept.get(key)) is None:
            kept[key] = known = encode(pixels, return_dict=return_dict)
        return known

    vae.encode = encode_once


def _digest(pixels: Any) -> bytes:
    import torch

    return blake2b(pixels.detach().cpu().contiguous().view(torch.uint8).numpy().data).digest()
