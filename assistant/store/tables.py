"""The tables of the house; `migrations/` creates them, and a test holds both to the same shape."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from assistant.store.instant import Instant


class EditionRow(SQLModel, table=True):
    """One edition's record; `added` counts up, so a document's latest content is its highest number."""

    __tablename__ = "edition"
    added: int | None = Field(default=None, primary_key=True)
    edition_id: str = Field(unique=True)
    document_id: str = Field(index=True)
    family_id: str
    collection: str = Field(index=True)
    title: str = Field(sa_type=Text)
    issuer: str = Field(sa_type=Text)
    label: str
    published: str
    effective_from: date
    effective_to: date | None
    sha256: str
    source: str
    language: str
    declared: str
    withdrawn_on: date | None
    jurisdiction: str | None
    population: str | None = Field(sa_type=Text)
    licence: str | None = Field(sa_type=Text)
    access: str
    departments: str = Field(sa_type=Text)
    amends: str = Field(sa_type=Text)
    erratum: bool
    amended_units: str = Field(sa_type=Text)
    taken_back_at: datetime | None = Field(default=None, sa_type=Instant)


class CanonicalTextRow(SQLModel, table=True):
    """An edition's canonical text, zlib-compressed UTF-8."""

    __tablename__ = "canonical_text"
    edition_id: str = Field(sa_column=Column(String, ForeignKey("edition.edition_id"), primary_key=True))
    packed: bytes = Field(sa_type=LargeBinary)


class PassageRow(SQLModel, table=True):
    """A passage as a span of its edition's canonical text; the words themselves stand there only."""

    __tablename__ = "passage"
    passage_id: str = Field(primary_key=True)
    edition_id: str = Field(foreign_key="edition.edition_id", index=True)
    ordinal: int
    kind: str
    start: int = Field(sa_column=Column("span_start", Integer, nullable=False))
    end: int = Field(sa_column=Column("span_end", Integer, nullable=False))
    section: str = Field(sa_type=Text)
    context: str = Field(sa_type=Text)
    page: int | None
    box: str | None
    certainty: str


class SupersedesRow(SQLModel, table=True):
    """An edge: this edition takes the place of every edition of that document.

    Who recorded it and when is empty for an edge of the edition's own metadata.
    """

    __tablename__ = "supersedes"
    edition_id: str = Field(foreign_key="edition.edition_id", primary_key=True)
    document_id: str = Field(primary_key=True)
    recorded_by: str | None
    recorded_at: datetime | None = Field(sa_type=Instant)


class AmendedRow(SQLModel, table=True):
    """A stretch of an edition's canonical text that an amendment replaces."""

    __tablename__ = "amended"
    edition_id: str = Field(foreign_key="edition.edition_id", primary_key=True)
    passage_id: str = Field(foreign_key="passage.passage_id", primary_key=True)
    start: int = Field(sa_column=Column("span_start", Integer, primary_key=True, autoincrement=False))
    base_id: str = Field(foreign_key="edition.edition_id")
    end: int = Field(sa_column=Column("span_end", Integer, nullable=False))


class ArrivalRow(SQLModel, table=True):
    """Editions that were added by one commit: from where, by whom, and whether they were taken back."""

    __tablename__ = "arrival"
    number: int | None = Field(default=None, primary_key=True)
    arrival_id: str = Field(unique=True)
    kind: str
    name: str = Field(sa_type=Text)
    signed_by: str | None
    arrived_by: str | None
    arrived_at: datetime = Field(sa_type=Instant)
    taken_back_by: str | None
    taken_back_at: datetime | None = Field(sa_type=Instant)
    reason: str | None = Field(sa_type=Text)


class ArrivalEditionRow(SQLModel, table=True):
    """One edition of an arrival."""

    __tablename__ = "arrival_edition"
    number: int = Field(
        sa_column=Column(Integer, ForeignKey("arrival.number"), primary_key=True, autoincrement=False)
    )
    edition_id: str = Field(foreign_key="edition.edition_id", primary_key=True)


