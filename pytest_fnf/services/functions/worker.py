"""Workers: one thread an instance, and the baton that passes between it and the engine's thread.

In: jobs. Out: how a job ended, or that it sleeps. Only the holder of the baton runs, so that handlers with any number
of sleeps are deterministic. It leaves what a job is to instances, and what a handler's own threads may do to `guards`.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Ended(BaseException):
    """Raised inside a sleeping handler when its world closes; no handler should catch it."""


class Stopped(SystemExit):
    """Ends a thread that a handler started, without a word: the fault is told elsewhere."""


class Returned(NamedTuple):
    """A job returned this value."""

    value: Any


class Raised(NamedTuple):
    """A job raised this exception."""

    exception: BaseException


class Asleep(NamedTuple):
    """A job sleeps until this instant, in milliseconds since the epoch."""

    wake_at: int


_here = threading.local()


def current() -> Worker | None:
    """The worker whose thread this is; `None` in any other thread."""
    return getattr(_here, "worker", None)


def origin() -> Any:
    """What a thread that a handler started was marked with; `None` in any other thread."""
    return getattr(_here, "origin", None)


def mark(thread: threading.Thread, made_by: Any) -> None:
    """Have a thread know, from its first line on, that a handler started it."""
    run = thread.run

    def marked_run() -> None:
        _here.origin = made_by
        with suppress(Stopped):
            run()

    thread.run = marked_run  # type: ignore[method-assign]  # of this thread alone


class Worker:
    """A thread that runs jobs while it holds the baton.

    Attributes:
        now: the instant at which the job that runs was last given the baton.
    """

    def __init__(self, name: str) -> None:
        self.now = 0
        self._name = name
        self._thread: threading.Thread | None = None
        self._go: SimpleQueue[None] = SimpleQueue()
        self._back: SimpleQueue[None] = SimpleQueue()
        self._job: Callable[[], Any] | None = None
        self._outcome: Returned | Raised | Asleep = Returned(None)
        self._ending = False

    def run(self, job: Callable[[], Any], now: int) -> Returned | Raised | Asleep:
        """Give the baton to a new job and wait until it comes back."""
        self._job, self.now = job, now
        self._go.put(None)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        return self._wait()

    def resume(self, now: int) -> Returned | Raised | Asleep:
        """Give the baton back to a job that sleeps."""
        self.now = now
        self._go.put(None)
        return self._wait()

    def sleep(self, wake_at: int) -> None:
        """Called by the job: pass the baton until it comes back.

        Raises:
            Ended: the world closed meanwhile.
        """
        if self._ending:
            raise Ended
        self._outcome = Asleep(wake_at)
        self._back.put(None)
        self._go.get()
        if self._ending:
            raise Ended

    def end(self) -> None:
        """Have the thread end: a job that sleeps is ended where it sleeps."""
        if self._thread is None or self._ending:
            return
        self._ending = True
        self._job = None
        self._go.put(None)
        # A job that swallows `Ended`, or whose clean-up blocks, must not hang the test: its thread is a daemon.
        self._thread.join(timeout=5)

    def _wait(self) -> Returned | Raised | Asleep:
        self._back.get()
        outcome, self._outcome = self._outcome, Returned(None)
        return outcome

    def _work(self) -> None:
        _here.worker = self
        while True:
            self._go.get()
            job = self._job
            if job is None:
                return
            self._job = None
            try:
                outcome: Returned | Raised = Returned(job())
            except Ended:
                return
            except BaseException as exception:  # noqa: BLE001  (the engine's thread decides what it means)
                outcome = Raised(exception)
            del job
            if self._ending:
                return
            self._outcome = outcome
            del outcome
            self._back.put(None)
