"""The virtual selector: event loops that a handler makes wait on the virtual clock.

In: the real selector class, how virtual time passes. Out: a class in its place. It leaves the loop's clock to `window`.

What takes no virtual time goes first: work that the loop handed to threads, and what local sockets have under way. Both
are given a moment of real time before virtual time passes, since nothing says when they will be done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from concurrent.futures import Future

_PATIENCE_WITH_WORK = 5.0
_PATIENCE_AFTER_WORK = 0.05
_PATIENCE_WITH_SOCKETS = 0.02


class Work:
    """What threads of handlers still do."""

    def __init__(self) -> None:
        self._jobs: list[Future[Any]] = []
        self._threads: list[threading.Thread] = []

    def patience(self) -> float:
        """How many real seconds to wait for it, before virtual time passes."""
        before = len(self._jobs) + len(self._threads)
        self._jobs = [job for job in self._jobs if not job.done()]
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        left = len(self._jobs) + len(self._threads)
        if left:
            return _PATIENCE_WITH_WORK
        # What is done a moment ago may not have told its loop yet.
        return _PATIENCE_AFTER_WORK if before else 0

    def started(self, thread: threading.Thread) -> None:
        """A handler started a thread. The members of a pool do not count: they wait for what is submitted."""
        if getattr(getattr(thread, "_target", None), "__module__", "") != "concurrent.futures.thread":
            self._threads.append(thread)

    def forget(self) -> None:
        """What was waited for in vain waits itself, perhaps for the loop: it is not waited for again."""
        self._jobs.clear()
        self._threads.clear()

    def counting(self, submit: Callable[..., Future[Any]], inside: Callable[[], bool]) -> Callable[..., Future[Any]]:
        """`ThreadPoolExecutor.submit` that counts what handlers submit."""

        def counting_submit(*args: Any, **kwargs: Any) -> Future[Any]:
            future = submit(*args, **kwargs)
            if inside():
                self._jobs.append(future)
            return future

        return counting_submit


def virtual_selector(real: Any, *, virtual: Callable[[], bool], sleep: Callable[[float], None], work: Work) -> Any:
    """The class to put in place of `selectors.DefaultSelector`.

    Args:
        real: the class.
        virtual: whether the calling thread lives in virtual time.
        sleep: virtual sleep.
        work: what threads still do for handlers.
    """

    class VirtualSelector(real):  # type: ignore[misc]  # which one it is, the system says
        def select(self, timeout: float | None = None) -> Any:
            if timeout is None or timeout <= 0 or not virtual():
                return super().select(timeout)
            # A loop has one file of its own, which threads write to when they are done.
            patience = work.patience() or (_PATIENCE_WITH_SOCKETS if len(self.get_map()) > 1 else 0)
            ready = super().select(patience)
            if not ready:
                work.forget()
                # A loop's deadlines are sums of floats as large as the epoch: what they are off by is no time.
                sleep(round(timeout, 6))
                ready = super().select(0)
            return ready

    return VirtualSelector
