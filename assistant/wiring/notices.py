"""The bell with the channels that the settings name; none by default, so that nothing leaves the house."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.errors import SettingsError
from assistant.notices import Bell, Channel, Notice
from assistant.notices.mail import Mail, MailServer
from assistant.notices.webhook import Webhook
from assistant.settings import NoticeSettings
from assistant.store.database import Database
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.notices import SqlNotices
from assistant.worklist.store import TaskStore


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


def _channels(wanted: NoticeSettings) -> list[Channel]:
    channels: list[Channel] = []
    if wanted.smtp_host is not None:
        to = [one.strip() for one in wanted.mail_to.split(",") if one.strip()]
        if not to:
            message = "notices by e-mail need addresses; set YIZHENG_NOTICES__MAIL_TO"
            raise SettingsError(message)
        server = MailServer(
            host=wanted.smtp_host,
            port=wanted.smtp_port,
            security=wanted.smtp_security,
            user=wanted.smtp_user,
            password=wanted.smtp_password,
        )
        channels.append(Mail(server, sender=wanted.mail_from, to=to))
    if wanted.webhook_url is not None:
        channels.append(Webhook(wanted.webhook_url, secret=wanted.webhook_secret))
    return channels
