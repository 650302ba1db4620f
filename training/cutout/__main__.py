"""Trains the cut-out network and writes the ONNX file that ships; see README.md.

python -m training.cutout --pack PACK --minutes 100 --out cutout.onnx
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from .data import load_pack
from .export import export_checkpoint
from .kinds import teach
from .train import train


def main() -> None:
    """Train (nothing more with --minutes 0), teach the kinds, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, required=True, help="folder with manifest.csv, photos/ and masks/")
    parser.add_argument("--work", type=Path, default=Path("training-work"), help="cache and checkpoints go here")
    parser.add_argument("--minutes", type=float, default=100, help="wall-clock time; 0 exports the last checkpoint")
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, instead of ImageNet's encoder")
    parser.add_argument("--out", type=Path, default=Path("cutout.onnx"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.minutes:
        train(args)
    teach(args.work / "checkpoint.pt", load_pack(args.pack, args.work / "cache"))
    export_checkpoint(args.work / "checkpoint.pt", args.out)


if __name__ == "__main__":
    main()
