"""Errors a person can act on: each message says what happened and what to do next.

The page and the command line turn these, and only these, into a friendly message.
"""


class BackdropError(Exception):
    """Something a person can act on."""


class PhotoError(BackdropError):
    """A picture cannot be used: not an image, too large, damaged."""


class CutoutError(BackdropError):
    """No subject can be cut out of this photo with this model."""


class DownloadError(BackdropError):
    """A file cannot be had from the web: no connection, refused, no room for it."""


class NothingKept(CutoutError):  # noqa: N818 (a state, no mistake)
    """The model found no subject, or a person's changes left none of it."""


class SceneError(BackdropError):
    """A preset or a scene description cannot be used."""


class EngineError(BackdropError):
    """An engine cannot paint: unknown, not ready, out of memory."""


class Cancelled(BackdropError):  # noqa: N818 (not a mistake of anybody)
    """The person pressed Stop."""
