"""Trains the toy inpainting pipeline of the tests and writes its folder; see the README.md in there.

python -m training.diffusion --out tests/models/toy-inpainting
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import torch

from .autoencoder import train_autoencoder
from .parts import save, tokenizer_for
from .scenes import all_words, load_pictures
from .train import encoded, train


def main() -> None:
    """Paint the pictures, train the autoencoder, then what paints; what --work holds is taken up again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--work", type=Path, default=Path("training-work"), help="pictures and networks go here, and are used again"
    )
    parser.add_argument("--pictures", type=int, default=32, help="painted of each scene in each of three formats")
    parser.add_argument("--views", type=int, default=1024, help="examples made of the pictures, in each format")
    parser.add_argument("--autoencoder-minutes", type=float, default=6, help="of the processor's time")
    parser.add_argument(
        "--minutes", type=float, default=12, help="of the processor's time, for the training that paints"
    )
    parser.add_argument("--out", type=Path, default=Path("toy-inpainting"))
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    pictures = load_pictures(args.work, args.pictures, os.cpu_count() or 1)
    vae = train_autoencoder(pictures, args.autoencoder_minutes, args.seed, args.work / "autoencoder.pt")
    chance = np.random.default_rng(args.seed)
    pools = [encoded(vae, format_, args.views, chance) for format_ in pictures]
    tokenizer = tokenizer_for(all_words())
    networks = train(pools, tokenizer, args.minutes, args.seed, args.work / "painting.pt")
    save(args.out, vae, networks["text_encoder"], tokenizer, networks["unet"])


if __name__ == "__main__":
    main()
