"""Record forms at the doors: listed, tried on a conversation, signed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import Field

from assistant.charts.rights import WRITERS
from assistant.drafting import Drafter, Talk, Template, Turn
from assistant.drafting.finding import Kind
from assistant.drafting.record import Speaker
from assistant.drafting.template_reading import Faulty, TemplateFault, read_templates
from assistant.errors import AccessDeniedError
from assistant.forms import FormVersion, Standing, samples
from assistant.forms.book import SIGNERS, Signing
from assistant.forms.samples import sample_for
from assistant.ports import Gate
from guidelines.text import language_of
from serving.auth import Caller
from serving.drafts import draft_out
from serving.interop.transcript import turns_of_text
from serving.problems import Json, JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_Text = Annotated[str, Field(max_length=100_000)]
_Reason = Annotated[str, Field(max_length=2_000)]
_Digest = Annotated[str, Field(max_length=64)]


class TryIn(Edge):
    """A form's words, and a conversation to try them on; without one, a sample that fits."""

    text: _Text
    talk: Annotated[str | None, Field(max_length=20_000)] = None


class SaveIn(Edge):
    """A form to be signed: `base` is the digest of what it was made from, empty for a new one."""

    text: _Text
    base: _Digest = ""
    reason: _Reason
    sign: Literal[True]


class WithdrawIn(Edge):
    """A signed form to be taken back."""

    base: _Digest
    reason: _Reason
    sign: Literal[True]


class FormDesk:
    """The record forms of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the book of `house`."""
        self._house, self._book = house, house.forms

    def listed(self) -> JsonObject:
        """List the forms that records are drafted with."""
        return {"templates": [form_json(one) for one in self._book.standing()]}

    def one(self, name: str, caller: Caller) -> JsonObject:
        """Show a form's words and signed versions, and conversations to try it on."""
        _staff(caller)
        stands = self._book.one(name)
        versions: list[Json] = [_version(one) for one in self._book.versions(name)]
        offered: list[Json] = [
            {"name": one.name, "language": one.language, "talk": one.talk.strip()} for one in samples()
        ]
        return form_json(stands) | {
            "text": stands.text,
            "digest": stands.digest,
            "versions": versions,
            "samples": offered,
            "sample": sample_for(stands.form).name,
        }

    def tried(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Draft a conversation with words that nobody signed yet, or say what is wrong on which line."""
        _staff(caller)
        asked = parse(TryIn, line)
        read = read_templates(asked.text)
        if isinstance(read, Faulty):
            faults: list[Json] = [_fault(one) for one in read.faults]
            return {"faults": faults, "form": None, "notes": [], "draft": None}
        form = read[0]
        check_text(asked.talk or "", "talk", may_be_empty=True)
        talk = asked.talk if asked.talk and asked.talk.strip() else sample_for(form).talk
        notes: list[Json] = [{"kind": kind, "what": what} for kind, what in _notes(form)]
        return {
            "faults": [],
            "form": _form(form),
            "notes": notes,
            "draft": drafted(form, talk, self._house.gate),
        }

    def save(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Sign a form."""
        signer, asked = signer_of(caller, self._house.accounts), parse(SaveIn, line)
        check_text(asked.text, "text")
        check_text(asked.reason, "reason")
        signing = Signing(base=asked.base, reason=asked.reason)
        return _version(self._book.save(asked.text, signing, signer, caller.asker))

    def withdraw(self, name: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Take a signed form back."""
        signer, asked = signer_of(caller, self._house.accounts), parse(WithdrawIn, line)
        check_text(asked.reason, "reason")
        signing = Signing(base=asked.base, reason=asked.reason)
        return _version(self._book.withdraw(name, signing, signer, caller.asker))


def drafted(form: Template, talk: str, gate: Gate) -> JsonObject | None:
    """Draft pasted words with a form; None where nothing is said in them."""
    turns = tuple(Turn(cast("Speaker", one["speaker"]), one["text"]) for one in turns_of_text(talk).turns)
    if not any(one.text.strip() for one in turns):
        return None
    told = Talk(turns=turns, language=form.language or language_of(talk) or "zh")
    shown = draft_out("preview", Drafter(gate).draft(told, form), told)
    return shown | {"turns": [{"speaker": one.speaker, "text": one.text} for one in turns]}


def form_json(stands: Standing) -> JsonObject:
    """Write a form as lists show it."""
    return _form(stands.form) | {"origin": stands.origin, "version": stands.version}


def _form(form: Template) -> JsonObject:
    return {
        "name": form.name,
        "aliases": list(form.aliases),
        "language": form.language,
        "deadline": form.deadline,
        "due_hours": form.due_hours,
        "due_by": [{"name": one.name, "hours": one.hours} for one in form.due_by],
        "source": form.source,
        "to_check": form.to_check,
        "steps": form.steps,
        "sections": [
            {"name": one.name, "required": one.required, "filled_by": one.filled_by} for one in form.sections
        ],
    }


def _notes(form: Template) -> list[tuple[str, str]]:
    """Tell what the form leaves to itself: nothing of it is a fault, all of it is often forgotten."""
    taken = {kind for one in form.sections for kind in one.takes}
    left = [kind.value for kind in Kind if kind not in taken]
    told = [("elsewhere", kind) for kind in left]
    told += [
        ("by_hand", one.name)
        for one in form.sections
        if one.filled_by == "talk" and not one.takes and not one.cues and one.name != form.elsewhere
    ]
    if not any(one.filled_by == "person" for one in form.sections):
        told.append(("no_signature", ""))
    if form.due_hours is None and not form.due_by:
        told.append(("no_clock", ""))
    return told


def _fault(fault: TemplateFault) -> JsonObject:
    return {"line": fault.line, "where": fault.where, "kind": fault.kind, "message": fault.message}


def _version(one: FormVersion) -> JsonObject:
    return {
        "name": one.name,
        "version": one.number,
        "step": one.step,
        "text": one.text,
        "by": {"id": one.person, "name": one.signer},
        "at": one.at.isoformat(),
        "reason": one.reason,
        "record_id": one.record_id,
    }


def _staff(caller: Caller) -> None:
    if caller.asker.role not in {*WRITERS, *SIGNERS}:
        message = "record forms are for staff; sign in as a doctor, a records clerk or an administrator"
        raise AccessDeniedError(message)
