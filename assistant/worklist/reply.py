"""What a person answers: decided, claim by claim over the draft, with its basis; signed by sign-in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final, Literal

from assistant.errors import ReplyRefusedError
from assistant.handover.packet import Decision, DraftClaim

ClaimVerdict = Literal["accepted", "edited", "rejected"]
BasisKind = Literal["guideline", "clinical_judgement", "discussed_with"]
_ORDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedClaim:
    """The verdict on one sentence of the draft; `text` is the new wording of an edited one, or why not."""

    claim: int
    verdict: ClaimVerdict
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a reply stands on: a passage id, a colleague, or the doctor's own judgement."""

    kind: BasisKind
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs, by the sign-in; a licence number that nobody entered stays unknown."""

    person: str
    name: str
    department: str | None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """A reply as the doctor wrote it, before it is checked and signed."""

    decision: Decision
    text: str
    claims: tuple[JudgedClaim, ...] = ()
    basis: tuple[Basis, ...] = ()
    corrections: tuple[str, ...] = ()
    follow_up: date | None = None
    order_id: str | None = None
    reusable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A signed reply: everything that domain report §4.4 has recorded; `sent` is what the asker reads.

    `second` is who signed it as well, where the house asks for two; `sha256` then binds both.
    """

    ticket: str
    signer: Signer
    draft: ReplyDraft
    sent: str
    claimed_at: datetime | None
    replied_at: datetime
    sha256: str
    second: Signer | None = None
    seconded_at: datetime | None = None


def words_to_send(written: ReplyDraft, offered: Sequence[DraftClaim]) -> str:
    """Give the words that go out: the doctor's own, then every accepted or edited sentence of the draft.

    Raises:
        ReplyRefusedError: a sentence of the draft has no verdict or two, nothing is left to send, or the
            decision and the order id do not go together.
    """
    judged = sorted(one.claim for one in written.claims)
    if judged != sorted(one.number for one in offered):
        message = f"the draft has {len(offered)} sentences; give each exactly one verdict"
        raise ReplyRefusedError(message)
    edited_to_nothing = [
        one.claim for one in written.claims if one.verdict == "edited" and not (one.text or "").strip()
    ]
    if edited_to_nothing:
        message = f"sentence {edited_to_nothing[0]} is edited but has no new text; write it or reject it"
        raise ReplyRefusedError(message)
    if (written.decision == "his_order") != (written.order_id is not None) or not _ORDER.fullmatch(
        written.order_id or "none"
    ):
        message = "the decision 'his_order' names the order's id and nothing else does; correct one of them"
        raise ReplyRefusedError(message)
    texts = {one.number: one.text for one in offered}
    verdicts = {one.claim: one for one in written.claims}
    kept = [
        verdicts[number].text or "" if verdicts[number].verdict == "edited" else text
        for number, text in texts.items()
        if verdicts[number].verdict != "rejected"
    ]
    sent = "\n".join(one.strip() for one in (written.text, *kept) if one.strip())
    if not sent:
        message = "nothing is left to send; write a text or accept a sentence"
        raise ReplyRefusedError(message)
    return sent


def countersigned(reply: Reply, second: Signer, *, at: datetime) -> Reply:
    """Bind a second signer to a signed reply; its words stay as they are."""
    bound = "\n".join([reply.sha256, second.person, second.name, at.isoformat()])
    return replace(reply, second=second, seconded_at=at, sha256=sha256(bound.encode()).hexdigest())


def signed(
    ticket: str, signer: Signer, written: ReplyDraft, sent: str, *, claimed_at: datetime | None, at: datetime
) -> Reply:
    """Bind a reply to its signer, ticket and moment by a hash over all of them."""
    bound = "\n".join([ticket, signer.person, signer.name, at.isoformat(), written.decision, sent])
    return Reply(
        ticket=ticket,
        signer=signer,
        draft=written,
        sent=sent,
        claimed_at=claimed_at,
        replied_at=at,
        sha256=sha256(bound.encode()).hexdigest(),
    )
