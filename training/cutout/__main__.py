"""Trains the cut-out network and writes the ONNX file that ships; see README.md.

python -m training.cutout --pack PACK --minutes 100 --out cutout.onnx
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from .export import export_checkpoint
from .train import average, train


def main() -> None:
    """Train (nothing more with --minutes 0), average if asked, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, required=True, help="folder with manifest.csv, photos/ and masks/")
    parser.add_argument("--work", type=Path, default=Path("training-work"), help="cache and checkpoints go here")
    parser.add_argument("--minutes", type=float, default=100, help="wall-clock time; 0 exports the last checkpoint")
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, instead of ImageNet's encoder")
    parser.add_argument("--average", type=Path, help="an earlier checkpoint, to export the mean of both networks")
    parser.add_argument("--out", type=Path, default=Path("cutout.onnx"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.minutes:
        train(args)
    if args.average:
        average(args.work / "checkpoint.pt", args.average)
    export_checkpoint(args.work / "checkpoint.pt", args.out)


if __name__ == "__main__":
    main()
