"""Tasks in SQL: a transaction a step, each step a link of the record chain, texts sealed per asker."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, cast

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import and_, bindparam, insert, update
from sqlmodel import Session, col, or_, select

from assistant.errors import TaskStateError, UnknownTaskError
from assistant.exchange import Outcome, Question
from assistant.handover.packet import Packet
from assistant.kept import Kept
from assistant.store.database import Database
from assistant.store.keys import KeyRing, care_of, seal, unseal
from assistant.store.records import LOCKED_HEAD, STEPS, ToSeal, append_link, new_record_id, outcome_to_seal
from assistant.store.tables import PersonKeyRow, TaskRow, TaskStepRow
from assistant.worklist.reply import Reply
from assistant.worklist.states import Move
from assistant.worklist.store import Filed, Happened
from assistant.worklist.task import LIVE, Kind, Priority, Queue, State, Task, folded_ticket

_PACKET: Final = TypeAdapter(Packet)
_REPLY: Final = TypeAdapter(Reply)
_SAME_FIELDS: Final = (
    "task_id",
    "ticket",
    "asker",
    "record_id",
    "opened_at",
    "due_at",
    "next_at",
    "owner",
    "called",
    "level",
    "version",
    "claimed_at",
    "answered_at",
    "read_at",
)

_Row: TypeAlias = sa.Row[*tuple[Any, ...]]
_IN_USE: Final = col(PersonKeyRow.withheld_until).is_(None)
# Statements are made once, and read without objects to be tracked.
# A queue is looked at every few seconds by everybody; its packets, many times its size, are not.
_SEEN: Final = [
    col(getattr(TaskRow, name))
    for name in (*_SAME_FIELDS, "kind", "priority", "state", "queue_kind", "queue_name", "triggers")
]
_TASKS: Final = sa.select(*_SEEN)
_REFERRED: Final = _TASKS.where(
    or_(col(TaskRow.task_id) == bindparam("task_id"), col(TaskRow.ticket) == bindparam("ticket"))
)
# A task is read again only when it moved, or its asker read the reply: most of a queue lies still.
_IN_STATE: Final = _TASKS.where(col(TaskRow.state).in_(bindparam("states", expanding=True)))
_STANDING: Final = _IN_STATE.with_only_columns(
    col(TaskRow.task_id), col(TaskRow.version), col(TaskRow.read_at)
).order_by(col(TaskRow.priority), col(TaskRow.due_at), col(TaskRow.task_id))
_THESE: Final = _TASKS.where(col(TaskRow.task_id).in_(bindparam("task_ids", expanding=True)))
_FEW, _KEPT = 500, 5_000
_LIVE: Final = _TASKS.where(
    col(TaskRow.same) == bindparam("same"), col(TaskRow.state).in_([one.value for one in LIVE])
)
_LOCKED: Final = (
    sa.select(*_SEEN, col(TaskRow.key_id), col(TaskRow.reply))
    .where(col(TaskRow.task_id) == bindparam("task_id"))
    .with_for_update()
)
_SEALED: Final = (
    sa.select(col(PersonKeyRow.key_id), col(PersonKeyRow.wrapped))
    .join(TaskRow, and_(col(TaskRow.key_id) == col(PersonKeyRow.key_id), _IN_USE))
    .where(col(TaskRow.task_id) == bindparam("task_id"))
)
_PACKET_OF: Final = _SEALED.add_columns(col(TaskRow.packet).label("sealed"))
_REPLY_OF: Final = _SEALED.add_columns(col(TaskRow.reply).label("sealed"))
_MOVED: Final = update(TaskRow).where(col(TaskRow.task_id) == bindparam("of_task"))
_NEW_TASK, _NEW_STEP = insert(TaskRow), insert(TaskStepRow)
_TAKEN: Final = select(TaskStepRow.step, TaskStepRow.by, TaskStepRow.version).where(
    TaskStepRow.task_id == bindparam("task_id"), TaskStepRow.caller_key == bindparam("key")
)


class _Step(BaseModel):
    """What the chain keeps of a step; the reply's own words are in its hash and in the task."""

    model_config = ConfigDict(frozen=True)
    ticket: str
    step: str
    by: str
    before: str
    after: str
    version: int
    queue: str
    note: str | None
    reply_sha256: str | None
    reply: Reply | None


