"""What a patient's own session asks first at the program's doors: has the person agreed to this?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assistant.consent import Purpose
from assistant.errors import AccessDeniedError
from assistant.exchange import Role
from serving.auth import Caller
from serving.problems import JsonObject

if TYPE_CHECKING:
    from assistant.house import House

_WORDS: Final = ("question", "text")


def refuse_without_consent(
    house: House, caller: Caller, purpose: Purpose = Purpose.CHAT, *, line: JsonObject | None = None
) -> None:
    """Let pass all but a signed-in patient whose consent to `purpose` does not stand.

    A program's key acts for a system that has asked the person itself. Nothing is kept of what is refused;
    where its words are an emergency, the refusal says whom to call.

    Raises:
        AccessDeniedError: the person has not agreed, or has withdrawn.
    """
    person = caller.asker.person
    if caller.via != "session" or caller.asker.role is not Role.PATIENT or person is None:
        return
    if purpose in house.consents.standing(person):
        return
    message = f"consent to {purpose.value!r} does not stand; give it with POST /v1/consents first"
    if line is not None and _emergency(house, line):
        message = f"this may be an emergency: call 120 now, do not wait for an answer here. {message}"
    raise AccessDeniedError(message)


def _emergency(house: House, line: JsonObject) -> bool:
    words = " ".join(str(line.get(name) or "") for name in _WORDS).strip()
    judged = house.gate.incoming(words[:20_000], role=Role.PATIENT, history=()) if words else None
    return judged is not None and judged.verdict == "emergency"