class WithdrawalRow(SQLModel, table=True):
    """Who withdrew an edition, when and why; kept for ever, also when a second withdrawal follows."""

    __tablename__ = "withdrawal"
    number: int | None = Field(default=None, primary_key=True)
    edition_id: str = Field(foreign_key="edition.edition_id", index=True)
    effective: date
    reason: str = Field(sa_type=Text)
    recorded_by: str | None
    recorded_at: datetime = Field(sa_type=Instant)


class LedgerStateRow(SQLModel, table=True):
    """One row: counts the ledger's writes, so that any process knows when its cache is old."""

    __tablename__ = "ledger_state"
    id: int = Field(primary_key=True)
    generation: int


class PersonKeyRow(SQLModel, table=True):
    """A person's data key, wrapped by the master key; `wrapped` is gone once the person is erased.

    A key that the law keeps after an erasure opens nothing until its day, `withheld_until`, when it goes.
    """

    __tablename__ = "person_key"
    key_id: str = Field(primary_key=True)
    person: str = Field(index=True)
    wrapped: bytes | None = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)
    erased_at: datetime | None = Field(sa_type=Instant)
    withheld_until: datetime | None = Field(default=None, sa_type=Instant)


class AccountRow(SQLModel, table=True):
    """An account; its name is readable only with the person's key, findable only with the master key."""

    __tablename__ = "account"
    account_id: str = Field(primary_key=True)
    name_tag: str = Field(unique=True)
    key_id: str = Field(foreign_key="person_key.key_id")
    sealed_name: bytes = Field(sa_type=LargeBinary)
    role: str
    department: str | None
    password_hash: str
    disabled: bool
    created_at: datetime = Field(sa_type=Instant)
    must_change: bool = False


class SessionRow(SQLModel, table=True):
    """A signed-in browser; the id is stored hashed."""

    __tablename__ = "session"
    session_hash: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.account_id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    last_seen: datetime = Field(sa_type=Instant)


class ServiceKeyRow(SQLModel, table=True):
    """A program's key; the secret is stored hashed."""

    __tablename__ = "service_key"
    key_id: str = Field(primary_key=True)
    secret_hash: str = Field(unique=True)
    label: str
    role: str
    scopes: str
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    revoked: bool


class AttemptRow(SQLModel, table=True):
    """Failed sign-ins of a name or an address, under a keyed hash of it."""

    __tablename__ = "attempt"
    subject_tag: str = Field(primary_key=True)
    failures: int
    last_at: datetime = Field(sa_type=Instant)


class SetupLinkRow(SQLModel, table=True):
    """The one-time link by which the first administrator comes in, stored hashed."""

    __tablename__ = "setup_link"
    token_hash: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=Instant)
    used: bool


class LookRow(SQLModel, table=True):
    """When a person (or a program's key) last saw what changed, and the newest edition's number then."""

    __tablename__ = "look"
    person: str = Field(primary_key=True)
    looked_at: datetime = Field(sa_type=Instant)
    added: int


class ConsentRow(SQLModel, table=True):
    """One purpose to which a person gave or withdrew consent; rows are only ever added."""

    __tablename__ = "consent"
    number: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    purpose: str
    given: bool
    given_as: str
    version: str
    at: datetime = Field(sa_type=Instant)


class RecordRow(SQLModel, table=True):
    """One link of the audit chain; holds no words, only hashes, versions and the decision."""

    __tablename__ = "record"
    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    record_id: str = Field(unique=True)
    at: str = Field(max_length=32)
    person: str = Field(index=True)
    role: str
    decision: str
    versions: str = Field(sa_type=Text)
    body_sha256: str
    previous: str
    digest: str