class SqlWorklist:
    """Implements `assistant.worklist.store.TaskStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep tasks in `database`, beside the records."""
        self._database, self._keys = database, keys
        self._read: Kept[tuple[str, int, datetime | None], Task] = Kept(_KEPT)

    def open(self, task: Task, question: Question, file: Callable[[Task], Filed]) -> Outcome:
        """Record an outcome and keep its task, both or neither; a live task of the same question is kept."""
        same = self._same(question)
        with self._database.writing() as session:
            session.connection().execute(LOCKED_HEAD).one()  # two of the same come one after the other
            held = self._live(session, same)
            if held is not None:
                outcome = file(_task(held)).outcome
                again = replace(outcome_to_seal(question, outcome), care=True)
                append_link(session, self._keys, again, at=task.opened_at)
                return outcome
            task = replace(task, record_id=new_record_id())
            filed = file(task)
            sealed_as = outcome_to_seal(question, filed.outcome)
            recorded = replace(sealed_as, record_id=task.record_id, care=True)
            append_link(session, self._keys, recorded, at=task.opened_at)
            add_task(session, self._keys, task, filed.packet, same=same)
        return filed.outcome

    def task(self, reference: str) -> Task | None:
        """Give a task by id or ticket number."""
        with self._database.reading() as session:
            names = {"task_id": reference, "ticket": folded_ticket(reference)}
            row = session.connection().execute(_REFERRED, names).first()
            return None if row is None else _task(row)

    def tasks(self, states: Collection[State]) -> tuple[Task, ...]:
        """List the tasks that stand in one of these states, most urgent first, then by due time."""
        wanted = {"states": [one.value for one in states]}
        with self._database.reading() as session:
            connection = session.connection()
            standing = [
                (row.task_id, row.version, row.read_at) for row in connection.execute(_STANDING, wanted)
            ]
            held = {version: self._read.get(version) for version in standing}
            fresh = [task_id for (task_id, *_), task in held.items() if task is None]
            moved = (_THESE, {"task_ids": fresh}) if len(fresh) <= _FEW else (_IN_STATE, wanted)
            for row in connection.execute(*moved) if fresh else ():
                version, task = (row.task_id, row.version, row.read_at), _task(row)
                held[version] = task
                self._read.put(version, task)
        return tuple(one for version in standing if (one := held[version]) is not None)

    def of_asker(self, person: str) -> tuple[Task, ...]:
        """List the tasks of whoever asked, the newest first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(TaskRow).where(TaskRow.asker == person).order_by(col(TaskRow.opened_at).desc())
            )
            return tuple(map(_task, rows))

    def unread(self, since: datetime) -> tuple[Task, ...]:
        """List the tasks answered since a moment whose asker has not read the reply."""
        with self._database.reading() as session:
            rows = session.exec(
                select(TaskRow)
                .where(col(TaskRow.answered_at) >= since, col(TaskRow.read_at).is_(None))
                .where(TaskRow.kind != "review")
                .order_by(col(TaskRow.answered_at))
            )
            return tuple(map(_task, rows))

    def late(self, now: datetime) -> tuple[Task, ...]:
        """List the tasks whose next desk's time has come."""
        with self._database.reading() as session:
            rows = session.exec(
                select(TaskRow)
                .where(col(TaskRow.next_at) <= now, col(TaskRow.state).in_([one.value for one in LIVE]))
                .order_by(col(TaskRow.priority), col(TaskRow.next_at))
            )
            return tuple(map(_task, rows))

    def move(
        self,
        task_id: str,
        move: Move,
        decide: Callable[[Task], Task],
        *,
        note: str | None = None,
        reply: Reply | None = None,
        role: str = "clock",
        key: str | None = None,
    ) -> Task:
        """Take one step under the write lock; what `decide` raises changes nothing.

        Raises:
            UnknownTaskError: there is no such task.
        """
        said = Said(note=note, reply=reply, role=role, key=key)
        with self._database.writing() as session:
            return move_task(session, self._keys, task_id, move, decide, said)

    def packet(self, task_id: str) -> Packet | None:
        """Give a task's packet, None once its asker was erased."""
        plain = self._opened(_PACKET_OF, task_id, "packet")
        return None if plain is None else _PACKET.validate_json(plain)

    def reply(self, task_id: str) -> Reply | None:
        """Give a task's reply, None before there is one and once its asker was erased."""
        plain = self._opened(_REPLY_OF, task_id, "reply")
        return None if plain is None else _REPLY.validate_json(plain)

    def note_read(self, task_id: str, at: datetime) -> None:
        """Keep when the asker first read the reply."""
        with self._database.writing() as session:
            row = session.get(TaskRow, task_id)
            if row is not None and row.read_at is None:
                row.read_at = at
                session.add(row)

    def history(self, task_id: str) -> tuple[Happened, ...]:
        """List a task's steps, oldest first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(TaskStepRow).where(TaskStepRow.task_id == task_id).order_by(col(TaskStepRow.version))
            )
            return tuple(
                Happened(
                    version=row.version,
                    step=row.step,
                    by=row.by,
                    at=row.at,
                    state=State(row.state),
                    record_id=row.record_id,
                )
                for row in rows
            )

    def _same(self, question: Question) -> str:
        """Tag a question so that sending it again is seen, without keeping a readable trace of it."""
        told = json.dumps([question.asker.person, question.id, question.text])
        return self._keys.master.tag("task", told)

    def _live(self, session: Session, same: str) -> _Row | None:
        return session.connection().execute(_LIVE, {"same": same}).first()

    def _opened(self, wanted: sa.Select[*tuple[Any, ...]], task_id: str, part: str) -> bytes | None:
        with self._database.reading() as session:
            row = session.connection().execute(wanted, {"task_id": task_id}).first()
        if row is None or row.sealed is None:
            return None
        key = self._keys.opened(row.key_id, row.wrapped)
        return None if key is None else unseal(key, row.sealed, about=_about(task_id, part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What comes with a step: why, a reply, the role and the caller's own key."""

    note: str | None = None
    reply: Reply | None = None
    role: str = "clock"
    key: str | None = None


