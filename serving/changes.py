"""Changes, digest and conflicts at the doors: what one asker may see of them, as JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias, cast

from assistant.changes import Change, ChangeKind, Comparison, NumberChange, Side
from assistant.changes import compare as compare_contents
from assistant.changes.affected import Affected
from assistant.changes.digest import Renewal
from assistant.changes.showing import ShownChange, viewer_for
from assistant.exchange import Asker
from guidelines import Certainty, Edition, PassageId
from guidelines.changes import loose_content
from guidelines.citation import Citation
from guidelines.ledger import EditionContent
from serving.problems import Json, JsonObject
from serving.schemas import citation_out, heading
from serving.showing import readable_edition
from serving.validation import day_from

if TYPE_CHECKING:
    from assistant.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseFile:
    """A file that is compared without being taken in."""

    name: str
    data: bytes


Compared: TypeAlias = LooseFile | str
"""One side of a comparison: a file, or an edition id or document id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWanted:
    """From which day on, and for which department."""

    since: str
    department: str | None = None


def compare_files(old: LooseFile, new: LooseFile) -> JsonObject:
    """Compare two files; no house is needed."""
    before, after = (loose_content(one.data, name=one.name) for one in (old, new))
    return comparison_json(compare_contents(before, after))


def compare(house: House, old: Compared, new: Compared, asker: Asker) -> JsonObject:
    """Compare two editions or files.

    Raises:
        UnknownReferenceError: no such edition, or none that this asker may know of.
        UnreadableDocumentError: a file is no guideline.
    """
    before, after = _content(house, old, asker), _content(house, new, asker)
    return comparison_json(compared(house, before, after, asker))


def compared(house: House, before: EditionContent, after: EditionContent, asker: Asker) -> Comparison:
    """Compare two contents, without the changes of which a side is not for this asker."""
    viewer = viewer_for(asker)
    comparison = house.changes.between(before, after)
    hidden = {
        passage.passage_id
        for content in (before, after)
        for passage in content.passages
        if content.edition.collection and passage.certainty not in viewer.certainties
    }
    return _without(comparison, hidden)


def digest(house: House, wanted: DigestWanted, asker: Asker) -> JsonObject:
    """Tell what changed since a day.

    Raises:
        InvalidQuestionError: `since` is no day.
    """
    found = house.changes.digest(
        viewer_for(asker), since=_day(wanted), until=_today(), department=wanted.department
    )
    return {
        "since": found.since.isoformat(),
        "department": found.department,
        "editions": [_renewal(one) for one in found.renewals],
        "changes": [_shown(one) for one in found.changes],
    }


def conflicts(house: House, asker: Asker) -> JsonObject:
    """Tell where families in force disagree, each with its own words, issuer and year."""
    found = house.changes.conflicts(viewer_for(asker))
    return {
        "conflicts": [
            {
                "a": _statement(one.shown.replaced, one.shown.old),
                "b": _statement(one.shown.edition, one.shown.new),
                "numbers": [
                    {"a": number.old, "b": number.new, "unit": number.unit, "what": number.what}
                    for number in one.numbers
                ],
                "score": one.shown.change.score,
            }
            for one in found
        ]
    }


def affected(house: House, wanted: DigestWanted, asker: Asker) -> JsonObject:
    """Tell what quotes a statement that changed since a day: ids and days, never anybody's words."""
    found = house.changes.affected(viewer_for(asker).reader, since=_day(wanted), until=_today())
    return {"since": wanted.since, "affected": [_affected(one) for one in found]}


def comparison_json(comparison: Comparison) -> JsonObject:
    """Write a comparison; facts that only one of two digests holds are `unpaired`, where nothing changed."""
    written: JsonObject = {
        "changes": [change_json(one) for one in comparison.changes],
        "summary": _summary(comparison.summary),
    }
    if comparison.unpaired:
        written["unpaired"] = [{"old": _side(one.old), "new": _side(one.new)} for one in comparison.unpaired]
    return written


def change_json(change: Change) -> JsonObject:
    """Write one change."""
    return {
        "kind": change.kind.value,
        "old": _side(change.old),
        "new": _side(change.new),
        "numbers": [_number(one) for one in change.numbers],
        "score": change.score,
    }


def _content(house: House, side: Compared, asker: Asker) -> EditionContent:
    if isinstance(side, LooseFile):
        return loose_content(side.data, name=side.name)
    return house.changes.content(readable_edition(house.ledger, side, asker).edition_id)


def _without(comparison: Comparison, hidden: set[PassageId]) -> Comparison:
    """Leave out every change of which a side is not for this asker."""

    def open_(change: Change) -> bool:
        sides = (side for side in (change.old, change.new) if side is not None)
        return not any(quoted.passage_id in hidden for side in sides for quoted in side.quoted)

    return Comparison(
        changes=tuple(filter(open_, comparison.changes)), unpaired=tuple(filter(open_, comparison.unpaired))
    )


def _side(side: Side | None) -> Json:
    if side is None:
        return None
    return {"text": side.text, "section": heading(side.section), "page": side.page}


def _number(one: NumberChange) -> Json:
    return {"old": one.old, "new": one.new, "unit": one.unit, "what": one.what}


def _summary(counted: Mapping[ChangeKind, int]) -> JsonObject:
    return {kind.value: count for kind, count in counted.items()}


def _renewal(one: Renewal) -> Json:
    return {
        "edition": _edition(one.edition),
        "replaced": _edition(one.replaced),
        "effective_from": one.edition.effective_from.isoformat(),
        "summary": _summary(one.summary),
    }


def _edition(edition: Edition) -> JsonObject:
    return {
        "document_id": edition.document_id,
        "edition_id": edition.edition_id,
        "family_id": edition.family_id,
        "title": edition.title,
        "issuer": edition.issuer,
        "year": edition.published.year,
        "source": edition.source.value,
    }


def _shown(one: ShownChange) -> Json:
    return change_json(one.change) | {
        "edition_id": one.edition.edition_id,
        "replaced_id": one.replaced.edition_id,
        "citations": {"old": _citations(one.old), "new": _citations(one.new)},
        "unchecked": any(quote.certainty is not Certainty.CHECKED for quote in (*one.old, *one.new)),
    }


def _statement(edition: Edition, quotations: Iterable[Citation]) -> Json:
    return _edition(edition) | {"population": edition.population, "citations": _citations(quotations)}


def _citations(quotations: Iterable[Citation]) -> Json:
    return cast("list[Json]", [citation_out(one).model_dump(mode="json") for one in quotations])


def _affected(one: Affected) -> Json:
    return {
        "kind": one.dependent.kind,
        "id": one.dependent.id,
        "made_on": one.dependent.made_on.isoformat(),
        "passage_id": one.dependent.passage_id,
        "replaced_id": one.replaced.edition_id,
        "edition_id": one.edition.edition_id,
    }


def _day(wanted: DigestWanted) -> date:
    return day_from(wanted.since, "since") or _today()


def _today() -> date:
    return datetime.now().astimezone().date()
