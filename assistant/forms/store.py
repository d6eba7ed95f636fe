"""The ports of the book: where versions are kept, and the folder from which records are drafted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from assistant.drafting import Template
from assistant.forms.form import FormVersion


class FormStore(Protocol):
    """Keeps versions for ever, each with a link of the audit chain. Raises `StoreError`."""

    def add(self, version: FormVersion, *, role: str) -> FormVersion:
        """Keep a version.

        Raises:
            FormMovedError: somebody kept that number of this form meanwhile.
        """
        ...

    def versions(self) -> tuple[FormVersion, ...]:
        """List all versions of all forms, the oldest first."""
        ...


class FormFiles(Protocol):
    """The folder of a house's own forms. Raises `StoreError`."""

    def forms(self) -> Mapping[str, Template]:
        """Give every form that records are drafted with, the packaged ones among them.

        Raises:
            SettingsError: a file is no template.
        """
        ...

    def by_hand(self) -> Mapping[str, str]:
        """Give the words of each form that lies in the folder without a signature."""
        ...

    def signed(self) -> Mapping[str, str]:
        """Give the words of each form that lies in the folder of signed ones."""
        ...

    def write(self, name: str, text: str) -> None:
        """Let the signed form of this name say this from now on."""
        ...

    def remove(self, name: str) -> None:
        """Let there be no signed form of this name."""
        ...