def add_task(session: Session, keys: KeyRing, task: Task, packet: Packet, *, same: str) -> None:
    """Keep a task and its packet within the caller's transaction, sealed under its asker's key of care."""
    key_id, key = keys.key_for(session, care_of(task.asker))
    sealed = seal(key, _PACKET.dump_json(packet), about=_about(task.task_id, "packet"))
    kept = _columns(task) | {"same": same, "key_id": key_id, "packet": sealed, "reply": None}
    session.connection().execute(_NEW_TASK, kept)


def move_task(
    session: Session, keys: KeyRing, task_id: str, move: Move, decide: Callable[[Task], Task], said: Said
) -> Task:
    """Take one step within the caller's transaction, with its link of the chain.

    Raises:
        UnknownTaskError: there is no such task, or nothing can be kept for its asker any more.
    """
    session.flush()
    connection = session.connection()
    row = connection.execute(_LOCKED, {"task_id": task_id}).first()
    if row is None:
        message = "no such task; look its number up again"
        raise UnknownTaskError(message)
    before = _task(row)
    if said.key is not None and _done(session, keys, row, move, said):
        return before
    after = decide(before)
    reply = said.reply
    step = _Step(
        ticket=after.ticket,
        step=move.step,
        by=move.by,
        before=before.state.value,
        after=after.state.value,
        version=after.version,
        queue=f"{after.queue.kind}:{after.queue.name}",
        note=said.note,
        reply_sha256=None if reply is None else reply.sha256,
        reply=reply,
    )
    changed = _columns(after)
    if reply is not None:
        changed["reply"] = _sealed(session, keys, row, _REPLY.dump_json(reply))
    connection.execute(_MOVED, changed | {"of_task": task_id})
    content = ToSeal(
        person=after.asker,
        role=said.role,
        decision=f"{STEPS}{move.step}",
        plain=step.model_dump_json().encode(),
        care=True,
    )
    record_id = append_link(session, keys, content, at=move.at)
    connection.execute(_NEW_STEP, _step_columns(after, move, key=said.key, record_id=record_id))
    return after


def _sealed(session: Session, keys: KeyRing, row: _Row, reply: bytes) -> bytes:
    key = keys.key(session, row.key_id)
    if key is None:
        message = "the asker's data were erased; nothing can be kept for them"
        raise UnknownTaskError(message)
    return seal(key, reply, about=_about(row.task_id, "reply"))


def _about(task_id: str, part: str) -> str:
    return f"{task_id}:{part}"


def _done(session: Session, keys: KeyRing, row: _Row, move: Move, said: Said) -> bool:
    """Say whether this very act was done before under its key.

    Raises:
        TaskStateError: the key belongs to another act: nobody may take that one for done.
    """
    act = {"task_id": row.task_id, "key": said.key}
    done = session.connection().execute(_TAKEN, act).first()
    if done is None:
        return False
    same = (done.step, done.by) == (move.step, move.by)
    kept = done.version == row.version or move.step == "answer"
    if same and kept and said.reply is not None and row.reply is not None:
        key = keys.key(session, row.key_id)
        plain = None if key is None else unseal(key, row.reply, about=_about(row.task_id, "reply"))
        same = plain is not None and _REPLY.validate_json(plain).draft == said.reply.draft
    if not same:
        message = (
            "this Idempotency-Key was used for something else here; look at the task again, send a new one"
        )
        raise TaskStateError(message)
    return True


def _columns(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in _SAME_FIELDS} | {
        "kind": task.kind,
        "priority": task.priority,
        "state": task.state.value,
        "queue_kind": task.queue.kind,
        "queue_name": task.queue.name,
        "triggers": " ".join(task.triggers),
    }


def _task(row: TaskRow | _Row) -> Task:
    return Task(
        kind=cast("Kind", row.kind),
        priority=cast("Priority", row.priority),
        state=State(row.state),
        queue=Queue(
            kind=cast("Literal['department', 'doctor', 'desk']", row.queue_kind), name=row.queue_name
        ),
        triggers=tuple(row.triggers.split()),
        **{name: getattr(row, name) for name in _SAME_FIELDS},
    )


def _step_columns(task: Task, move: Move, *, key: str | None, record_id: str) -> dict[str, Any]:
    return {
        "task_id": task.task_id,
        "version": task.version,
        "step": move.step,
        "by": move.by,
        "at": move.at,
        "state": task.state.value,
        "caller_key": key,
        "record_id": record_id,
    }
