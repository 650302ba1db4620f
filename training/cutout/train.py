"""Trains the cut-out network on a CPU within a given number of minutes."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from .augment import Sampler
from .data import load_pack
from .network import SIDE, CutoutNet, load_imagenet_encoder
from .validate import validate

BATCH = 16
PEAK_RATE = 2e-3
ENCODER_RATE = 0.25  # of the decoder's rate: the encoder knows much already
FROZEN_BLOCKS = 6  # edges and textures are what ImageNet says they are; not training them doubles the speed
WARM_UP = 0.02  # share of the time
EMA_DECAY = 0.998
NATIVE_BF16 = torch.cpu._is_avx512_bf16_supported()  # elsewhere it is emulated, and many times slower than float32
# (share of the time until which it holds, side in pixels): small photos first, as they pass several times faster.
SIDES = ((0.45, 192), (0.8, 256), (1.0, SIDE))
RESUMED_SIDES, RESUMED_RATE = ((0.5, 256), (1.0, SIDE)), 0.5  # of the peak, where a checkpoint goes on
VALIDATE_EVERY = 600.0  # seconds
SAVE_EVERY = 240.0  # seconds


@dataclass(frozen=True)
class Clock:
    """Turns wall-clock time into training progress, so that the schedule ends on time at any speed."""

    start: float
    seconds: float
    resumed: bool = False

    def progress(self) -> float:
        """Share of the budget used, 0 to 1."""
        return min(1.0, (time.time() - self.start) / self.seconds)

    def side(self) -> int:
        """Side of the training photos now, pixels."""
        progress = self.progress()
        return next(side for until, side in (RESUMED_SIDES if self.resumed else SIDES) if progress <= until)

    def rate(self) -> float:
        """Learning rate now: linear warm-up, cosine to zero."""
        progress = self.progress()
        peak = PEAK_RATE * (RESUMED_RATE if self.resumed else 1)
        if progress < WARM_UP:
            return peak * (0.05 + 0.95 * progress / WARM_UP)
        return peak * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


class Batches(IterableDataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Endless batches: photos (B, 3, S, S) uint8, masks and pixel weights (B, 1, S, S), sample weights (B,)."""

    def __init__(self, pack: Path, cache: Path, clock: Clock, seed: int) -> None:
        self.pack, self.cache, self.clock, self.seed = pack, cache, clock, seed

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        cv2.setNumThreads(1)
        sampler = Sampler(load_pack(self.pack, self.cache), self.seed)
        while True:
            side = self.clock.side()
            photos, masks, weights = zip(*(sampler.draw(side) for _ in range(BATCH)), strict=True)
            truth = [mask.astype(np.float32) / 255 for mask in masks]
            yield (
                torch.from_numpy(np.stack(photos).transpose(0, 3, 1, 2)),
                torch.from_numpy(np.stack(truth)[:, None]),
                torch.from_numpy(np.stack([pixel_weights(mask) for mask in truth])[:, None]),
                torch.tensor(weights),
            )


