"""Stands in for Hugging Face's package `spaces` on a Space with ZeroGPU, as far as `spaces.GPU` promises.

A decorated generator function runs in a process forked for the call; arguments and items are pickled; closing it stops
the worker at its next item; errors come back as the name of their class. `lent` keeps for how long each call asked.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

REFUSAL = "SPACES_REFUSES"
"""An environment variable: what the scheduler says instead of lending a card."""

lent: list[int] = []
_fork = multiprocessing.get_context("fork")


class Error(Exception):
    """As gradio's: the words are in `message`, str() is something else."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


def GPU(*, duration: Callable[..., int]) -> Callable[[Callable[..., Iterator[Any]]], Callable[..., Iterator[Any]]]:  # noqa: N802
    def decorate(task: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def called(*args: Any) -> Iterator[Any]:
            lent.append(duration(*args))
            if refusal := os.environ.get(REFUSAL):
                raise Error(refusal)
            here, there = _fork.Pipe()
            stop = _fork.Event()
            worker = _fork.Process(target=_work, args=(task, pickle.dumps(args), there, stop))
            worker.start()
            there.close()
            try:
                while True:
                    kind, value = here.recv()
                    if kind == "end":
                        return
                    if kind == "error":
                        raise Error(value)
                    yield value
            except EOFError:
                raise Error("GPU task aborted") from None
            finally:
                stop.set()
                here.close()
                worker.join()

        return called

    return decorate


def _work(task: Callable[..., Iterator[Any]], args: bytes, pipe: Any, stop: Any) -> None:
    walk = task(*pickle.loads(args))
    with suppress(BrokenPipeError):
        try:
            for item in walk:
                if stop.is_set():
                    walk.close()  # type: ignore[attr-defined]
                    break
                pipe.send(("item", item))
            pipe.send(("end", None))
        except BrokenPipeError:
            raise
        except Exception as error:
            pipe.send(("error", type(error).__name__))
