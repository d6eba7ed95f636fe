"""Arrivals, packages and the watched folder at the doors, as JSON objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from assistant.exchange import Asker
from assistant.inbox import Inbox, Seen
from assistant.intake import Rejected
from assistant.searching import reader_for
from assistant.updates import Foreseen, Updates, files_of
from assistant.writing import Progress
from guidelines.arrivals import Arrival, Origin
from guidelines.errors import UnknownReferenceError
from serving.changes import LooseFile, comparison_json
from serving.desk import OPERATOR
from serving.jsonl import dump
from serving.ledger_json import intake_json
from serving.problems import Json, JsonObject, error_object
from serving.showing import nameable
from serving.validation import printable

if TYPE_CHECKING:
    from assistant.house import House

LATEST = "latest"
_TRUSTED = "trusted"


def updates_of(house: House) -> Updates:
    """Give what opens packages in this house: the keys in the folder `trusted` of its home count."""
    return Updates(house.intake, house.ledger, house.changes, trusted=house.settings.home / _TRUSTED)


def inbox_of(house: House) -> Inbox | None:
    """Give the watched folder, None where the settings name none."""
    folder = house.settings.guidelines.inbox
    if folder is None:
        return None
    return Inbox(
        folder,
        updates_of(house),
        house.intake,
        reader=reader_for(OPERATOR),
        report=lambda seen: dump(seen_json(seen)).encode(),
        now=lambda: datetime.now(tz=UTC),
    )


def import_package(
    house: House, package: LooseFile, asker: Asker, *, dry_run: bool, progress: Progress | None = None
) -> list[JsonObject]:
    """Take a signed package in, all or nothing, or tell what that would change.

    Raises:
        PackageError: it is damaged, or nobody trusted here signed it.
    """
    updates = updates_of(house)
    opened = updates.opened(package.data, name=package.name)
    if dry_run:
        return [foreseen_json(one) for one in updates.foresee(files_of(opened), reader_for(asker))]
    origin = Origin(kind="package", name=package.name, signed_by=opened.key, by=asker.person)
    return [intake_json(one) for one in updates.take(opened, origin=origin, progress=progress)]


def arrivals(house: House, asker: Asker) -> list[JsonObject]:
    """List what came in together, the newest first."""
    return [arrival_json(one) for one in _known(house, asker)]


def roll_back(house: House, reference: str, reason: str, asker: Asker) -> JsonObject:
    """Take an arrival back; `latest` is the newest that counts and is not the starter library.

    Raises:
        UnknownReferenceError: there is none, or none of which the asker may know.
    """
    wanted = (
        one
        for one in _known(house, asker)
        if one.arrival_id == reference
        or (reference == LATEST and one.taken_back is None and one.origin.kind != "library")
    )
    found = next(wanted, None)
    if found is None:
        message = f"no arrival {printable(reference)!r} to take back; see 'yizheng guidelines arrivals'"
        raise UnknownReferenceError(message)
    return arrival_json(house.intake.roll_back(found.arrival_id, reason=reason, by=asker.person))


def _known(house: House, asker: Asker) -> list[Arrival]:
    """Give the arrivals of which the asker may know every edition."""
    named = nameable(house.ledger, reader_for(asker))
    return [one for one in house.intake.arrivals() if all(map(named, one.editions))]


def arrival_json(arrival: Arrival) -> JsonObject:
    """Write an arrival down."""
    gone = arrival.taken_back
    rolled_back: Json = None
    if gone is not None:
        rolled_back = {"at": gone.at.isoformat(timespec="seconds"), "by": gone.by, "reason": gone.reason}
    return {
        "arrival_id": arrival.arrival_id,
        "kind": arrival.origin.kind,
        "name": arrival.origin.name or None,
        "signed_by": arrival.origin.signed_by,
        "by": arrival.origin.by,
        "at": arrival.at.isoformat(timespec="seconds"),
        "editions": cast("list[Json]", list(arrival.editions)),
        "rolled_back": rolled_back,
    }


def foreseen_json(one: Foreseen) -> JsonObject:
    """Write down what taking a document in would change; `error` says why it would be refused."""
    written: JsonObject = {
        "file": one.name,
        "family_id": one.family_id,
        "replaces": None if one.replaces is None else one.replaces.edition_id,
        "summary": None,
        "changes": [],
    }
    if one.comparison is not None:
        told = comparison_json(one.comparison)
        changes = cast("list[JsonObject]", told["changes"])
        written["summary"] = told["summary"]
        written["changes"] = [change for change in changes if change["kind"] != "unchanged"]
    if isinstance(one.taken, Rejected):
        written["error"] = error_object(one.taken.fault)
    else:
        written["new"] = one.taken.new
    return written


def seen_json(seen: Seen) -> JsonObject:
    """Write down what was found in the watched folder."""
    return {
        "name": seen.name,
        "state": seen.state,
        "why": seen.why,
        "foreseen": [foreseen_json(one) for one in seen.foreseen],
        "taken": [intake_json(one) for one in seen.taken],
    }