def pixel_weights(mask: np.ndarray) -> np.ndarray:
    """Weights (S, S) from 1 to about 4: highest where the neighbourhood disagrees with the pixel, so at edges."""
    wide = np.abs(cv2.blur(mask, (mask.shape[0] // 9 | 1,) * 2) - mask)
    narrow = np.abs(cv2.blur(mask, (mask.shape[0] // 36 | 1,) * 2) - mask)
    return 1 + 3 * wide + 3 * narrow


def loss_of(logits: Tensor, truth: Tensor, pixels: Tensor, samples: Tensor) -> Tensor:
    """Weighted cross-entropy plus weighted soft IoU, averaged over the samples by their weights."""
    entropy = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    entropy = (entropy * pixels).sum((1, 2, 3)) / pixels.sum((1, 2, 3))
    guess = torch.sigmoid(logits)
    both = (guess * truth * pixels).sum((1, 2, 3))
    either = ((guess + truth) * pixels).sum((1, 2, 3)) - both
    # The constant keeps an empty truth from demanding the impossible: one percent of the area counts as nothing.
    slack = 0.01 * truth[0].numel()
    return ((entropy + 1 - (both + slack) / (either + slack)) * samples).sum() / samples.sum()


def total_loss(network: CutoutNet, batch: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
    """Loss of the full-size output plus that of the coarse side outputs at lower weight."""
    photos, truth, pixels, samples = batch
    photos = photos.float().div_(255).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16, enabled=NATIVE_BF16):
        logits, sides = network.with_side_outputs(photos)
    loss = loss_of(logits.float(), truth, pixels, samples)
    for side in sides:
        small = functional.adaptive_avg_pool2d(truth, side.shape[-1])
        loss = loss + 0.25 * loss_of(side.float(), small, torch.ones_like(small), samples)
    return loss


def follow(average: CutoutNet, network: nn.Module, step: int) -> None:
    """Move the exponential moving average towards the network, quicker during the first steps."""
    decay = min(EMA_DECAY, (1 + step) / (10 + step))
    with torch.no_grad():
        for mean, now in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)


def freeze(network: CutoutNet) -> None:
    """Keep the stem and the first blocks as they are, batch statistics included."""
    for part in (network.stem, *network.blocks[:FROZEN_BLOCKS]):
        part.requires_grad_(False).eval()


def optimiser_for(network: CutoutNet) -> torch.optim.AdamW:
    """AdamW: a slower encoder (`scale` is a group's share of the rate), weight decay on convolution kernels only."""
    encoder = {id(p) for p in network.blocks.parameters()}
    groups = []
    for is_encoder, is_kernel in product((True, False), repeat=2):
        chosen = [
            p
            for p in network.parameters()
            if p.requires_grad and (id(p) in encoder, p.ndim > 1) == (is_encoder, is_kernel)
        ]
        scale = ENCODER_RATE if is_encoder else 1.0
        groups.append({"params": chosen, "weight_decay": 0.03 if is_kernel else 0.0, "scale": scale})
    return torch.optim.AdamW(groups, lr=PEAK_RATE, betas=(0.9, 0.99))


def train(args: argparse.Namespace) -> CutoutNet:
    """Train until the minutes are over; returns the averaged network."""
    torch.manual_seed(args.seed)
    pack = load_pack(args.pack, args.work / "cache")
    clock = Clock(time.time(), args.minutes * 60, resumed=args.start is not None)
    network = CutoutNet()
    if args.start:
        network.load_state_dict(torch.load(args.start, map_location="cpu", weights_only=True)["network"])
    else:
        load_imagenet_encoder(network)
    network = network.to(memory_format=torch.channels_last)
    average = CutoutNet().eval()
    average.load_state_dict(network.state_dict())
    optimiser = optimiser_for(network)
    batches = Batches(args.pack, args.work / "cache", clock, args.seed)
    # A forked worker would inherit OpenCV's locks from building the cache, and wait for ever.
    loader = iter(
        DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=4, multiprocessing_context="spawn")
    )
    step, running, saved, validated = 0, 0.0, time.time(), time.time()
    while clock.progress() < 1:
        for group in optimiser.param_groups:
            group["lr"] = clock.rate() * group["scale"]
        freeze(network.train())
        loss = total_loss(network, next(loader))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        step += 1
        follow(average, network, step)
        running = loss.item() if step == 1 else 0.98 * running + 0.02 * loss.item()
        if step % 50 == 0:
            spent = time.time() - clock.start
            print(f"{spent:6.0f} s  {clock.side()} px  samples {step * BATCH}  loss {running:.4f}", flush=True)
        if time.time() - saved > SAVE_EVERY:
            saved = time.time()
            save(args.work / "checkpoint.pt", average, step * BATCH, clock)
        if time.time() - validated > VALIDATE_EVERY:
            validated = time.time()
            print(f"validation  {validate(average, pack)}", flush=True)
    save(args.work / "checkpoint.pt", average, step * BATCH, clock)
    print(f"validation  {validate(average, pack)}", flush=True)
    return average


def save(path: Path, average: CutoutNet, samples: int, clock: Clock) -> None:
    """Write the averaged weights beside the old file, then swap them."""
    partial = path.with_suffix(".partial")
    minutes = (time.time() - clock.start) / 60
    torch.save({"network": average.state_dict(), "samples": samples, "minutes": minutes}, partial)
    partial.replace(path)


def average(checkpoint: Path, other: Path) -> None:
    """Replace a checkpoint's weights by their mean with those of an earlier one of the same run."""
    later, earlier = (torch.load(path, map_location="cpu", weights_only=True) for path in (checkpoint, other))
    for name, weight in later["network"].items():
        if weight.dtype.is_floating_point:
            weight.lerp_(earlier["network"][name], 0.5)
    torch.save(later, checkpoint)
