"""Working days, days off and service levels as HTML, with the forms of whoever plans."""

from __future__ import annotations

from html import escape

from serving.ui.labels import both
from serving.ui.rota.view import ROTA, RotaView
from serving.ui.safety.frame import area_html, choice_html, field_html, form_html, part_html, table_html


def working_time_html(view: RotaView) -> str:
    """Render the working hours and the days to come that are not what their weekday says."""
    opens, closes = view.hours
    told = f"<p>{both('rota_hours', f'{opens:%H:%M}', f'{closes:%H:%M}')}</p>"
    if not view.days_off:
        return part_html("rota_days", f'{told}<p class="yz-hint">{both("rota_days_none")}</p>')
    today = view.now.astimezone().date()
    last = view.days_off[-1].day
    ends = f'<p class="yz-panel yz-off-now">{both("rota_days_over", last)}</p>' if last < today else ""
    ahead = [one for one in view.days_off if one.day >= today]
    rows = (
        f"<tr><th scope=row>{one.day} {both(f'rota_weekday_{one.day.weekday()}')}</th>"
        f"<td>{both('rota_day_working' if one.working else 'rota_day_off')}</td><td>{escape(one.name)}</td>"
        f"{button_html(view, f'days/{one.day}/remove', 'rota_remove', view.plans)}</tr>"
        for one in ahead
    )
    heads = ("rota_day", "rota_day_kind", "rota_day_name", *(("rota_remove",) if view.acts else ()))
    shown = table_html("rota_days", heads, rows) if ahead else ""
    return part_html("rota_days", f"{told}{ends}{shown}")


def levels_html(view: RotaView) -> str:
    """Render the service levels, and which of them wait for a working day."""
    rows = (
        f"<tr><th scope=row>{priority}</th>"
        f"<td>{_minutes(clock.acknowledge.total_seconds())} {_counted(view, clock.seen_in)}</td>"
        f"<td>{_minutes(clock.reply.total_seconds())} {_counted(view, clock.answered_in)}</td>"
        f"<td>{escape(' → '.join(view.called(one) for one in clock.desks))}</td></tr>"
        for priority, clock in view.levels.items()
    )
    heads = ("rota_level", "rota_seen", "rota_answered", "rota_desks")
    return part_html("rota_levels", table_html("rota_levels", heads, rows))


def _counted(view: RotaView, counted: str) -> str:
    return both(f"rota_in_{counted if view.days_off else 'clock'}")


def _minutes(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    return both("rota_h", hours) if hours and not minutes else both("rota_min", 60 * hours + minutes)


def days_forms_html() -> str:
    """Render the forms that enter a stretch of days, and a list of them."""
    kinds = (("off", "rota_day_off"), ("working", "rota_day_working"))
    day = "".join(
        field_html(name, f"rota_{label}", here="-day", required=name == "day")
        for name, label in (("day", "day"), ("to", "day_to"), ("name", "day_name"))
    )
    day += choice_html("kind", "rota_day_kind", kinds, "off") + replacing_html("rota_days_replace")
    listed = area_html("days", "rota_table_text", rows=5, required=True) + replacing_html("rota_days_replace")
    return part_html("rota_day_new", form_html(f"{ROTA}/days", day, "rota_enter_now")) + part_html(
        "rota_days_table", form_html(f"{ROTA}/days/table", listed, "rota_import"), hint="rota_days_hint"
    )


def button_html(view: RotaView, action: str, key: str, may: bool) -> str:  # noqa: FBT001 - one flag, one cell
    """Render a cell with a button for who may press it."""
    if not view.acts:
        return ""
    return f"<td>{form_html(f'{ROTA}/{action}', '', key) if may else ''}</td>"


def replacing_html(key: str) -> str:
    """Render the tick that lets what comes in take the place of what stands."""
    return f'<label class="yz-sign"><input type="checkbox" name="replace" value="yes"> {both(key)}</label>'
