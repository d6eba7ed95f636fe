"""What every door asks that does not lead through the engine: is the assistant stopped?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import StoppedError
from assistant.exchange import Role

if TYPE_CHECKING:
    from assistant.house import House


def refuse_while_stopped(house: House, text: str = "") -> None:
    """Let pass while the assistant runs; once it is stopped, only words that are an emergency.

    Raises:
        StoppedError: it is stopped; the message says what to do and whom to call.
    """
    stop = house.safety.stop
    if not stop.stopped():
        return
    if text and house.gate.incoming(text, role=Role.PATIENT, history=()).verdict == "emergency":
        return
    raise StoppedError(" ".join(dict.fromkeys((*stop.notice("zh"), *stop.notice("en")))))
