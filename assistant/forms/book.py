"""Read first: who may save or withdraw a record form, and which words stand."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.drafting import Template
from assistant.drafting.template_reading import Faulty, blocks_of, read_templates
from assistant.drafting.templates import packaged_text
from assistant.errors import AccessDeniedError, FaultyFormError, FormError, FormMovedError, UnknownFormError
from assistant.exchange import Asker, Role
from assistant.forms.form import FormStep, FormVersion, Standing, digest
from assistant.forms.store import FormFiles, FormStore
from assistant.worklist.reply import Signer

logger = logging.getLogger(__name__)

SIGNERS: Final = (Role.DOCTOR, Role.ADMIN)
"""Who may sign a form; records clerks look at them and try them."""

_NAME: Final = re.compile(r"[\w（(][\w（）()·+ -]{0,58}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a person states who saves or withdraws: why, and which words (their digest) it was made from.

    `base` is empty where no form of this name stood.
    """

    base: str
    reason: str


class FormBook:
    """Keeps a house's forms; the folder from which records are drafted follows what was signed."""

    def __init__(self, store: FormStore, files: FormFiles, *, now: Callable[[], datetime]) -> None:
        """Keep versions in `store`, and bring the folder to what they say."""
        self._store, self._files, self._now = store, files, now
        self.settle()

    def standing(self) -> tuple[Standing, ...]:
        """List every form that records are drafted with, in the order in which they are offered.

        Raises:
            SettingsError: a file in the folder is no template.
        """
        self.settle()
        return tuple(self._standing().values())

    def one(self, name: str) -> Standing:
        """Give a form.

        Raises:
            UnknownFormError: there is none of this name.
        """
        self.settle()
        found = self._standing().get(name)
        if found is None:
            raise UnknownFormError
        return found

    def versions(self, name: str) -> tuple[FormVersion, ...]:
        """List the signed versions of a form, the oldest first."""
        return tuple(one for one in self._store.versions() if one.name == name)

    def save(self, text: str, signing: Signing, signer: Signer, asker: Asker) -> FormVersion:
        """Sign a form: from the next draft on, records are written with it.

        Raises:
            AccessDeniedError: the asker signs no forms.
            FaultyFormError: the words are no form, or more than one.
            FormMovedError: the form that stands is another than the one that was changed.
            FormError: no reason, nothing changed, or a name that no file can have.
        """
        _may_sign(asker)
        form = one_form(text)
        stands = self._standing().get(form.name)
        held = "" if stands is None else stands.digest
        if digest(text) == held:
            message = "the form says this already; change it first"
            raise FormError(message)
        return self._step("saved", form.name, text, _Made(signing, signer, asker), held=held)

    def withdraw(self, name: str, signing: Signing, signer: Signer, asker: Asker) -> FormVersion:
        """Take a signed form back: what stood without it stands again.

        Raises:
            AccessDeniedError, FormMovedError, FormError: as in `save`.
            UnknownFormError: nobody signed a form of this name.
        """
        _may_sign(asker)
        stands = self._standing().get(name)
        if stands is None or stands.origin != "signed":
            raise UnknownFormError
        return self._step("withdrawn", name, stands.text, _Made(signing, signer, asker), held=stands.digest)

    def settle(self) -> None:
        """Let the folder say what was signed last, also after a process that was killed in between."""
        newest = {one.name: one for one in self._store.versions()}
        there = self._files.signed()
        for name, one in newest.items():
            if one.step == "withdrawn" and name in there:
                self._files.remove(name)
            elif one.step == "saved" and there.get(name) != one.text:
                self._files.write(name, one.text)
                logger.info("form brought to its signed words version=%d", one.number)

    def _step(self, step: FormStep, name: str, text: str, made: _Made, *, held: str) -> FormVersion:
        reason = made.signing.reason.strip()
        if not reason:
            message = "say why: the reason stands beside the version"
            raise FormError(message)
        versions = self.versions(name)
        if made.signing.base != held:
            raise FormMovedError(versions[-1].number if versions else 0)
        version = FormVersion(
            name=name,
            number=len(versions) + 1,
            step=step,
            text=text,
            person=made.signer.person,
            signer=made.signer.name,
            at=self._now(),
            reason=reason,
        )
        kept = self._store.add(version, role=made.asker.role.value)
        self.settle()
        return kept

    def _standing(self) -> dict[str, Standing]:
        forms, signed = self._files.forms(), self._files.signed()
        packaged, by_hand = blocks_of(packaged_text()), {**self._files.by_hand(), **signed}
        newest = {one.name: one for one in self._store.versions()}
        found: dict[str, Standing] = {}
        for name, form in forms.items():
            if name in signed and name in newest:
                number = newest[name].number
                found[name] = Standing(form=form, origin="signed", text=signed[name], version=number)
            elif name in by_hand:
                found[name] = Standing(form=form, origin="file", text=by_hand[name])
            else:
                found[name] = Standing(form=form, origin="packaged", text=packaged[name])
        return found


@dataclass(frozen=True, slots=True)
class _Made:
    signing: Signing
    signer: Signer
    asker: Asker


def one_form(text: str) -> Template:
    """Read the one form of a text.

    Raises:
        FaultyFormError: it is none, or more than one.
        FormError: its name is one that no file can have.
    """
    read = read_templates(text)
    if isinstance(read, Faulty):
        first = read.faults[0]
        at = "" if first.line is None else f"line {first.line}: "
        message = f"{at}{first.message}; correct it"
        raise FaultyFormError(message)
    if len(read) > 1:
        message = "two forms in one text; save each by itself"
        raise FaultyFormError(message)
    (form,) = read
    if not _NAME.fullmatch(form.name):
        message = "a form's name is made of letters, digits, spaces, '-', '+', '·' and brackets"
        raise FormError(message)
    return form


def _may_sign(asker: Asker) -> None:
    if asker.role not in SIGNERS:
        message = "a form is signed by a doctor or an administrator"
        raise AccessDeniedError(message)
