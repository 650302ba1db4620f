"""rembg's models as data: what each is good for, what it weighs, whose terms it comes under, where it is fetched.

Sources. Addresses and checksums: the session classes of rembg 2.0.86 (`rembg/sessions/*.py`); a test compares them with
the installed rembg. Sizes: the files of rembg's release `v0.0.0`. Licences: the projects that trained the weights,
xuebinqin/U-2-Net and xuebinqin/DIS (Apache-2.0), the model cards of skytnt/anime-seg (Apache-2.0) and briaai/RMBG-2.0
(CC BY-NC 4.0), ZhengPeng7/BiRefNet (MIT). Speeds: the README of BiRefNet for the ONNX files on an A100; the paper of
U-2-Net (Qin et al. 2020) for a GTX 1080 Ti; what is said of CPUs we measured ourselves.

Left out: `sam` needs a point or a box, `u2net_cloth_seg` gives three masks of clothes, `birefnet-general-fp16` needs a
converter of its own, the `*_custom` ones are a user's files, and `withoutbg` and `atlascloud` send the photo away.
"""

from __future__ import annotations

from dataclasses import dataclass

from .base import CutoutFacts

RELEASE = "https://github.com/danielgatis/rembg/releases/download/v0.0.0"

BIREFNET_SPEED = "0.17 s on an A100 GPU, say its authors"
BIREFNET_MEGABYTES = 972.7


@dataclass(frozen=True, kw_only=True)
class RembgFacts(CutoutFacts):
    """A model that is fetched. url: of its weights. checksum: `md5:` or `sha256:` and the digest in hexadecimal."""

    url: str
    checksum: str


def _birefnet(name: str, file: str, md5: str, good_for: str, specialist: bool = False) -> RembgFacts:
    """One of the six that differ only in what they were trained on."""
    return RembgFacts(
        name, good_for, "MIT", BIREFNET_MEGABYTES, speed=BIREFNET_SPEED, wants_gpu=True, specialist=specialist,
        url=f"{RELEASE}/{file}", checksum=f"md5:{md5}",
    )  # fmt: skip


CATALOGUE = (
    _birefnet(
        "birefnet-general", "BiRefNet-general-epoch_244.onnx", "7a35a0141cbbc80de11d9c9a28f52697",
        "people, animals, things; the finest edges",
    ),
    _birefnet(
        "birefnet-massive", "BiRefNet-massive-TR_DIS5K_TR_TEs-epoch_420.onnx", "33e726a2136a3d59eb0fdf613e31e3e9",
        "like birefnet-general, trained on more photos of things",
    ),
    _birefnet(
        "birefnet-hrsod", "BiRefNet-HRSOD_DHU-epoch_115.onnx", "c017ade5de8a50ff0fd74d790d268dda",
        "what stands out in large photos",
    ),
    RembgFacts(
        "birefnet-general-lite", "people, animals, things; fine edges", "MIT", 224,
        speed="0.09 s on an A100 GPU, say its authors", wants_gpu=True,
        url=f"{RELEASE}/BiRefNet-general-bb_swin_v1_tiny-epoch_232.onnx",
        checksum="md5:4fab47adc4ff364be1713e97b7e66334",
    ),
    _birefnet(
        "birefnet-portrait", "BiRefNet-portrait-epoch_150.onnx", "c3a64a6abf20250d090cd055f12a3b67",
        "people and their hair", specialist=True,
    ),
    _birefnet(
        "birefnet-dis", "BiRefNet-DIS-epoch_590.onnx", "2d4d44102b446f33a4ebb2e56c051f2b",
        "things with thin and holed parts", specialist=True,
    ),
    _birefnet(
        "birefnet-cod", "BiRefNet-COD-epoch_125.onnx", "f6d0d21ca89d287f17e7afe9f5fd3b45",
        "animals that hide in their surroundings", specialist=True,
    ),
    RembgFacts(
        "isnet-general-use", "people, animals, things; sharp edges", "Apache-2.0", 178.6,
        speed="not measured; ten times u2net’s pixels",
        url=f"{RELEASE}/isnet-general-use.onnx", checksum="md5:fc16ebd8b0c10d971d3513d564d01e29",
    ),
    RembgFacts(
        "isnet-anime", "anime and manga figures", "Apache-2.0", 176.1,
        speed="not measured; ten times u2net’s pixels", specialist=True,
        url=f"{RELEASE}/isnet-anime.onnx", checksum="md5:6f184e756bb3bd901c8849220a83e38e",
    ),
    RembgFacts(
        "u2net", "people, animals, things", "Apache-2.0", 176,
        speed="0.03 s on a GTX 1080 Ti, say its authors",
        url=f"{RELEASE}/u2net.onnx", checksum="md5:60024c5c889badc19c04ad937298a77b",
    ),
    RembgFacts(
        "u2net_human_seg", "people only", "Apache-2.0", 176, speed="as u2net: the same network", specialist=True,
        url=f"{RELEASE}/u2net_human_seg.onnx", checksum="md5:c09ddc2e0104f800e3e1bb4652583d1f",
    ),
    RembgFacts(
        "silueta", "people, animals, things; a small u2net", "Apache-2.0", 44.2,
        url=f"{RELEASE}/silueta.onnx", checksum="md5:55e59e0d8062d2f5d013f4725ee84782",
    ),
    RembgFacts(
        "u2netp", "people, animals, things; the smallest", "Apache-2.0", 4.6,
        speed="0.5 to 1.6 s on two CPU cores, idle to busy",
        url=f"{RELEASE}/u2netp.onnx", checksum="md5:8e83ca70e441ab06c318d82300c84806",
    ),
    RembgFacts(
        "bria-rmbg", "people, animals, things; fine edges", "CC BY-NC 4.0", 1024.3, commercial=False,
        speed="as birefnet-general: the same network", wants_gpu=True,
        url=f"{RELEASE}/bria-rmbg-2.0.onnx",
        checksum="sha256:5b486f08200f513f460da46dd701db5fbb47d79b4be4b708a19444bcd4e79958",
    ),
)  # fmt: skip
"""In the order in which `auto` asks them; a specialist and one that is not for commercial use it never takes."""
