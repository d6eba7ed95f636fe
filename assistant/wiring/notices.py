"""The bell and the reminders, by what the settings name: by default nothing ever leaves the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.consent import ConsentBook
from assistant.errors import SettingsError
from assistant.notices import Bell, Channel, Notice
from assistant.notices.mail import Mail, MailServer
from assistant.notices.webhook import Webhook
from assistant.reminders import Carrier, Due, ReminderRoom
from assistant.settings import NoticeSettings
from assistant.store.consents import SqlConsents
from assistant.store.database import Database
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.notices import SqlNotices
from assistant.store.reminders import SqlReminders
from assistant.worklist.store import TaskStore

_OLDEST: Final = timedelta(days=30)
"""A reply that nobody read for so long is no news any more."""


def bell_of(
    wanted: NoticeSettings,
    database: Database,
    keys: KeyRing,
    tasks: TaskStore,
    *,
    beside: Callable[[datetime], Sequence[Notice]],
    names: Callable[[str], str | None],
) -> Bell:
    """Give the bell for tasks, and for what `beside` names; `names` calls who is on call.

    Raises:
        SettingsError: a mail server without an address to write to.
    """
    return Bell(tasks, SqlNotices(database, keys), _channels(wanted), now=utc_now, beside=beside, names=names)


def reminder_room(
    wanted: NoticeSettings,
    database: Database,
    keys: KeyRing,
    tasks: TaskStore,
    *,
    questions: Callable[[datetime], Sequence[Notice]],
    now: Callable[[], datetime] = utc_now,
) -> ReminderRoom:
    """Give the room that reminds patients: of replies and of what `questions` names."""
    carriers: list[Carrier] = []
    if wanted.to_patients:
        if wanted.smtp_host is not None:
            carriers.append(Mail(_server(wanted, wanted.smtp_host), sender=wanted.mail_from, to=()))
        if wanted.webhook_url is not None:
            carriers.append(Webhook(wanted.webhook_url, secret=wanted.webhook_secret))

    def waiting(at: datetime) -> Iterator[Due]:
        for task in tasks.unread(at - _OLDEST):
            yield Due("reply", task.task_id, task.asker, task.answered_at or at)
        for notice in questions(at):
            yield Due("questions", notice.ticket, notice.queue.removeprefix("patient:"), at)

    consents = ConsentBook(SqlConsents(database), now=now)
    return ReminderRoom(SqlReminders(database, keys), consents, carriers, now=now, waiting=waiting)


def _channels(wanted: NoticeSettings) -> list[Channel]:
    channels: list[Channel] = []
    to = [one.strip() for one in wanted.mail_to.split(",") if one.strip()]
    if wanted.smtp_host is not None and (to or not wanted.to_patients):
        if not to:
            message = "notices by e-mail need addresses; set YIZHENG_NOTICES__MAIL_TO"
            raise SettingsError(message)
        channels.append(Mail(_server(wanted, wanted.smtp_host), sender=wanted.mail_from, to=to))
    if wanted.webhook_url is not None:
        channels.append(Webhook(wanted.webhook_url, secret=wanted.webhook_secret))
    return channels


def _server(wanted: NoticeSettings, host: str) -> MailServer:
    return MailServer(
        host=host,
        port=wanted.smtp_port,
        security=wanted.smtp_security,
        user=wanted.smtp_user,
        password=wanted.smtp_password,
    )
