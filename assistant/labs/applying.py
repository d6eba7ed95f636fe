"""Which rows of the tables hold for a patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.labs.folding import key
from assistant.labs.ranges import Stretch
from assistant.labs.report import ADULT, NEWBORN, Patient
from assistant.labs.rows import CriticalRow, RangeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """A patient on a day, with the group of departments that theirs belongs to."""

    patient: Patient
    group: str | None
    today: date

    @property
    def newborn(self) -> bool:
        """Say whether the first 28 days, or a newborn department, are known."""
        age = self.patient.age
        return self.group == "newborn" if age is None else age < NEWBORN

    @property
    def child(self) -> bool:
        """Say whether the patient is known to be under age."""
        return self.newborn or (self.patient.age is not None and self.patient.age < ADULT)


def fitting_ranges(rows: Sequence[RangeRow], whom: Whom) -> tuple[RangeRow, ...]:
    """Give the ranges that may hold: those of the department if it has any, of every sex if it is unknown."""
    fitting = [
        row for row in rows if _in_scope(row, whom) and bool(row.pregnant) == bool(whom.patient.pregnant)
    ]
    fitting = [row for row in fitting if row.departments] or fitting
    sex = whom.patient.sex
    if sex is not None:
        return tuple(row for row in fitting if row.sex in {None, sex})
    return tuple(row for row in fitting if row.sex == "unknown") or tuple(fitting)


def fitting_criticals(rows: Sequence[CriticalRow], whom: Whom) -> tuple[CriticalRow, ...]:
    """Give the alert values that hold, the most particular ones alone."""
    fitting = [row for row in rows if _in_scope(row, whom) and _fits_critical(row, whom)]
    most = max((_particular(row) for row in fitting), default=0)
    return tuple(row for row in fitting if _particular(row) == most)


def fitting_printed(stretches: Sequence[Stretch], whom: Whom) -> tuple[Stretch, ...]:
    """Give the printed ranges that may hold for the patient."""
    return tuple(one for one in stretches if _printed_for(one, whom))


def _in_scope(row: RangeRow | CriticalRow, whom: Whom) -> bool:
    if row.effective_from is not None and row.effective_from > whom.today:
        return False
    if row.departments and not _of_department(row.departments, whom):
        return False
    age = ADULT if whom.patient.age is None and not whom.newborn else whom.patient.age
    if age is None:
        age = NEWBORN / 2
    elif whom.patient.age is None:
        return row.age_to is None or row.age_to > ADULT
    return (row.age_from is None or row.age_from <= age) and (row.age_to is None or age < row.age_to)


def _of_department(departments: Sequence[str], whom: Whom) -> bool:
    named = key(whom.patient.department or "")
    return whom.group in departments or any(key(one) == named for one in departments)


def _fits_critical(row: CriticalRow, whom: Whom) -> bool:
    if row.newborn is not None and row.newborn != whom.newborn:
        return False
    return row.pregnant is None or row.pregnant == bool(whom.patient.pregnant)


def _particular(row: CriticalRow) -> int:
    told = (bool(row.departments), row.newborn is True, row.pregnant is not None)
    return sum(told) + sum(bound is not None for bound in (row.age_from, row.age_to))


def _printed_for(one: Stretch, whom: Whom) -> bool:
    patient = whom.patient
    if one.sex is not None and patient.sex not in {None, one.sex}:
        return False
    if one.child is not None and one.child != whom.child:
        return False
    return one.pregnant is None or patient.pregnant is None or one.pregnant == patient.pregnant
