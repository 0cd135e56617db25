"""Loggers: what one instance has made of them.

In: the loggers of the process. Out: the instance's levels and handlers in place while it has the baton, and the
process's own otherwise. It leaves records alone: they go where pytest captures them.
"""

from __future__ import annotations

import logging
from typing import NamedTuple


class _Settings(NamedTuple):
    level: int
    propagate: bool
    disabled: bool
    handlers: list[logging.Handler]
    filters: list[object]


_NEW = _Settings(logging.NOTSET, True, False, [], [])  # noqa: FBT003  (what `logging.getLogger` makes)


class Logs:
    """The loggers as an instance sees them."""

    def __init__(self) -> None:
        self._own: dict[logging.Logger, tuple[_Settings, _Settings]] = {}
        self._before: dict[logging.Logger, _Settings] = {}
        self._switch = logging.NOTSET

    def enter(self) -> None:
        """Put in place what the instance has changed so far."""
        self._before = {logger: _settings_of(logger) for logger in _loggers()}
        self._switch = logging.root.manager.disable
        for logger, (old, new) in self._own.items():
            now = self._before.get(logger, _NEW)
            _set(logger, _changed(now, old, new))

    def leave(self) -> None:
        """Put the process's back, and remember what the instance has changed."""
        logging.root.manager.disable = self._switch
        for logger in _loggers():
            before = self._before.get(logger, _NEW)
            if not _has(logger, before):
                self._own[logger] = (before, _settings_of(logger))
                _set(logger, before)
        self._before = {}


def _loggers() -> list[logging.Logger]:
    known = logging.root.manager.loggerDict.values()
    return [logging.root, *(logger for logger in known if isinstance(logger, logging.Logger))]


def _settings_of(logger: logging.Logger) -> _Settings:
    return _Settings(logger.level, logger.propagate, logger.disabled, logger.handlers[:], list(logger.filters))


def _has(logger: logging.Logger, settings: _Settings) -> bool:
    """Whether these are a logger's settings; asked of each with each baton, so that nothing is copied for it."""
    return (
        logger.level == settings.level
        and logger.handlers == settings.handlers
        and (logger.filters == settings.filters or list(logger.filters) == settings.filters)
        and logger.propagate == settings.propagate
        and logger.disabled == settings.disabled
    )


def _changed(now: _Settings, old: _Settings, new: _Settings) -> _Settings:
    """Today's settings with the changes from the old ones to the new; pytest changes its own handlers meanwhile."""
    return _Settings(
        new.level if new.level != old.level else now.level,
        new.propagate if new.propagate != old.propagate else now.propagate,
        new.disabled if new.disabled != old.disabled else now.disabled,
        now.handlers + [handler for handler in new.handlers if handler not in old.handlers],
        now.filters + [accept for accept in new.filters if accept not in old.filters],
    )


def _set(logger: logging.Logger, wanted: _Settings) -> None:
    # In place: pytest and handlers may hold these lists.
    logger.handlers[:] = wanted.handlers
    logger.filters[:] = wanted.filters  # type: ignore[assignment]
    logger.propagate, logger.disabled = wanted.propagate, wanted.disabled
    logger.setLevel(wanted.level)
