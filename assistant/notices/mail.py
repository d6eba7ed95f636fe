"""Notices by e-mail, through the hospital's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Literal

from assistant.errors import NoticeError
from assistant.notices.notice import Notice
from assistant.reminders.letter import AddressKind, Letter

_TIMEOUT_S: Final = 10.0
_REMINDER: Final = "医证提醒 Yizheng reminder"
_FOOT: Final = "请在工作台处理；邮件不含患者信息。\nOpen the worklist; no patient's words are here.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is given in, and how the line is secured."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str | None = None
    password: str | None = None


class Mail:
    """Implements `assistant.notices.notice.Channel` and `assistant.reminders.letter.Carrier`."""

    name = "mail"

    def __init__(self, server: MailServer, *, sender: str, to: Sequence[str]) -> None:
        """Send to every address of `to`."""
        self._server, self._sender, self._to = server, sender, tuple(to)

    def send(self, notice: Notice) -> None:
        """Give one notice to the mail server.

        Raises:
            NoticeError: it was not taken.
        """
        subject = f"[医证 Yizheng] {notice.priority} {notice.ticket}"
        self._give(subject, f"{notice.line()}\n{_FOOT}", ", ".join(self._to))

    def carries(self, kind: AddressKind) -> bool:
        """Carry letters to e-mail addresses."""
        return kind == "mail"

    def post(self, letter: Letter) -> None:
        """Give one letter to the mail server.

        Raises:
            NoticeError: it was not taken.
        """
        self._give(_REMINDER, f"{letter.words['zh']}\n\n{letter.words['en']}\n", letter.address)

    def _give(self, subject: str, words: str, to: str) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self._sender, to
        message.set_content(words)
        try:
            with self._connected() as line:
                line.send_message(message)
        except (OSError, smtplib.SMTPException) as fault:
            told = f"the mail server did not take it ({type(fault).__name__})"
            raise NoticeError(told) from fault

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            context = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_TIMEOUT_S, context=context
            )
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)
        try:
            if server.security == "starttls":
                line.starttls(context=ssl.create_default_context())
            if server.user is not None:
                line.login(server.user, server.password or "")
        except BaseException:
            line.close()
            raise
        return line
