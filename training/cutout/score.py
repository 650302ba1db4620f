"""Runs an exported network over a manifest of photos and writes one mask a photo for a scoring script."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from PIL import Image, ImageOps

from .network import SIDE


def open_session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    """An onnxruntime session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def cut_out(session: onnxruntime.InferenceSession, photo: np.ndarray) -> np.ndarray:
    """Photo (H, W, 3) uint8 RGB -> mask (H, W) uint8, 255 = subject."""
    small = cv2.resize(photo, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    tensor = small.transpose(2, 0, 1)[None].astype(np.float32) / 255
    probability = session.run(None, {"photo": tensor})[0][0, 0]
    full = cv2.resize(probability, (photo.shape[1], photo.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.rint(full * 255).astype(np.uint8)


def latency(session: onnxruntime.InferenceSession, runs: int = 50) -> float:
    """Median time of one run, milliseconds."""
    tensor = np.random.default_rng(0).random((1, 3, SIDE, SIDE), dtype=np.float32)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        session.run(None, {"photo": tensor})
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


def main() -> None:
    """Write the masks, then print the latency."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with photos/manifest.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for the masks")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    session = open_session(args.model, args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    for item in json.loads((args.data / "photos/manifest.json").read_text(encoding="utf-8")):
        with Image.open(args.data / item["photo"]) as image:
            photo = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        Image.fromarray(cut_out(session, photo)).save(args.out / f"{item['id'].replace('/', '__')}.png")
    print(f"one run: {latency(session):.1f} ms with {args.threads} threads")


if __name__ == "__main__":
    main()
