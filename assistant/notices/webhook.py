"""Notices by HTTP, to an address of the hospital's; each is signed so that the receiver knows the sender."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import httpx

from assistant.errors import NoticeError
from assistant.notices.notice import Notice
from assistant.reminders.letter import AddressKind, Letter

SIGNATURE: Final = "X-Yizheng-Signature"
"""The header with the HMAC-SHA256 (hex) of the body under the shared secret."""
_TIMEOUT_S: Final = 10.0


class Webhook:
    """Implements `assistant.notices.notice.Channel` and `assistant.reminders.letter.Carrier`."""

    name = "webhook"

    def __init__(self, url: str, *, secret: str | None) -> None:
        """Post to `url`; with a `secret` every body is signed."""
        self._url, self._secret = url, secret

    def send(self, notice: Notice) -> None:
        """Post one notice; no redirect is followed and no proxy of the environment is used.

        Raises:
            NoticeError: the receiver could not be reached, or did not answer with success.
        """
        told = {
            "kind": notice.kind,
            "ticket": notice.ticket,
            "priority": notice.priority,
            "queue": notice.queue,
            "due_at": notice.due_at.isoformat(),
            "called": notice.called,
        }
        self._give(told)

    def carries(self, kind: AddressKind) -> bool:  # noqa: ARG002 - the port
        """Carry any letter: the receiver is the hospital's own gateway."""
        return True

    def post(self, letter: Letter) -> None:
        """Post one letter with its address; `letter` tells the receiver what it had before.

        Raises:
            NoticeError: as in `send`.
        """
        to = {"kind": letter.address_kind, "address": letter.address}
        self._give({"kind": "letter", "letter": letter.letter_id, "to": to, "words": dict(letter.words)})

    def _give(self, told: Mapping[str, object]) -> None:
        body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        headers = {"Content-Type": "application/json"}
        if self._secret is not None:
            headers[SIGNATURE] = hmac.digest(self._secret.encode(), body, sha256).hex()
        try:
            with httpx.Client(trust_env=False, timeout=_TIMEOUT_S) as client:
                answer = client.post(self._url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            message = f"the webhook cannot be reached ({type(fault).__name__})"
            raise NoticeError(message) from fault
        if not answer.is_success:
            message = f"the webhook answered {answer.status_code}"
            raise NoticeError(message)
