"""What the Hugging Face Hub has of a model, where its library keeps it here, and its refusals in plain words."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ...download import NOT_ALLOWED, SET_UP_WRONG, Part
from ...errors import DownloadError
from .catalogue import Weights

_DESCRIPTIONS = (".json", ".txt", ".model", ".jinja")
_VARIANT = re.compile(r"\.(fp16|bf16|non_ema)\b")
_PIECE = re.compile(r"-\d+-of-\d+")


@dataclass(frozen=True)
class RemoteFile:
    """One file of a repository. size: bytes. sha256: of the large ones, empty for small ones, which git keeps."""

    repo: str
    commit: str
    name: str
    size: int
    sha256: str = ""

    @property
    def folder(self) -> Path:
        """The repository's place in the cache."""
        from huggingface_hub import constants
        from huggingface_hub.file_download import repo_folder_name

        return Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=self.repo, repo_type="model")

    @property
    def blob(self) -> Path:
        return self.folder / "blobs" / self.sha256

    @property
    def place(self) -> Path:
        """Where the Hub's library looks for it: a link to the blob, or the file itself where there are no links."""
        return self.folder / "snapshots" / self.commit / self.name

    @property
    def is_here(self) -> bool:
        """Whether it is in its place, checked, and whole: a copy may have ended halfway."""
        return self.place.exists() and self.place.stat().st_size == self.size

    @property
    def left(self) -> int:
        """Bytes that are not on this machine yet."""
        if self.is_here:
            return 0
        if not self.sha256:
            return self.size
        return 0 if self.blob.is_file() else max(self.size - Part(self.blob).bytes, 0)

    @property
    def title(self) -> str:
        """A name for people: "unet" says more than "diffusion_pytorch_model.fp16.safetensors"."""
        path = PurePosixPath(self.name)
        return path.parts[0] if len(path.parts) > 1 else self.repo.partition("/")[2]


def files_of(weights: Weights) -> list[RemoteFile]:
    """The files of a repository that a model is loaded from, as they are now. Nothing is downloaded.

    Raises:
        DownloadError: if that cannot be found out, or there are none.
    """
    from huggingface_hub import HfApi

    with in_words(weights.repo):
        info = HfApi().model_info(weights.repo, files_metadata=True)
    entries = {entry.rfilename: entry for entry in info.siblings or ()}
    names = wanted_files(weights, list(entries))
    if not any(name.endswith(".safetensors") for name in names):
        what = weights.file or "weights as .safetensors"
        raise DownloadError(f"{weights.repo} has no {what}, so it cannot be used here. Choose another model.")
    return [
        RemoteFile(weights.repo, str(info.sha), entry.rfilename, entry.size or 0, entry.lfs.sha256 if entry.lfs else "")
        for entry in map(entries.__getitem__, names)
    ]


def wanted_files(weights: Weights, names: Sequence[str]) -> list[str]:
    """Those files of a repository that a model is loaded from: no pickles, nothing twice in another form."""
    if weights.file:
        return [name for name in names if name == weights.file]
    pipeline = "model_index.json" in names
    plain = {_PIECE.sub("", name) for name in names if not _VARIANT.search(name)}

    def wanted(name: str) -> bool:
        path = PurePosixPath(name)
        if path.suffix in _DESCRIPTIONS:
            return True
        if path.suffix != ".safetensors" or (pipeline and len(path.parts) == 1):
            return False  # beside a pipeline's folders lies the whole of it in one file, for other programs
        if weights.variant:
            return f".{weights.variant}" in path.name
        return not _VARIANT.search(name) or _PIECE.sub("", _VARIANT.sub("", name)) not in plain

    return [name for name in names if wanted(name)]


def host() -> str:
    """Where models come from, for people."""
    from huggingface_hub import constants

    return urlsplit(constants.ENDPOINT).netloc


@contextmanager
def in_words(repo: str) -> Iterator[None]:
    """Turn what the Hub's library raises about a repository into a `DownloadError` that says what to do."""
    import httpx2

    try:
        yield
    except (httpx2.HTTPError, OSError, ValueError, ImportError) as error:  # the library's own are one of the first two
        raise DownloadError(_words(error, repo)) from error


def _words(error: BaseException, repo: str) -> str:
    import httpx2
    from huggingface_hub import constants, errors

    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__ is not None:
        return _words(error.__cause__, repo)
    match error:
        case errors.OfflineModeIsEnabled():
            words = "Offline mode is on (HF_HUB_OFFLINE), so nothing can be fetched. Start again without that setting."
        case errors.GatedRepoError():
            page = f"{constants.ENDPOINT}/{repo}"
            words = (
                f"{repo} is for those who accept its terms: do so at {page}, then sign in on this machine with "
                "`hf auth login`, and try again."
            )
        case errors.RepositoryNotFoundError():
            words = (
                f"{host()} knows no model {repo}, or does not show it to everybody. Check the name; for a private one "
                "sign in on this machine with `hf auth login`."
            )
        case errors.HfHubHTTPError(response=response) if response.status_code in NOT_ALLOWED:
            words = (
                f"{host()} refuses how this machine is signed in (it answered {response.status_code}). Renew it with "
                "`hf auth login` or the setting HF_TOKEN; for a public model it can be removed. A token of limited "
                "rights must be allowed to read this model."
            )
        case errors.HfHubHTTPError():
            words = f"{host()} cannot give {repo} just now (it answered {error.response.status_code}). Try again later."
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            words = "The disk is full. Free some space and try again."
        case PermissionError():
            words = f"The model cannot be saved in {constants.HF_HUB_CACHE}. Look at the folder's rights and try again."
        case JSONDecodeError():
            words = f"What answered is not {host()}: a network's own page, say. Open one in a browser, then try again."
        case ValueError() | ImportError():
            words = f"{SET_UP_WRONG} ({error}). Mend or remove that setting and start again."
        case httpx2.TimeoutException():
            words = f"{host()} does not answer. Check the connection and try again."
        case _:
            words = f"There is no connection to {host()}. Check the connection and try again."
    return words
