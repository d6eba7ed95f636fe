"""Rings for what is urgent or overdue: every channel once for each, again until it has arrived."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.errors import NoticeError
from assistant.notices.notice import Channel, Notice, NoticeLog, due_notices
from assistant.worklist.store import TaskStore
from assistant.worklist.task import LIVE

logger = logging.getLogger(__name__)


class Bell:
    """Looks at the tasks that wait and tells each channel what it has not been told."""

    def __init__(
        self,
        tasks: TaskStore,
        log: NoticeLog,
        channels: Sequence[Channel],
        *,
        now: Callable[[], datetime],
        beside: Callable[[datetime], Sequence[Notice]] = lambda _: (),
        names: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        """Ring by `channels`, for tasks and for what `beside` names at a moment; `names` calls people."""
        self._tasks, self._log, self._channels, self._now = tasks, log, tuple(channels), now
        self._known: set[tuple[str, str, str]] = set()
        self._beside, self._names = beside, names

    @property
    def silent(self) -> bool:
        """Whether there is no channel, so that nothing ever leaves the house."""
        return not self._channels

    def waiting(self) -> tuple[Notice, ...]:
        """Give what is urgent or overdue now: the list in the application."""
        return due_notices(self._tasks.tasks(LIVE), self._now(), self._names)

    def ring(self) -> int:
        """Tell what has not been told; returns how many notices arrived.

        A channel that fails is tried again at the next ring, and holds up no other.
        """
        due = (*self.waiting(), *self._beside(self._now()))
        return sum(self._tell(notice, channel) for notice in due for channel in self._channels)

    def _tell(self, notice: Notice, channel: Channel) -> bool:
        key = (notice.kind, notice.ticket, channel.name)
        if key in self._known:
            return False
        if not self._log.told(notice, channel.name):
            try:
                channel.send(notice)
            except NoticeError as fault:
                logger.warning("notice not given channel=%s cause=%s", channel.name, fault)
                return False
            self._log.note(notice, channel.name)
            self._known.add(key)
            return True
        self._known.add(key)
        return False