class RecordBodyRow(SQLModel, table=True):
    """What was asked and answered, sealed under the person's key."""

    __tablename__ = "record_body"
    record_id: str = Field(foreign_key="record.record_id", primary_key=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class ChainHeadRow(SQLModel, table=True):
    """One row: the newest link; locking it puts concurrent appends in a row."""

    __tablename__ = "chain_head"
    id: int = Field(primary_key=True)
    seq: int
    digest: str


class TaskRow(SQLModel, table=True):
    """One task; its packet and reply are sealed under the asker's key."""

    __tablename__ = "task"
    task_id: str = Field(primary_key=True)
    ticket: str = Field(unique=True)
    kind: str
    priority: str
    state: str = Field(index=True)
    queue_kind: str
    queue_name: str
    owner: str | None
    asker: str = Field(index=True)
    same: str = Field(index=True)
    record_id: str = Field(foreign_key="record.record_id")
    triggers: str
    opened_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    next_at: datetime | None = Field(sa_type=Instant, index=True)
    level: int
    version: int
    called: str | None = Field(index=True)
    claimed_at: datetime | None = Field(sa_type=Instant)
    answered_at: datetime | None = Field(sa_type=Instant)
    read_at: datetime | None = Field(sa_type=Instant)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    packet: bytes = Field(sa_type=LargeBinary)
    reply: bytes | None = Field(sa_type=LargeBinary)


class TaskStepRow(SQLModel, table=True):
    """One step of a task; a version happens once, and so does a caller's key."""

    __tablename__ = "task_step"
    __table_args__ = (UniqueConstraint("task_id", "caller_key"),)
    task_id: str = Field(foreign_key="task.task_id", primary_key=True)
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    step: str
    by: str
    at: datetime = Field(sa_type=Instant)
    state: str
    caller_key: str | None
    record_id: str = Field(foreign_key="record.record_id")


class ChartRow(SQLModel, table=True):
    """One kept record; whose it is and what was said are sealed under a key of the patient's own."""

    __tablename__ = "chart"
    chart_id: str = Field(primary_key=True)
    template: str
    language: str
    state: str = Field(index=True)
    version: int
    author: str = Field(index=True)
    department: str | None = Field(index=True)
    created_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant, index=True)
    due_at: datetime | None = Field(sa_type=Instant)
    patient_tag: str = Field(index=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    origin: bytes = Field(sa_type=LargeBinary)


class ChartVersionRow(SQLModel, table=True):
    """One version of a kept record, sealed; a number happens once."""

    __tablename__ = "chart_version"
    chart_id: str = Field(foreign_key="chart.chart_id", primary_key=True)
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    kind: str
    by: str
    at: datetime = Field(sa_type=Instant)
    record_id: str = Field(foreign_key="record.record_id")
    sealed: bytes = Field(sa_type=LargeBinary)


class ChartOpenedRow(SQLModel, table=True):
    """That a person opened a section as it stood; `text_tag` tells the same text again, not what it says."""

    __tablename__ = "chart_opened"
    chart_id: str = Field(foreign_key="chart.chart_id", primary_key=True)
    person: str = Field(primary_key=True)
    section: str = Field(primary_key=True)
    text_tag: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class ChartEffortRow(SQLModel, table=True):
    """What people's edits of one section cost; holds no words of the record."""

    __tablename__ = "chart_effort"
    chart_id: str = Field(foreign_key="chart.chart_id", primary_key=True)
    section: str = Field(primary_key=True)
    template: str = Field(index=True)
    machine_length: int
    final_length: int
    distance: int
    machine_lines: int
    rejected_lines: int
    seconds: float


class TwinRow(SQLModel, table=True):
    """One digital twin as it stands; card and consent are sealed under its doctor's own key."""

    __tablename__ = "twin"
    twin_id: str = Field(primary_key=True)
    doctor: str = Field(index=True)
    version: int
    made_at: datetime = Field(sa_type=Instant, index=True)
    key_id: str = Field(foreign_key="person_key.key_id", index=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class TwinTalkRow(SQLModel, table=True):
    """Since when a person has been talking with a twin without a pause; holds no words."""

    __tablename__ = "twin_talk"
    twin_id: str = Field(foreign_key="twin.twin_id", primary_key=True)
    person: str = Field(primary_key=True)
    began_at: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)
