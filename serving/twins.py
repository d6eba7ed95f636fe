"""Digital twins as JSON: the card, what it was signed for, and only to those who may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from assistant.exchange import Role
from assistant.twin import Consent, ScopeCard, Topic, Twin
from assistant.twin.card import MOST_DAYS, MOST_TOPICS, MOST_WORDS
from serving.auth import Caller
from serving.errors import InvalidLineError
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_Short = Annotated[str, Field(max_length=64)]
_ASKERS = frozenset({Role.PATIENT, Role.CLERK, Role.DOCTOR, Role.AUDITOR})
_Greeting = Annotated[str, Field(max_length=400)]


class TopicIn(Edge):
    """A subject and the words by which it is known; without words its name is the word."""

    name: _Short
    words: Annotated[tuple[_Short, ...], Field(max_length=MOST_WORDS)] = ()


class CardIn(Edge):
    """A scope card; `families` are guideline families, empty for all in force."""

    topics: Annotated[tuple[TopicIn, ...], Field(max_length=MOST_TOPICS)]
    families: Annotated[tuple[_Short, ...], Field(max_length=200)] = ()
    opening: _Greeting = ""
    closing: _Greeting = ""
    days: int = MOST_DAYS


class SignIn(Edge):
    """A signature: it must be said, and for which version of the card."""

    sign: Literal[True]
    version: int


class TwinDesk:
    """The twins of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the twins of `house`."""
        self._house, self._twins = house, house.twins

    def propose(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Make the twin of the doctor who is signed in."""
        signer = signer_of(caller, self._house.accounts)
        return self._whole(self._twins.propose(self.card(line), caller.asker, signer.name))

    def revise(self, twin_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Give one's twin another card."""
        signer_of(caller, self._house.accounts)
        return self._whole(self._twins.revise(twin_id, self.card(line), caller.asker))

    def sign(self, twin_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Sign the delegation in the version that was looked at."""
        signer_of(caller, self._house.accounts)
        wanted = parse(SignIn, line)
        return self._whole(self._twins.sign(twin_id, caller.asker, version=wanted.version))

    def revoke(self, twin_id: str, caller: Caller) -> JsonObject:
        """Take a delegation back."""
        return self._whole(self._twins.revoke(twin_id, caller.asker))

    def list(self, caller: Caller) -> JsonObject:
        """List the twins that one may see."""
        return {"twins": [self._seen(twin, caller) for twin in self._twins.twins(caller.asker)]}

    def one(self, twin_id: str, caller: Caller) -> JsonObject:
        """Show a twin."""
        return self._seen(self._twins.seen(twin_id, caller.asker), caller)

    def card(self, line: JsonObject) -> ScopeCard:
        """Read a card.

        Raises:
            InvalidLineError: it is none, or names a family that the ledger does not hold.
        """
        wanted = parse(CardIn, line)
        for part in ("opening", "closing"):
            check_text(getattr(wanted, part), part, may_be_empty=True)
        known = {str(edition.family_id) for edition in self._house.ledger.editions()}
        unknown = sorted(set(wanted.families) - known)
        if unknown:
            message = f"no guideline family {unknown[0]!r}; 'yizheng guidelines list' names them"
            raise InvalidLineError(message)
        topics = tuple(Topic(one.name, one.words or (one.name,)) for one in wanted.topics)
        return ScopeCard(
            topics=topics,
            families=frozenset(wanted.families),
            opening=wanted.opening.strip(),
            closing=wanted.closing.strip(),
            days=wanted.days,
        )

    def _seen(self, twin: Twin, caller: Caller) -> JsonObject:
        """Tell everything to whose it is and who oversees, to all others what it may be asked."""
        whole = twin.doctor == caller.asker.person or caller.asker.role not in _ASKERS
        return self._whole(twin) if whole else self._told(twin)

    def _told(self, twin: Twin) -> JsonObject:
        return {
            "id": twin.twin_id,
            "doctor": twin.doctor_name,
            "department": twin.department,
            "topics": [topic.name for topic in twin.card.topics],
            "standing": twin.standing(self._twins.now()),
        }

    def _whole(self, twin: Twin) -> JsonObject:
        whole: JsonObject = {
            "version": twin.version,
            "card": _card_json(twin.card),
            "consent": None if twin.consent is None else _consent_json(twin.consent),
            "due": twin.due(self._twins.now()),
            "reapprove_by": None if twin.consent is None else twin.consent.expires_at.isoformat(),
            "revoked_at": None if twin.revoked_at is None else twin.revoked_at.isoformat(),
        }
        return self._told(twin) | whole


def _card_json(card: ScopeCard) -> JsonObject:
    return {
        "topics": [{"name": topic.name, "words": list(topic.words)} for topic in card.topics],
        "families": [*sorted(card.families)],
        "opening": card.opening,
        "closing": card.closing,
        "days": card.days,
    }


def _consent_json(consent: Consent) -> JsonObject:
    return {
        "card_sha256": consent.card_sha256,
        "signed_at": consent.signed_at.isoformat(),
        "expires_at": consent.expires_at.isoformat(),
        "sha256": consent.digest(),
    }
