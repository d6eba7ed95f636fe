"""Record forms in SQL and in a home's folder: a version and its link of the chain are one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final, cast

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.drafting import Template, templates_in
from assistant.drafting.template_reading import blocks_of
from assistant.drafting.templates import SIGNED
from assistant.errors import FormMovedError, StoreError
from assistant.forms.form import FormStep, FormVersion, digest
from assistant.store.atomic import write_whole
from assistant.store.database import Database
from assistant.store.form_tables import RecordFormRow
from assistant.store.keys import KeyRing
from assistant.store.records import ToSeal, append_link

FORMS: Final = "form:"
"""How the decision of a link begins that vouches for a record form."""

_VERSION: Final = TypeAdapter(FormVersion)


class SqlForms:
    """Implements `assistant.forms.store.FormStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep versions in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, version: FormVersion, *, role: str) -> FormVersion:
        """Keep a version.

        Raises:
            FormMovedError: somebody kept that number of this form meanwhile.
        """
        with self._database.writing() as session:
            if session.get(RecordFormRow, (version.name, version.number)) is not None:
                raise FormMovedError(version.number)
            kept = replace(version, record_id=self._vouch(session, version, role))
            session.add(RecordFormRow(**asdict(kept)))
            return kept

    def versions(self) -> tuple[FormVersion, ...]:
        """List all versions of all forms, the oldest first."""
        with self._database.reading() as session:
            ordered = select(RecordFormRow).order_by(col(RecordFormRow.name), col(RecordFormRow.number))
            return tuple(_version(row) for row in session.exec(ordered))

    def _vouch(self, session: Session, version: FormVersion, role: str) -> str:
        content = ToSeal(
            person=version.person,
            role=role,
            decision=f"{FORMS}{version.step}",
            plain=_VERSION.dump_json(version),
            versions={"form": f"{version.name}/{version.number}", "content": digest(version.text)},
        )
        record_id = append_link(session, self._keys, content, at=version.at)
        session.flush()
        return record_id


class HomeForms:
    """Implements `assistant.forms.store.FormFiles` in a home's folder of templates."""

    def __init__(self, folder: Path) -> None:
        """Read and write below `folder`; what was signed lies in a folder of its own."""
        self._folder, self._signed = folder, folder / SIGNED

    def forms(self) -> Mapping[str, Template]:
        """Give every form that records are drafted with.

        Raises:
            SettingsError: a file is no template.
        """
        return templates_in(self._folder).by_name

    def by_hand(self) -> Mapping[str, str]:
        """Give the words of each form that lies in the folder without a signature."""
        found: dict[str, str] = {}
        for file in sorted(self._folder.glob("*.toml")):
            found |= blocks_of(file.read_text("utf-8"))
        return found

    def signed(self) -> Mapping[str, str]:
        """Give the words of each form that lies in the folder of signed ones."""
        try:
            return {file.stem: file.read_text("utf-8") for file in sorted(self._signed.glob("*.toml"))}
        except (OSError, UnicodeDecodeError) as fault:
            message = f"{self._signed} cannot be read: {type(fault).__name__}; check its files"
            raise StoreError(message) from fault

    def write(self, name: str, text: str) -> None:
        """Let the signed form of this name say this from now on."""
        write_whole(self._signed / f"{name}.toml", text.encode())

    def remove(self, name: str) -> None:
        """Let there be no signed form of this name."""
        try:
            (self._signed / f"{name}.toml").unlink(missing_ok=True)
        except OSError as fault:
            message = f"{self._signed} cannot be written ({fault.strerror}); check its owner and permissions"
            raise StoreError(message) from fault


def _version(row: RecordFormRow) -> FormVersion:
    return FormVersion(
        name=row.name,
        number=row.number,
        step=cast("FormStep", row.step),
        text=row.text,
        person=row.person,
        signer=row.signer,
        at=row.at,
        reason=row.reason,
        record_id=row.record_id,
    )
