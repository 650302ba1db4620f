"""Files that say what they are: an XMP record of how a picture came to be, and nothing of the photo's own metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

import numpy as np
from PIL import Image, PngImagePlugin

from .arrays import Array, to_8bit

FileType = Literal["png", "jpg", "webp"]
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI_BACKDROP = "compositeWithTrainedAlgorithmicMedia"
DRAWN_BACKDROP = "compositeSynthetic"


def save_picture(picture: Array, path: Path, engine_title: str, is_ai: bool) -> None:
    """Write a picture as the kind that `path` names, with its IPTC digital source type in XMP.

    Args:
        picture: (H, W, 3), sRGB in [0, 1].
        path: ends in .png, .jpg or .webp.
        engine_title: what painted the backdrop, as shown to people.
        is_ai: whether a trained model painted it.
    """
    image = Image.fromarray(to_8bit(picture))
    xmp = _xmp(engine_title, AI_BACKDROP if is_ai else DRAWN_BACKDROP)
    match path.suffix:
        case ".png":
            info = PngImagePlugin.PngInfo()
            info.add_itxt("XML:com.adobe.xmp", xmp)
            image.save(path, pnginfo=info, compress_level=1)  # level 6 takes four times as long for a tenth less
        case ".jpg":
            image.save(path, quality=95, subsampling=0, xmp=xmp.encode())
        case ".webp":
            image.save(path, quality=92, method=2, xmp=xmp.encode())
        case suffix:
            raise ValueError(f"expected .png, .jpg or .webp, got {suffix!r}")


def save_cutout(foreground: Array, alpha: Array, path: Path) -> None:
    """Write a subject as a transparent PNG; colours under full transparency are black, so no background travels along.

    Args:
        foreground: (H, W, 3), sRGB in [0, 1].
        alpha: (H, W), 1 = subject.
    """
    rgba = np.dstack([to_8bit(foreground), to_8bit(alpha)])
    rgba[rgba[..., 3] == 0] = 0
    Image.fromarray(rgba).save(path, compress_level=1)


def save_alpha(alpha: Array, path: Path) -> None:
    """Write an alpha (H, W) as an 8-bit grey PNG."""
    Image.fromarray(to_8bit(alpha)).save(path, compress_level=1)


def digital_source_type(path: Path) -> str | None:
    """Read the IPTC digital source type back from a picture file: its last word, or None where there is none."""
    with Image.open(path) as image:
        description = image.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    source = description.get("DigitalSourceType") if isinstance(description, dict) else None
    return str(source).rsplit("/", 1)[-1] if source else None


def _xmp(engine_title: str, source_type: str) -> str:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f"xmp:CreatorTool={quoteattr(f'Backdrop UI; backdrop by {engine_title}')} "
        f'Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPES}{source_type}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
