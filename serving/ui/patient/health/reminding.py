"""Where a person wants to be reminded: the consent, the address, its code, and what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.reminders import Address, AddressKind, Posted
from serving.ui.patient.health.file import consent_html
from serving.ui.patient.health.frame import choice_html, form_html, part_html
from serving.ui.patient.health.words import both
from serving.ui.patient.words import Script

_MOST = 5


def reminding_html(
    address: Address | None,
    posted: Sequence[Posted],
    kinds: Sequence[AddressKind],
    script: Script,
    *,
    stands: bool,
) -> str:
    """Render the part; where the hospital sends nothing, that is all it says."""
    if not kinds:
        return part_html("reminders", f"<p>{both('reminders_off')}</p>", identity="reminders")
    body = consent_html("reminders", stands, script)
    if stands:
        body += _address(address, script) + _form(kinds, script) + _failed(posted)
    return part_html("reminders", body, identity="reminders")


def _address(address: Address | None, script: Script) -> str:
    if address is None:
        return ""
    key = "reminders_to" if address.confirmed_at is not None else "reminders_unproved"
    told = f"<p>{both(key, address.masked)}</p>"
    if address.confirmed_at is None:
        code = (
            f'<label>{both("reminders_code")}<input name="code" inputmode="numeric" maxlength="16"></label>'
        )
        told += form_html("reminders_code", code, "reminders_prove", script)
    return told + form_html("reminders_off", "", "reminders_forget", script, kind="yp-link")


def _form(kinds: Sequence[AddressKind], script: Script) -> str:
    options = tuple((kind, f"reminders_{kind}") for kind in kinds)
    address = f'<label>{both("reminders_address")}<input name="address" maxlength="254"></label>'
    body = choice_html("kind", "reminders_kind", options, script, kinds[0]) + address
    return form_html("reminders_set", body, "reminders_keep", script)


def _failed(posted: Sequence[Posted]) -> str:
    """Say what did not arrive, so that nobody waits for a message that will not come."""
    lost = [one for one in posted if one.state != "sent"][:_MOST]
    lines = "".join(
        f"<li>{escape(f'{one.changed_at.astimezone():%m-%d %H:%M}')} {both(f'reminders_is_{one.state}')}</li>"
        for one in lost
    )
    return f"<h3>{both('reminders_lost')}</h3><ul>{lines}</ul>" if lines else ""
