"""The digital twins that a patient may ask, as a choice; each says that it is a machine and whose."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.twin import Twin
from serving.ui.patient.frame import message, paragraph
from serving.ui.patient.words import both, said


def choice_html(twins: Sequence[Twin]) -> str:
    """Render the choice; empty where no twin speaks."""
    if not twins:
        return ""
    buttons = "".join(_button(one) for one in twins)
    nobody = (
        f'<button type="button" data-do="twin" data-twin="" aria-pressed="true">{both("twin_none")}</button>'
    )
    body = (
        f'<p>{both("twin_choose")}</p><div class="yp-twins" role="group">{nobody}{buttons}</div>'
        f"{paragraph('twin_scope', kind='yp-scope')}"
    )
    return message(body, acts=False)


def _button(twin: Twin) -> str:
    topics = "、".join(topic.name for topic in twin.card.topics[:4])
    ward = f" · {said(twin.department, 'zh')}" if twin.department else ""
    return (
        f'<button type="button" data-do="twin" data-twin="{escape(twin.twin_id, quote=True)}" '
        f'aria-pressed="false">{both("twin_of", twin.doctor_name)}{ward}'
        f"<small>{said(topics, 'zh')}</small></button>"
    )
