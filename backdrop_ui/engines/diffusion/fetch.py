"""Brings a model's files from the Hugging Face Hub; how much that is, and under whose terms, is known before.

The files go into the Hub's own cache, as its library lays it out, so that every program that uses it finds them. The
large ones come by `download`: the library throws away what had arrived of a file when it is stopped, and does not
compare checksums.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from ... import download
from ...errors import DownloadError, EngineError
from ...progress import Report
from .catalogue import SETTING, Model
from .files import how_to_get, is_on_hub, place_of
from .hub import RemoteFile, files_of, host, in_words
from .own import family_in

INDEX = "model_index.json"


@dataclass(frozen=True)
class Offer:
    """What fetching a model would bring."""

    model: Model
    files: tuple[RemoteFile, ...]

    @property
    def left(self) -> int:
        """Bytes still to come."""
        return sum(file.left for file in self.files)

    @property
    def total(self) -> int:
        """Bytes of the whole model."""
        return sum(file.size for file in self.files)

    @property
    def repos(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(file.repo for file in self.files))

    @property
    def lack(self) -> str | None:
        """What to do if the disk has no room for it, in sentences for people; None if it has."""
        return _lack_of_space(self)

    def page(self, repo: str) -> str:
        """The address where a repository's terms and authors are."""
        from huggingface_hub import constants

        return f"{constants.ENDPOINT}/{repo}"

    def words(self) -> str:
        """How much, from where, whose terms, in sentences for people."""
        sentences = [f"{self.model.title}: {words_for_bytes(self.left)} to fetch from {host()}."]
        if not self.left:
            sentences = [f"{self.model.title}: all {words_for_bytes(self.total)} of it are on this machine."]
        elif (here := self.total - self.left) > 0:
            sentences.append(f"{words_for_bytes(here)} of it have been fetched before.")
        sentences.append(f"Licence: {', '.join(self.model.licences)}.")
        if not self.model.commercial:
            sentences.append("Not for commercial use.")
        return " ".join(sentences)


def offer_for(model: Model) -> Offer:
    """Ask the Hub what a model is made of. Nothing is downloaded.

    Raises:
        DownloadError: if that cannot be found out: offline, not there, not allowed, nothing that can be used.
    """
    wanted = [weights for weights in (model.weights, *model.adapters) if place_of(weights) is None]
    if not wanted or not all(is_on_hub(weights) for weights in wanted):
        raise DownloadError(how_to_get(model))
    files = [file for weights in wanted for file in files_of(weights)]
    if model.weights in wanted and _index(model, files) is None:
        raise DownloadError(
            f"{model.weights.repo} is no diffusers model: it has no {INDEX}. Choose another one, or let the setting "
            f"{SETTING} name the .safetensors file itself, once it is on this machine."
        )
    return Offer(model, tuple(files))


def fetch(offer: Offer, report: Report = lambda *_: None) -> None:
    """Download what is left of an offer; what `report` raises ends it, and what has arrived stays for the next time.

    Raises:
        DownloadError: if it cannot be had, in words that say what to do.
    """
    if offer.lack:
        raise DownloadError(offer.lack)
    small, large = ([file for file in offer.files if bool(file.sha256) == large] for large in (False, True))
    for file in small:  # they find out whether it is allowed, and of use
        _receive(file, offer, report)
    _check_kind(offer)
    for file in large:
        _receive(file, offer, report)
    for file in {file.repo: file for file in offer.files}.values():  # a model counts as here once all of it is
        reference = file.folder / "refs" / "main"
        with in_words(file.repo):
            reference.parent.mkdir(parents=True, exist_ok=True)
            reference.write_text(file.commit, encoding="utf-8")


def _index(model: Model, files: Sequence[RemoteFile]) -> RemoteFile | None:
    return next((file for file in files if (file.repo, file.name) == (model.weights.repo, INDEX)), None)


def _check_kind(offer: Offer) -> None:
    """Whether it can be run here at all, before its weights are fetched."""
    index = _index(offer.model, offer.files)
    if index is not None and offer.model.family is None:
        try:
            family_in(index.place.parent)
        except EngineError as error:
            raise DownloadError(str(error)) from error


def words_for_bytes(size: float) -> str:
    """A size as a person says it: 2.7 GB, 350 MB, 0.4 MB."""
    if size >= 999.5e6:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB"


def _receive(file: RemoteFile, offer: Offer, report: Report) -> None:
    """Bring one file to where the Hub's library looks: it links the large ones itself, once they are in its cache."""
    from huggingface_hub import hf_hub_download, hf_hub_url
    from huggingface_hub.file_download import are_symlinks_supported
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # it is public
    from huggingface_hub.utils.tqdm import silent_tqdm

    title = offer.model.title
    before = offer.total - file.size - sum(other.left for other in offer.files if other != file)

    def told(share: float, words: str) -> None:
        report((before + share * file.size) / max(offer.total, 1), words)

    def of_all(of_file: int, per_s: float) -> str:
        there = before + of_file
        left = download.words_for_seconds((offer.total - there) / max(per_s, 1))
        how_far = f"{words_for_bytes(there)} of {words_for_bytes(offer.total)} at {words_for_bytes(per_s)}/s"
        return f"Fetching {title}: {how_far}, {left} left"

    told(1 - file.left / max(file.size, 1), f"Fetching {title}")
    if not file.is_here:
        file.place.unlink(missing_ok=True)  # of which a part is there, the Hub's library would leave at that
    if file.sha256 and not file.is_here:  # or the Hub's library fetches it, even where all of it has arrived
        url = hf_hub_url(file.repo, file.name, revision=file.commit)
        name = f"{title} ({file.title})"
        download.fetch(url, file.blob, f"sha256:{file.sha256}", told, name, build_hf_headers(), of_all)
        if not are_symlinks_supported(file.folder):  # where the library would copy it, and keep both
            with in_words(file.repo):
                file.place.parent.mkdir(parents=True, exist_ok=True)
                file.blob.replace(file.place)
            return
    with in_words(file.repo):
        hf_hub_download(file.repo, file.name, revision=file.commit, tqdm_class=silent_tqdm)


def _lack_of_space(offer: Offer) -> str | None:
    if not offer.left:
        return None
    folder = offer.files[0].folder.parent
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if offer.left + download.SPARE_BYTES <= free:
        return None
    return (
        f"{words_for_bytes(offer.left + download.SPARE_BYTES)} are needed on the disk, and {words_for_bytes(free)} are "
        f"free. Make room there, or let the setting HF_HOME name a folder on another disk, and try again."
    )
