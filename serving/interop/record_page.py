"""What a record prints, whatever the format: values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.charts import Coded, Patient, Signature
from assistant.charts.labelling import AiLabel
from guidelines.model import Language

WORDS: Final[dict[Language, dict[str, str]]] = {
    "zh": {
        "name": "姓名",
        "sex": "性别",
        "age": "年龄",
        "id": "病历号",
        "codes": "诊断编码",
        "amendments": "补充记录",
        "reason": "原因",
        "signed": "医师签名",
        "unsigned": "医师签名：（未签名）",
        "made": "生成时间",
        "page": "第 {} 页 共 {} 页",
        "version": "版本",
    },
    "en": {
        "name": "Name",
        "sex": "Sex",
        "age": "Age",
        "id": "Record no.",
        "codes": "Diagnosis codes",
        "amendments": "Amendments",
        "reason": "Reason",
        "signed": "Signed by",
        "unsigned": "Signed by: (not signed)",
        "made": "Written",
        "page": "Page {} of {}",
        "version": "Version",
    },
}
_TIME: Final = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A section as it is printed; of a missing one `text` says that nothing was provided."""

    name: str
    text: str
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What was added after signing."""

    name: str
    person: str
    at: datetime
    section: str | None
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the machine drafted from: which kind of thing, what tells it from any other, and its name."""

    kind: str
    value: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A record as it is printed.

    `editors` are the people whose words stand in it, `deciders` those who decided its steps.
    """

    chart_id: str
    version: int
    title: str
    language: Language
    patient: Patient
    printed: tuple[Printed, ...]
    codes: tuple[Coded, ...]
    label: AiLabel
    signature: Signature | None
    amendments: tuple[Amended, ...]
    author: str
    editors: tuple[str, ...]
    deciders: tuple[str, ...]
    sources: tuple[Source, ...]
    created_at: datetime
    changed_at: datetime
    written_at: datetime
    final: bool
    amended: bool

    def word(self, key: str) -> str:
        """Give a fixed word in the record's language."""
        return WORDS[self.language][key]

    @property
    def patient_line(self) -> tuple[tuple[str, str], ...]:
        """Give what is known of the patient, as label and value."""
        told = (
            ("name", self.patient.name),
            ("sex", self.patient.sex),
            ("age", self.patient.age),
            ("id", self.patient.reference),
        )
        return tuple((self.word(key), value) for key, value in told if value)

    @property
    def code_lines(self) -> tuple[str, ...]:
        """Give the coded diagnoses, each with its table and version."""
        return tuple(
            f"{one.name}  {one.code}（{' '.join(part for part in (one.system, one.version) if part)}）"
            for one in self.codes
        )

    @property
    def signature_line(self) -> str:
        """Say who signed and when, or that nobody did."""
        if self.signature is None:
            return self.word("unsigned")
        department = f"{self.signature.department} " if self.signature.department else ""
        return f"{self.word('signed')}：{department}{self.signature.name}  {moment(self.signature.at)}"

    @property
    def amendment_lines(self) -> tuple[str, ...]:
        """Give every amendment on a line of its own, with who, when and why."""
        return tuple(
            f"{moment(one.at)} {one.name}"
            + (f"（{one.section}）" if one.section else "")
            + f"：{one.text}（{self.word('reason')}：{one.why}）"
            for one in self.amendments
        )


def moment(at: datetime) -> str:
    """Write a moment in this machine's time zone, 24-hour clock."""
    return at.astimezone().strftime(_TIME)
