"""The cut-out network: a small U-Net of plain 3x3 convolutions with pyramid pooling."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 256  # pixels; the exported network's input and output side
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


def conv(inside: int, outside: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution, batch norm, ReLU; `same` padding."""
    return nn.Sequential(
        nn.Conv2d(inside, outside, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two 3x3 convolutions around a shortcut; keeps the shape."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return functional.relu(x + self.second(self.first(x)))


class PyramidPool(nn.Module):
    """Adds what the whole photo and its quarters look like to every position."""

    def __init__(self, width: int, cells: tuple[int, ...] = (1, 2, 4)) -> None:
        super().__init__()
        self.cells = cells
        # No batch norm on the branches: a single cell per photo gives it too few values.
        self.branches = nn.ModuleList(nn.Conv2d(width, width // 4, 1) for _ in cells)
        self.merge = conv(width + len(cells) * (width // 4), width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        parts = [x]
        for cell, branch in zip(self.cells, self.branches, strict=True):
            pooled = functional.relu(branch(functional.adaptive_avg_pool2d(x, cell)))
            parts.append(functional.interpolate(pooled, size=x.shape[-2:], mode="bilinear", align_corners=False))
        return self.merge(torch.cat(parts, dim=1))


class Up(nn.Module):
    """Doubles the resolution and adds the encoder's features of that resolution."""

    def __init__(self, inside: int, skip: int, outside: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(inside, outside, 1, bias=False)
        self.lateral = nn.Conv2d(skip, outside, 1, bias=False)
        self.norm = nn.BatchNorm2d(outside)
        self.smooth = conv(outside, outside)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """(N, inside, H, W), (N, skip, 2H, 2W) -> (N, outside, 2H, 2W)."""
        up = functional.interpolate(self.reduce(x), scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.smooth(functional.relu(self.norm(up + self.lateral(skip))))


class CutoutNet(nn.Module):
    """Encoder at 1/2 to 1/32 of the input side, pyramid pooling, decoder back to 1/2, bilinear to full size."""

    def __init__(
        self,
        widths: tuple[int, int, int, int, int] = (16, 32, 64, 96, 160),
        depths: tuple[int, int, int, int, int] = (0, 1, 2, 2, 1),
    ) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1))
        self.encoder = nn.ModuleList()
        before = 3
        for width, depth in zip(widths, depths, strict=True):
            blocks = [Residual(width) for _ in range(depth)]
            self.encoder.append(nn.Sequential(conv(before, width, stride=2), *blocks))
            before = width
        self.context = PyramidPool(widths[-1])
        pairs = zip(reversed(widths[1:]), reversed(widths[:-1]), strict=True)
        self.decoder = nn.ModuleList(Up(deep, shallow, shallow) for deep, shallow in pairs)
        self.head = nn.Conv2d(widths[0], 1, 3, 1, 1)
        self.side_heads = nn.ModuleList(nn.Conv2d(width, 1, 1) for width in (widths[3], widths[2]))

    def stages(self, photo: Tensor) -> list[Tensor]:
        """Decoder features from 1/16 to 1/2 of the photo's side."""
        x = (photo - self.mean) / self.std
        skips: list[Tensor] = []
        for stage in self.encoder:
            x = stage(x)
            skips.append(x)
        x = self.context(x)
        features: list[Tensor] = []
        for up, skip in zip(self.decoder, reversed(skips[:-1]), strict=True):
            x = up(x, skip)
            features.append(x)
        return features

    def finish(self, feature: Tensor) -> Tensor:
        """Last decoder feature (N, C, H/2, W/2) -> logits (N, 1, H, W)."""
        return functional.interpolate(self.head(feature), scale_factor=2.0, mode="bilinear", align_corners=False)

    def forward(self, photo: Tensor) -> Tensor:
        """Photo (N, 3, H, W) RGB in [0, 1], H and W multiples of 32 -> logits (N, 1, H, W)."""
        return self.finish(self.stages(photo)[-1])

    def with_side_outputs(self, photo: Tensor) -> tuple[Tensor, list[Tensor]]:
        """As forward, and the coarse logits at 1/16 and 1/8 that only training looks at."""
        features = self.stages(photo)
        sides = [head(feature) for head, feature in zip(self.side_heads, features, strict=False)]
        return self.finish(features[-1]), sides


class Probability(nn.Module):
    """What is exported: photo (N, 3, 256, 256) RGB in [0, 1] -> subject probability (N, 1, 256, 256)."""

    def __init__(self, network: CutoutNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, photo: Tensor) -> Tensor:
        """See the class."""
        return torch.sigmoid(self.network(photo))
