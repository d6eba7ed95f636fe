"""Staff lists as HTML: the forms that bring one, and who came, changed and went by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from assistant.directory import DISABLED, EXPIRED, NO_GROUP
from assistant.directory_import import (
    CLOSED_HERE,
    MADE_HERE,
    NAME_PASSES_ON,
    NAME_TAKEN,
    VANISHED,
    Brought,
)
from assistant.staff import Standing, Taken
from serving.ui.admin.frame import PEOPLE
from serving.ui.labels import both
from serving.ui.safety.frame import area_html, form_html, part_html, table_html

_WHY: Final = {
    DISABLED: "admin_left_disabled",
    EXPIRED: "admin_left_expired",
    NO_GROUP: "admin_left_no_group",
    VANISHED: "admin_left_vanished",
    CLOSED_HERE: "admin_kept_closed",
    MADE_HERE: "admin_kept_made",
    NAME_PASSES_ON: "admin_kept_name",
    NAME_TAKEN: "admin_name_taken",
}
_FIRST: Final = ("faulty", "closed", "kept", "changed", "created", "unchanged")
"""In which order an administrator wants to see what becomes of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What became of a list; `brought` says more where it was the directory."""

    taken: Sequence[Taken]
    brought: Brought | None = None


def import_html(*, directory: bool) -> str:
    """Render the forms; `directory` says that the settings name one to read."""
    tick = '<label class="yz-sign"><input type="checkbox" name="{0}" value="yes"{1}> {2}</label>'
    passwords = tick.format("passwords", "", both("admin_with_passwords"))
    ticks = tick.format("dry_run", " checked", both("admin_dry")) + passwords
    file = (
        f'<div class="yz-field yz-wide"><label for="yz-list">{both("admin_file")}</label>'
        '<input type="file" id="yz-list" name="list" accept=".csv,text/csv,text/plain"></div>'
    )
    told = form_html(
        f"{PEOPLE}/import", file + area_html("table", "rota_table_text", rows=4) + ticks, "rota_import"
    ).replace("<form ", '<form enctype="multipart/form-data" ', 1)
    told = part_html("admin_import", told, hint="admin_import_hint")
    if directory:
        form = form_html(f"{PEOPLE}/directory", ticks, "admin_directory_now")
        told += part_html("admin_directory", form, hint="admin_directory_hint")
    return told


def shown_html(shown: Shown) -> str:
    """Render what became of whom, first those with whom something is the matter."""
    brought = shown.brought
    told = _list_told(shown.taken) if brought is None else _directory_told(brought)
    faulty = any(one.result == "faulty" for one in shown.taken)
    wanted = [one for one in shown.taken if brought is None or one.result != "unchanged"]
    if brought is not None:
        wanted.sort(key=lambda one: _FIRST.index(one.result))
    heads = ("admin_line", "admin_name", "admin_line_result", "policy_why", "admin_password")
    table = table_html("admin_import", heads, map(_row, wanted)) if wanted else ""
    look = "yz-off-now" if faulty or (brought is not None and brought.unconfirmed) else "yz-on-now"
    return f'<section class="yz-panel {look}" role="status">{told}{table}</section>'


def _list_told(taken: Sequence[Taken]) -> str:
    faulty = sum(one.result == "faulty" for one in taken)
    done = any(one.done for one in taken)
    key = "admin_taken" if done else "admin_taken_faulty" if faulty else "admin_taken_dry"
    return f"<p><b>{both(key, len(taken), faulty)}</b></p>"


def _directory_told(brought: Brought) -> str:
    """Sum up the directory's people; where too many would go, ask for the number to be confirmed."""
    count = [sum(one.result == result for one in brought.taken) for result in reversed(_FIRST)]
    done = any(one.done for one in brought.taken)
    head = both("admin_directory_done" if done else "admin_directory_dry")
    told = f"<p><b>{head}</b> {both('admin_directory_counts', *count)}</p>"
    if brought.unconfirmed:
        confirm = f'<input type="hidden" name="leaving" value="{brought.leaving}">'
        told += f"<p><b>{both('admin_many_leave', brought.leaving, brought.answered)}</b></p>"
        told += form_html(f"{PEOPLE}/directory", confirm, "admin_many_leave_now")
    return told


def _row(one: Taken) -> str:
    why = both(_WHY[one.why]) if one.why in _WHY else f'<span lang="en">{escape(one.why)}</span>'
    return (
        f'<tr><th scope="row">{one.line or ""}</th><td>{_named(one)}</td>'
        f"<td>{both(f'admin_line_{one.result}')} {_moved(one)}</td><td>{why}</td>"
        f"<td><code>{escape(one.password or '')}</code></td></tr>"
    )


def _named(one: Taken) -> str:
    so_far = f"<small>{escape(one.was)} → </small>" if one.was else ""
    return so_far + escape(one.name)


def _moved(one: Taken) -> str:
    if one.result not in {"created", "changed", "closed"}:
        return ""
    told = " → ".join(_standing(it) for it in (one.before, one.after) if it is not None)
    return f"<small>{told}</small>"


def _standing(it: Standing) -> str:
    return f"{both(f'role_{it.role.value}')} {escape(it.department or '')}".strip()
