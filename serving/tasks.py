"""Tasks as JSON: the queue with its clocks, a task with its packet, steps, replies; who sees what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar, cast

from pydantic import Field, TypeAdapter

from assistant.errors import TaskTakenError, UnknownTaskError, UnsignedError
from assistant.handover import Packet, page
from assistant.handover.packet import Decision
from assistant.people import Scope
from assistant.worklist.judging import work_of
from assistant.worklist.reply import Basis, BasisKind, ClaimVerdict, JudgedClaim, Reply, ReplyDraft
from assistant.worklist.states import Step
from assistant.worklist.task import LIVE, State, Task
from assistant.worklist.worklist import STAFF, Asked
from guidelines import Language
from serving.auth import Caller
from serving.errors import InvalidLineError
from serving.problems import JsonObject
from serving.schemas import AskIn, Edge, ask_out, parse, question_from
from serving.signing import signer_of
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_PACKET: Final = TypeAdapter(Packet)
_REPLY: Final = TypeAdapter(Reply)
_Words = Annotated[str, Field(max_length=20_000)]
_Result = TypeVar("_Result")


class EpisodeIn(Edge):
    """The conversation whose attached files go to the person who answers."""

    episode: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")] | None = None


class StepIn(Edge):
    """A step: why, and the version that was looked at."""

    reason: Annotated[str, Field(max_length=2_000)] | None = None
    version: int | None = None


class JudgedIn(Edge):
    """The verdict on one sentence of the draft."""

    claim: int
    verdict: ClaimVerdict
    text: _Words | None = None


class BasisIn(Edge):
    """What the reply stands on."""

    kind: BasisKind
    reference: Annotated[str, Field(max_length=512)] | None = None


class ReplyIn(Edge):
    """A reply: decision, words, and a verdict on each sentence of the draft; `sign` must be said."""

    decision: Decision
    text: _Words = ""
    claims: Annotated[tuple[JudgedIn, ...], Field(max_length=100)] = ()
    basis: Annotated[tuple[BasisIn, ...], Field(max_length=20)] = ()
    corrections: Annotated[tuple[_Words, ...], Field(max_length=50)] = ()
    follow_up: date | None = None
    order_id: Annotated[str, Field(max_length=64)] | None = None
    reusable: bool = False
    sign: Literal[True]
    version: int | None = None


class SecondIn(Edge):
    """A second signature; `sign` must be said."""

    sign: Literal[True]
    version: int | None = None


class TaskDesk:
    """The worklist of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the worklist of `house`."""
        self._house, self._work = house, house.worklist

    async def ask_a_person(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Give a question to a person; the answer is its outcome with the ticket.

        Raises:
            UnsignedError: nobody is signed in to whom a reply could go.
        """
        asked = parse(AskIn, line)
        question = question_from(asked, caller.asker)
        if question.asker.person is None:
            message = "a reply needs somebody to go to; sign in as the person who asks"
            raise UnsignedError(message)
        episode = parse(EpisodeIn, line).episode
        outcome = await self._house.engine.hand_over(question)
        told: JsonObject = ask_out(asked.id, outcome).model_dump(mode="json")
        if episode is None:
            return told
        ticket, person = outcome.trace.ticket, question.asker.person
        files = await asyncio.to_thread(self._pass_on, ticket, episode, person)
        return told | {"attachments": files}

    def _pass_on(self, ticket: str | None, episode: str, person: str) -> int:
        """Hand over with a ticket what its person attached to a conversation; says how many files."""
        if ticket is None:
            return 0
        task = self._work.own(ticket, person)
        return self._house.attachments.pass_on(person, episode, task.task_id)

    def queue(self, caller: Caller, states: str | None) -> JsonObject:
        """List what this member of staff may see, most urgent first, with its clocks."""
        wanted = LIVE if states is None else frozenset(_states(states))
        listed = self._work.queue(caller.asker, wanted)
        named = self._house.accounts.names_of(
            person for one in listed for person in (one.owner, one.called) if person is not None
        )
        return {
            "now": self._work.now().isoformat(),
            "tasks": [self._task(one, named.get) for one in listed],
        }

    def one(self, reference: str, caller: Caller, language: Language) -> JsonObject:
        """Show a task: with its packet to staff, with its state and reply to whoever asked."""
        if Scope.TASKS in caller.scopes and caller.asker.role in STAFF:
            try:
                return self._for_staff(self._work.seen(reference, caller.asker), language)
            except UnknownTaskError:
                pass  # staff ask questions of their own, too
        task = self._work.own(reference, caller.asker.person)
        return self._for_asker(task, language)

    def step(
        self, reference: str, step: Step, line: JsonObject, caller: Caller, key: str | None
    ) -> JsonObject:
        """Take one step with a task."""
        wanted = parse(StepIn, line)
        task = self._work.seen(reference, caller.asker)
        signer_of(caller, self._house.accounts)
        # Ending what nobody answered is another step than closing what was.
        real: Step = "cancel" if step == "close" and task.state in LIVE else step
        asked = Asked(version=wanted.version, key=_key(key), note=wanted.reason)
        return self._task(self._naming(lambda: self._work.step(reference, real, caller.asker, asked)))

    def withdraw(self, reference: str, line: JsonObject, caller: Caller, key: str | None) -> JsonObject:
        """Take one's own question back; told as to whoever asked."""
        wanted = parse(StepIn, line)
        asked = Asked(version=wanted.version, key=_key(key), note=wanted.reason)
        return self._for_asker(self._work.withdraw(reference, caller.asker, asked), "zh")

    def reply(self, reference: str, line: JsonObject, caller: Caller, key: str | None) -> JsonObject:
        """Sign a reply and release it to the asker."""
        self._work.seen(reference, caller.asker)
        signer, wanted = signer_of(caller, self._house.accounts), parse(ReplyIn, line)
        check_text(wanted.text, "text", may_be_empty=True)
        for judged in wanted.claims:
            check_text(judged.text or "", "claims.text", may_be_empty=True)
        asked, written = Asked(version=wanted.version, key=_key(key)), _written(wanted)
        task = self._naming(lambda: self._work.answer(reference, signer, caller.asker, written, asked))
        held = self._work.reply(task) or self._work.proposed(task)
        return self._task(task) | {"reply": _reply_json(held, whole=True)}

    def countersign(self, reference: str, line: JsonObject, caller: Caller, key: str | None) -> JsonObject:
        """Sign what another doctor has signed, and release it to the asker."""
        self._work.seen(reference, caller.asker)
        second, wanted = signer_of(caller, self._house.accounts), parse(SecondIn, line)
        asked = Asked(version=wanted.version, key=_key(key))
        task = self._naming(lambda: self._work.countersign(reference, second, caller.asker, asked))
        return self._task(task) | {"reply": _reply_json(self._work.reply(task), whole=True)}

    def _naming(self, work: Callable[[], _Result]) -> _Result:
        """Do it; whoever came too late is told the name of who holds the task."""
        try:
            return work()
        except TaskTakenError as fault:
            name = self._house.accounts.name_of(fault.owner) if fault.owner else None
            raise TaskTakenError(fault.owner, fault.version, name=name) from None

    def _task(self, task: Task, named: Callable[[str], str | None] | None = None) -> JsonObject:
        owner, named = task.owner, named or self._house.accounts.name_of
        now = self._work.now()
        return {
            "id": task.task_id,
            "ticket": task.ticket,
            "kind": task.kind,
            "priority": task.priority,
            "state": task.state.value,
            "queue": {
                "kind": task.queue.kind,
                "name": task.queue.name,
                "called": self._work.clocks.called(task.queue, "zh"),
            },
            "owner": None if owner is None else {"id": owner, "name": named(owner)},
            "called": None if task.called is None else {"id": task.called, "name": named(task.called)},
            "triggers": list(task.triggers),
            "opened_at": task.opened_at.isoformat(),
            "due_at": task.due_at.isoformat(),
            "next_at": None if task.next_at is None else task.next_at.isoformat(),
            "overdue": task.overdue(now),
            "seconds_left": int((task.due_at - now).total_seconds()) if task.state in LIVE else None,
            "level": task.level,
            "second_signature": self._work.needs_second(task),
            "version": task.version,
            "record_id": task.record_id,
        }

    def _for_staff(self, task: Task, language: Language) -> JsonObject:
        packet = self._work.packet(task)
        shown: JsonObject = {"packet": None, "page": None}
        if packet is not None:
            shown = {
                "packet": _PACKET.dump_python(packet, mode="json"),
                "page": page(packet, language=language),
            }
        history = [
            {
                "version": one.version,
                "step": one.step,
                "by": one.by,
                "at": one.at.isoformat(),
                "state": one.state.value,
            }
            for one in self._work.history(task)
        ]
        signed = self._work.reply(task)
        reply = _reply_json(signed, whole=True)
        if reply is not None and signed is not None:
            reply["work"] = asdict(work_of(packet, signed))
        proposed = _reply_json(self._work.proposed(task), whole=True)
        read_at = None if task.read_at is None else task.read_at.isoformat()
        return (
            self._task(task)
            | shown
            | cast(
                "JsonObject", {"history": history, "reply": reply, "proposed": proposed, "read_at": read_at}
            )
        )

    def _for_asker(self, task: Task, language: Language) -> JsonObject:
        return {
            "ticket": task.ticket,
            "state": (State.CLAIMED if task.state is State.PROPOSED else task.state).value,
            "with": self._work.clocks.called(task.queue, language),
            "opened_at": task.opened_at.isoformat(),
            "due_at": task.due_at.isoformat(),
            "overdue": task.overdue(self._work.now()),
            "reply": _reply_json(self._work.reply(task), whole=False),
        }


