"""Who may do what with kept records."""

from __future__ import annotations

from typing import Final

from assistant.charts.chart import Chart
from assistant.errors import AccessDeniedError
from assistant.exchange import Asker, Role

WRITERS: Final = (Role.DOCTOR, Role.CLERK)
"""Who may draft and edit; only a doctor signs."""


def may_see(asker: Asker, chart: Chart) -> bool:
    """Say whether a person may see a record: their own, or one of their department."""
    if asker.role not in WRITERS:
        return False
    same = asker.department is not None and asker.department == chart.department
    return same or asker.person == chart.author


def writer(asker: Asker) -> str:
    """Give the person who answers for what is written.

    Raises:
        AccessDeniedError: the asker writes no records, or is nobody who could answer for one.
    """
    if asker.role not in WRITERS:
        message = "records are kept for doctors and records clerks; sign in as one"
        raise AccessDeniedError(message)
    if asker.person is None:
        message = "a kept record needs a person who answers for it; sign in"
        raise AccessDeniedError(message)
    return asker.person


def doctor_only(asker: Asker, what: str) -> None:
    """Refuse whoever is no doctor.

    Raises:
        AccessDeniedError: the asker is no doctor.
    """
    if asker.role is not Role.DOCTOR:
        message = f"only a doctor may {what}"
        raise AccessDeniedError(message)
