"""What an auditor may ask of a house; whoever opens a record leaves a link of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assistant.audit import Broken, ChainVerdict, Head
from assistant.auditing.daily import FLAGGED, DailyReview, Finding, Flagged, Judged
from assistant.auditing.heads import KeptHeads, SignedHead, read_public_keys, sign_head
from assistant.auditing.looking import MOST, OpenedLink, Sighted, Wanted
from assistant.auditing.replay import Requoted, requote
from assistant.errors import AuditHeadError, SafetyError, UnknownRecordError
from assistant.exchange import Asker, Role
from assistant.people import person_of
from guidelines import Ledger

OPENED: Final = "opened"
EXPORTED: Final = "exported"


class AuditStore(Protocol):
    """Reads the chain, and notes who opened what; raises `StoreError`."""

    def verify(
        self, since: date | None = None, until: date | None = None, *, kept: Sequence[Head] = ()
    ) -> ChainVerdict:
        """Walk the chain, or the days `since` to `until` (UTC, both included), to its first broken link."""
        ...

    def head(self) -> Head:
        """Give the newest link."""
        ...

    def find(self, wanted: Wanted) -> Sighted:
        """Find links, newest first."""
        ...

    def opened(self, reference: str) -> OpenedLink:
        """Open a link by record id or number.

        Raises:
            UnknownRecordError: there is none.
            StoreError: it was changed since.
        """
        ...

    def judge(self, reference: str, finding: Finding, note: str, by: Asker) -> None:
        """Append a link that vouches for what a person made of an answer."""
        ...

    def judged(self, since: date) -> Mapping[str, Judged]:
        """Give what people made of answers since a day, by record id; the last word counts."""
        ...

    def note(self, act: str, about: str, by: Asker) -> None:
        """Append a link that vouches for who did what with which record, or with which days."""
        ...


class HeadKey(Protocol):
    """The house's own key for heads; raises `StoreError`."""

    def private(self) -> Ed25519PrivateKey:
        """Give the key that signs, made at the first need."""
        ...

    def public_pem(self) -> bytes:
        """Give its public half."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An opened link, and each of its quotations looked up again."""

    opened: OpenedLink
    quotes: tuple[Requoted, ...]


class AuditRoom:
    """Verifying, signing, searching and replaying, over one chain."""

    def __init__(
        self, store: AuditStore, ledger: Ledger, key: HeadKey, *, now: Callable[[], datetime]
    ) -> None:
        """Ask `store`; quotations are looked up in `ledger`; heads are signed with `key`."""
        self._store, self._ledger, self._key, self._now = store, ledger, key, now

    def verify(self, since: date | None, until: date | None, kept: KeptHeads | None = None) -> ChainVerdict:
        """Walk the chain, or some days of it; `kept` heads show what was cut off or rewritten.

        Raises:
            AuditHeadError: kept heads and days together; a kept head speaks of the whole chain.
        """
        if kept is None:
            return self._store.verify(since, until)
        if since is not None or until is not None:
            message = "a kept head speaks of the whole chain; leave the days out"
            raise AuditHeadError(message)
        return kept.forged() or self._store.verify(kept=kept.named())

    def kept(self, heads: Sequence[SignedHead], keys: Sequence[bytes]) -> KeptHeads:
        """Put heads together with the keys that their keeper trusts; with none given, with the house's own.

        Raises:
            AuditHeadError: a key is none.
        """
        return KeptHeads(heads=tuple(heads), trusted=read_public_keys(keys or [self._key.public_pem()]))

    def head(self) -> SignedHead:
        """Sign what the newest link is now.

        Raises:
            AuditHeadError: the chain does not hold, so that nothing of it may be signed.
        """
        verdict = self._store.verify()
        if isinstance(verdict, Broken):
            message = f"the chain is broken at link {verdict.seq} ({verdict.why}); no head is signed"
            raise AuditHeadError(message)
        return self.sign(Head(seq=verdict.last or 0, digest=verdict.head))

    def sign(self, head: Head) -> SignedHead:
        """Sign that a link is what the house has at this place now, whether or not its chain holds."""
        return sign_head(head, at=self._now().isoformat(), key=self._key.private())

    def newest(self) -> Head:
        """Give the newest link, unsigned and unproved."""
        return self._store.head()

    def public_key(self) -> bytes:
        """Give the public half of the key that signs heads, as PEM: the auditor's to keep."""
        return self._key.public_pem()

    def find(self, wanted: Wanted) -> Sighted:
        """Find links, newest first; no words of anybody are in them."""
        return self._store.find(wanted)

    def note_export(self, since: date | None, until: date | None, by: Asker) -> None:
        """Record that somebody takes away what was said in these days, before they do."""
        self._store.note(EXPORTED, f"{since or ''}..{until or ''}", by)

    def daily(self, day: date, by: Asker) -> DailyReview:
        """Give a day's answers that were shown with a caution, opened for the safety officer alone.

        That somebody opened them is a link; anybody else is told how many there are.
        """
        found, opens = self._store.find(_flagged_on(day)), by.role is Role.SAFETY_OFFICER
        if opens:
            self._store.note(OPENED, f"{FLAGGED}{day.isoformat()}", by)
        judged = self._store.judged(day)
        flagged = tuple(
            Flagged(
                link=one,
                replayed=self._store.opened(one.record_id).replayed if opens else None,
                judged=judged.get(one.record_id),
            )
            for one in found.links
        )
        return DailyReview(day=day, flagged=flagged, more=found.more)

    def judge(self, reference: str, finding: Finding, note: str, by: Asker) -> None:
        """Keep what a person makes of a flagged answer; one that is wrong says why.

        Raises:
            UnknownRecordError: there is no such answer.
            SafetyError: it is wrong and nobody says why.
            UnsignedError: nobody is signed in.
        """
        person_of(by, "judging an answer")
        link = self._store.opened(reference).link
        if not link.decision.startswith(FLAGGED):
            message = f"{reference!r} is no answer that was shown with a caution"
            raise UnknownRecordError(message)
        if finding == "wrong" and not note.strip():
            message = "say what is wrong with it, in a sentence"
            raise SafetyError(message)
        self._store.judge(link.record_id, finding, note.strip(), by)

    def read(self, reference: str, by: Asker) -> Reading:
        """Open a link and look its quotations up again; that it was opened, and by whom, is a link, too.

        Raises:
            UnknownRecordError: there is no such record.
        """
        opened = self._store.opened(reference)
        self._store.note(OPENED, opened.link.record_id, by)
        quotes = () if opened.replayed is None else requote(opened.replayed, self._ledger)
        return Reading(opened=opened, quotes=quotes)


def _flagged_on(day: date) -> Wanted:
    return Wanted(since=day, until=day, action=FLAGGED, limit=MOST)