def _written(wanted: ReplyIn) -> ReplyDraft:
    return ReplyDraft(
        decision=wanted.decision,
        text=wanted.text,
        claims=tuple(
            JudgedClaim(claim=one.claim, verdict=one.verdict, text=one.text) for one in wanted.claims
        ),
        basis=tuple(Basis(kind=one.kind, reference=one.reference) for one in wanted.basis),
        corrections=wanted.corrections,
        follow_up=wanted.follow_up,
        order_id=wanted.order_id,
        reusable=wanted.reusable,
    )


def _reply_json(reply: Reply | None, *, whole: bool) -> JsonObject | None:
    """Write a reply: to the asker who answered, what and when; to staff everything that was recorded."""
    if reply is None:
        return None
    told: JsonObject = {
        "text": reply.sent,
        "by": reply.signer.name,
        "department": reply.signer.department,
        "at": reply.replied_at.isoformat(),
        "decision": reply.draft.decision,
        "follow_up": None if reply.draft.follow_up is None else reply.draft.follow_up.isoformat(),
    }
    return (told | {"recorded": _REPLY.dump_python(reply, mode="json")}) if whole else told


def _states(listed: str) -> list[State]:
    try:
        return [State(one.strip()) for one in listed.split(",")]
    except ValueError:
        message = f"'state' takes {', '.join(one.value for one in State)}, joined by commas"
        raise InvalidLineError(message) from None


def _key(given: str | None) -> str | None:
    return None if given is None else given.strip()[:128] or None
