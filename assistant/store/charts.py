"""Kept records in SQL: a transaction a step, each step a link of the chain, words sealed per patient."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, cast

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.charts.chart import Chart, ChartState, Kept, Origin, Version, VersionKind, Written
from assistant.charts.effort import Effort
from assistant.charts.store import Moved
from assistant.errors import StoreError, UnknownChartError
from assistant.store.database import Database
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.records import CHARTS, ToSeal, append_link
from assistant.store.tables import ChartEffortRow, ChartOpenedRow, ChartRow, ChartVersionRow
from guidelines.model import Language

_ORIGIN: Final = TypeAdapter(Origin)
_WRITTEN: Final = TypeAdapter(Written)
_SAME_FIELDS: Final = (
    "chart_id",
    "template",
    "version",
    "author",
    "department",
    "created_at",
    "changed_at",
    "due_at",
)
_EFFORT_FIELDS: Final = tuple(one.name for one in fields(Effort))


class SqlCharts:
    """Implements `assistant.charts.store.ChartStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep charts in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, kept: Kept, step: Moved) -> None:
        """Keep a new chart as its first version."""
        chart, tag = kept.chart, self._keys.master.tag("patient", kept.origin.patient.reference)
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, _owner(tag))
            origin = seal(key, _ORIGIN.dump_json(kept.origin), about=_about(chart.chart_id, "origin"))
            session.add(ChartRow(**_columns(chart), patient_tag=tag, key_id=key_id, origin=origin))
            session.flush()
            self._version(session, kept, step, owner=_owner(tag))

    def kept(self, chart_id: str) -> Kept | None:
        """Give a chart with its newest words."""
        with self._database.reading() as session:
            row = session.get(ChartRow, chart_id)
            return None if row is None else self._kept(session, row)

    def charts(self) -> tuple[Chart, ...]:
        """List all charts, the newest change first."""
        with self._database.reading() as session:
            ordered = select(ChartRow).order_by(col(ChartRow.changed_at).desc(), col(ChartRow.chart_id))
            return tuple(map(_chart, session.exec(ordered)))

    def move(
        self,
        chart_id: str,
        step: Moved,
        decide: Callable[[Kept], Kept],
        *,
        efforts: Callable[[Kept], tuple[Effort, ...]] | None = None,
    ) -> Kept:
        """Keep the next version under the write lock; what `decide` raises changes nothing.

        Raises:
            UnknownChartError: there is no such chart.
        """
        with self._database.writing() as session:
            row = self._locked(session, chart_id)
            after = decide(self._kept(session, row))
            row.sqlmodel_update(_columns(after.chart))
            session.add(row)
            session.flush()
            self._version(session, after, step, owner=_owner(row.patient_tag))
            for one in efforts(after) if efforts is not None else ():
                counted = {name: getattr(one, name) for name in _EFFORT_FIELDS}
                session.add(ChartEffortRow(chart_id=chart_id, **counted))
        return after

    def note(self, chart_id: str, step: Moved) -> None:
        """Put an event that changes no words on the audit chain.

        Raises:
            UnknownChartError: there is no such chart.
        """
        with self._database.writing() as session:
            row = self._locked(session, chart_id)
            append_link(
                session, self._keys, _to_seal(chart_id, step, owner=_owner(row.patient_tag)), at=step.at
            )

    def versions(self, chart_id: str) -> tuple[Version, ...]:
        """List a chart's versions, oldest first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(ChartVersionRow)
                .where(ChartVersionRow.chart_id == chart_id)
                .order_by(col(ChartVersionRow.number))
            )
            return tuple(
                Version(
                    number=row.number,
                    kind=cast("VersionKind", row.kind),
                    by=row.by,
                    at=row.at,
                    record_id=row.record_id,
                )
                for row in rows
            )

    def written(self, chart_id: str, number: int) -> Written | None:
        """Give the words of one version, None where there is none or its key was destroyed."""
        with self._database.reading() as session:
            chart = session.get(ChartRow, chart_id)
            row = session.get(ChartVersionRow, (chart_id, number))
            if chart is None or row is None:
                return None
            return self._written(session, chart, row)

    def open_parts(self, chart_id: str, person: str, parts: Mapping[str, str], at: datetime) -> None:
        """Keep that a person opened sections with these texts; the first time counts."""
        with self._database.writing() as session:
            for name, text in parts.items():
                tag = self._text_tag(chart_id, text)
                if session.get(ChartOpenedRow, (chart_id, person, name, tag)) is None:
                    session.add(
                        ChartOpenedRow(chart_id=chart_id, person=person, section=name, text_tag=tag, at=at)
                    )

    def opened(self, chart_id: str, person: str, parts: Mapping[str, str]) -> Mapping[str, datetime]:
        """Tell which of these sections the person opened with exactly this text, and when first."""
        with self._database.reading() as session:
            rows = session.exec(_opened_by(chart_id, person)).all()
        seen = {(row.section, row.text_tag): row.at for row in rows}
        found = {name: seen.get((name, self._text_tag(chart_id, text))) for name, text in parts.items()}
        return {name: at for name, at in found.items() if at is not None}

    def first_opened(self, chart_id: str, person: str) -> datetime | None:
        """Tell when a person first opened any section."""
        with self._database.reading() as session:
            return min((row.at for row in session.exec(_opened_by(chart_id, person))), default=None)

    def efforts(self) -> tuple[Effort, ...]:
        """List what people's edits cost, without a word of any record."""
        with self._database.reading() as session:
            rows = session.exec(select(ChartEffortRow).order_by(col(ChartEffortRow.template)))
            return tuple(Effort(**{name: getattr(row, name) for name in _EFFORT_FIELDS}) for row in rows)

    def _locked(self, session: Session, chart_id: str) -> ChartRow:
        row = session.exec(select(ChartRow).where(ChartRow.chart_id == chart_id).with_for_update()).first()
        if row is None:
            raise UnknownChartError
        return row

    def _version(self, session: Session, kept: Kept, step: Moved, *, owner: str) -> None:
        chart = kept.chart
        record_id = append_link(
            session, self._keys, _to_seal(chart.chart_id, step, owner=owner, kept=kept), at=step.at
        )
        _, key = self._keys.key_for(session, owner)
        about = _about(chart.chart_id, str(chart.version))
        session.add(
            ChartVersionRow(
                chart_id=chart.chart_id,
                number=chart.version,
                kind=step.kind,
                by=step.by,
                at=step.at,
                record_id=record_id,
                sealed=seal(key, _WRITTEN.dump_json(kept.written), about=about),
            )
        )

    def _kept(self, session: Session, row: ChartRow) -> Kept:
        newest = session.get(ChartVersionRow, (row.chart_id, row.version))
        key = self._keys.key(session, row.key_id)
        written = None if newest is None else self._written(session, row, newest)
        if key is None or written is None:
            message = "the words of this record are gone: its key was destroyed"
            raise StoreError(message)
        origin = unseal(key, row.origin, about=_about(row.chart_id, "origin"))
        return Kept(chart=_chart(row), origin=_ORIGIN.validate_json(origin), written=written)

    def _written(self, session: Session, chart: ChartRow, row: ChartVersionRow) -> Written | None:
        key = self._keys.key(session, chart.key_id)
        if key is None:
            return None
        return _WRITTEN.validate_json(unseal(key, row.sealed, about=_about(chart.chart_id, str(row.number))))

    def _text_tag(self, chart_id: str, text: str) -> str:
        return self._keys.master.tag("opened", f"{chart_id}\0{text}")


def _opened_by(chart_id: str, person: str) -> Any:  # noqa: ANN401 - SQLModel's select type cannot be named
    return select(ChartOpenedRow).where(ChartOpenedRow.chart_id == chart_id, ChartOpenedRow.person == person)


def _owner(tag: str) -> str:
    """Name the pseudo person under whose key a patient's records are sealed."""
    return f"patient:{tag[:32]}"


def _about(chart_id: str, part: str) -> str:
    return f"{chart_id}:{part}"


def _to_seal(chart_id: str, step: Moved, *, owner: str, kept: Kept | None = None) -> ToSeal:
    told = {"chart": chart_id, "step": step.kind, "by": step.by, **step.note}
    if kept is not None:
        told |= {"version": str(kept.chart.version), "sha256": kept.sheet.sha256}
    return ToSeal(
        person=owner,
        role=step.role,
        decision=f"{CHARTS}{step.kind}",
        plain=json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
    )


def _columns(chart: Chart) -> dict[str, Any]:
    return {name: getattr(chart, name) for name in _SAME_FIELDS} | {
        "state": chart.state.value,
        "language": chart.language,
    }


def _chart(row: ChartRow) -> Chart:
    return Chart(
        state=ChartState(row.state),
        language=cast("Language", row.language),
        **{name: getattr(row, name) for name in _SAME_FIELDS},
    )
