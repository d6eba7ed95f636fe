"""The calendar as HTML: gaps first, then who is on call, who is away, and the forms of whoever plans."""

from __future__ import annotations

from datetime import datetime
from html import escape

from assistant.rota import Absence
from serving.ui.labels import both, each, plain
from serving.ui.library import frame
from serving.ui.rota.days import button_html, days_forms_html, levels_html, replacing_html, working_time_html
from serving.ui.rota.view import ROTA, RotaView
from serving.ui.safety.frame import (
    area_html,
    choice_html,
    field_html,
    form_html,
    moment,
    part_html,
    table_html,
)


def rota_page(view: RotaView, *, fault: str | None = None) -> str:
    """Render the page; `fault` is what kept the last step from being done."""
    nav = f'<nav class="yz-ways" aria-label="{plain("rota")}"><a href="/app/">{both("tab_ask")}</a></nav>'
    undone = (
        f'<section class="yz-panel yz-fault" role="alert"><p><b>{both("rota_undone")}</b></p>'
        f'<p lang="en">{escape(fault)}</p></section>'
        if fault
        else ""
    )
    body = (
        f'{undone}<div class="yz-title"><h2>{both("rota")}</h2></div>{_gaps(view)}{_now(view)}'
        f"{part_html('rota_duties', _duties(view))}{part_html('rota_away', _absences(view))}"
        f"{working_time_html(view)}{levels_html(view)}{_forms(view)}"
    )
    return frame.page_html(each("rota")[0][1], body, room=None, open_to_all=True, ways=nav)


def _gaps(view: RotaView) -> str:
    if not view.watched:
        return f'<p class="yz-hint">{both("rota_watched_none")}</p>'
    if not view.gaps:
        return f'<p class="yz-panel yz-on-now">{both("rota_gaps_none", view.days)}</p>'
    lines = "".join(
        f"<li>{both('rota_gap', view.called(one.unit), _local(one.starts), _local(one.ends))}</li>"
        for one in view.gaps
    )
    return (
        f'<section class="yz-panel yz-off-now" role="status"><p><b>{both("rota_gaps")}</b></p>'
        f'<ul class="yz-acts">{lines}</ul></section>'
    )


def _now(view: RotaView) -> str:
    told = "；".join(f"{view.called(unit)} {view.called(person)}" for unit, person in view.now_on.items())
    return f"<p><b>{both('rota_now', told)}</b></p>" if told else ""


def _duties(view: RotaView) -> str:
    if not view.duties:
        return f'<p class="yz-empty">{both("rota_duties_none")}</p>'
    rows = (
        f"<tr><th scope=row>{escape(view.called(one.unit))}</th>"
        f"<td>{escape(view.called(one.person))}</td><td>{moment(one.starts)}</td>"
        f"<td>{moment(one.ends)}</td>"
        f"{button_html(view, f'remove/{one.duty_id}', 'rota_remove', view.plans)}</tr>"
        for one in view.duties
    )
    return table_html("rota_duties", _heads(view, "rota_unit", "rota_doctor"), rows)


def _absences(view: RotaView) -> str:
    if not view.absences:
        return f'<p class="yz-empty">{both("rota_away_none")}</p>'
    rows = (
        f"<tr><th scope=row>{escape(view.called(one.person))}</th>"
        f"<td>{escape(view.called(one.cover))}</td><td>{moment(one.starts)}</td>"
        f"<td>{moment(one.ends)}</td>"
        f"{button_html(view, f'back/{one.absence_id}', 'rota_back', _own(view, one))}</tr>"
        for one in view.absences
    )
    return table_html("rota_away", _heads(view, "rota_doctor", "rota_cover"), rows)


def _own(view: RotaView, one: Absence) -> bool:
    return view.plans or one.person == view.person


def _heads(view: RotaView, *first: str) -> tuple[str, ...]:
    last = ("rota_remove",) if view.acts else ()
    return (*first, "rota_from", "rota_to", *last)


def _forms(view: RotaView) -> str:
    away = "".join(
        field_html(name, f"rota_{label}", here="-away", required=name != "doctor")
        for name, label in (("doctor", "doctor"), ("cover", "cover"), ("starts", "from"), ("ends", "to"))
        if view.plans or name != "doctor"
    )
    parts = []
    if view.acts:
        parts.append(part_html("rota_away_new", form_html(f"{ROTA}/away", away, "rota_away_now")))
    if view.plans:
        duty = "".join(
            field_html(name, f"rota_{label}", here="-duty", required=True)
            for name, label in (("unit", "unit"), ("doctor", "doctor"), ("starts", "from"), ("ends", "to"))
        )
        table = (
            f"{area_html('table', 'rota_table_text', rows=5, required=True)}{replacing_html('rota_replace')}"
        )
        needed = (("always", "rota_always"), ("off_hours", "rota_off_hours"), ("never", "rota_never"))
        watch = field_html("unit", "rota_unit", here="-watch", required=True) + choice_html(
            "needed", "rota_needed", needed, "always"
        )
        parts += [
            part_html("rota_enter", form_html(f"{ROTA}/duty", duty, "rota_enter_now")),
            part_html("rota_table", form_html(f"{ROTA}/table", table, "rota_import"), hint="rota_table_hint"),
            days_forms_html(),
            part_html("rota_watch", _watched(view) + form_html(f"{ROTA}/watch", watch, "rota_watch_now")),
        ]
    return "".join(parts)


def _watched(view: RotaView) -> str:
    lines = "".join(
        f"<li>{escape(view.called(one.unit))} · {both(f'rota_{one.needed}')}</li>" for one in view.watched
    )
    return f'<ul class="yz-acts">{lines}</ul>' if lines else ""


def _local(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
