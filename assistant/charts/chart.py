"""A chart: one record on its way from a machine's draft to a person's signature, as values."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal

from assistant.drafting.record import Dropped, Remark, Source, Talk
from assistant.drafting.template import Filler
from guidelines.model import Language

MACHINE: Final = "machine"
"""Who made the first version; never an account id."""

VersionKind = Literal[
    "machine", "worded", "edit", "decided", "restored", "coded", "signed", "amended", "discarded"
]

Verdict = Literal["accept", "edit", "reject"]


class ChartState(StrEnum):
    """Where a chart stands; every chart stands in exactly one."""

    DRAFT = "draft"
    SIGNED = "signed"
    AMENDED = "amended"
    DISCARDED = "discarded"


CLOSED: Final = frozenset({ChartState.SIGNED, ChartState.AMENDED})
"""States in which a person has signed: the text never changes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whose record it is, as the hospital names them; only `reference` is needed."""

    reference: str
    name: str | None = None
    sex: str | None = None
    age: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence; `by is None` means the machine wrote it, else the account id of who did.

    A line that a person changed keeps the sources of the machine's line that it came from. `origin` tells
    the speaker's own words from a model's words for the same.
    """

    text: str
    sources: tuple[Source, ...] = ()
    by: str | None = None
    origin: Literal["said", "model"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section: its text as it stands, and its lines in order, each of them a stretch of that text."""

    name: str
    required: bool
    filled_by: Filler = "talk"
    text: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def missing(self) -> bool:
        """Say whether nothing stands here; never that something is normal."""
        return not self.text.strip()

    @property
    def by_machine(self) -> bool:
        """Say whether any line is still the machine's own."""
        return any(line.by is None for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A diagnosis that a doctor chose from the hospital's own table; the machine never enters one."""

    system: str
    version: str
    code: str
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on the record: its sections in printed order, and the coded diagnoses."""

    parts: tuple[Part, ...]
    codes: tuple[Coded, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash the words that a signature vouches for: sections and codes, not who wrote which line."""
        words = [
            [[part.name, part.text] for part in self.parts],
            [[one.system, one.version, one.code, one.name] for one in self.codes],
        ]
        return sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, when, and how the text was looked at before: opened sections, or a stated whole reading."""

    person: str
    name: str
    department: str | None
    at: datetime
    attested: bool
    dwell_s: float
    opened: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a doctor decided about one section of a record that is decided step by step.

    It stands only as long as the section says what it said then: `sha256` is that text's.
    """

    section: str
    verdict: Verdict
    by: str
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What was added after signing; the signed text stays as it was."""

    person: str
    name: str
    at: datetime
    text: str
    reason: str
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a chart; `record_id` is the link of the audit chain that vouches for it."""

    number: int
    kind: VersionKind
    by: str
    at: datetime
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a list shows of a chart; `due_at` is None where no time was set."""

    chart_id: str
    template: str
    language: Language
    state: ChartState
    version: int
    author: str
    department: str | None
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Say whether nobody signed in time."""
        return self.state is ChartState.DRAFT and self.due_at is not None and now > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a chart was drafted from; never changes.

    With `steps`, every section is decided by itself before anybody signs. `form` is the digest of the
    form's words at that time, empty where none was noted.
    """

    patient: Patient
    talk: Talk
    form: str = ""
    steps: bool = False
    dropped: tuple[Dropped, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What one version holds: the sheet, and the decisions, signature and amendments it has by then.

    `seconds` says how long a person worked on a section since the version before.
    """

    sheet: Sheet
    signature: Signature | None = None
    amendments: tuple[Amendment, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A chart with its words."""

    chart: Chart
    origin: Origin
    written: Written

    @property
    def sheet(self) -> Sheet:
        """Give the newest version's text."""
        return self.written.sheet


def new_chart_id() -> str:
    """Draw an id that nobody guesses."""
    return f"c_{secrets.token_hex(12)}"
