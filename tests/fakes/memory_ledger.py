"""A ledger in memory: the simplest thing that keeps the port's law, for tests of the rooms above."""

from dataclasses import replace
from datetime import UTC, date, datetime

from guidelines import GUIDELINES, Standing, View
from guidelines.amendment import amended
from guidelines.arrivals import Arrival, Origin, TakenBack
from guidelines.errors import MetadataError, QuotationError, UnknownReferenceError
from guidelines.ledger import replaced_words, speaking, standing, undecided
from guidelines.model import Status


class MemoryLedger:
    """Implements `guidelines.ledger.Ledger`; `today` is fixed by the test."""

    def __init__(self, *, today=lambda: date(2026, 6, 1)):
        self._contents = {}
        self._taken_back = {}
        self._arrivals = []
        self._today = today

    def add(self, contents, *, origin=None):
        new = self.rehearse(contents)
        given = {one.edition.edition_id: one for one in contents}
        for name in new:
            self._taken_back.pop(name, None)
            self._contents.pop(name, None)
            self._contents[name] = given[name]
        if new and given[new[0]].edition.collection == GUIDELINES:
            self._arrivals.append(
                Arrival(
                    arrival_id=f"a_{len(self._arrivals)}",
                    origin=origin or Origin(),
                    at=datetime.now(tz=UTC),
                    editions=tuple(sorted(new)),
                )
            )
        return new

    def arrivals(self):
        return tuple(reversed(self._arrivals))

    def roll_back(self, arrival_id, *, reason, by=None):
        at, arrival = next(
            ((at, one) for at, one in enumerate(self._arrivals) if one.arrival_id == arrival_id), (0, None)
        )
        if arrival is None:
            raise UnknownReferenceError(f"no arrival {arrival_id!r}")
        if arrival.taken_back:
            raise MetadataError(f"arrival {arrival_id!r} was rolled back already")
        before = dict(self._taken_back)
        self._taken_back |= dict.fromkeys(arrival.editions, self._today())
        left = {name: one for name, one in self._contents.items() if name not in self._taken_back}
        try:
            _refuse_undecided([one.edition for one in left.values()], left)
        except MetadataError:
            self._taken_back = before
            raise
        gone = TakenBack(at=datetime.now(tz=UTC), by=by, reason=reason)
        self._arrivals[at] = replace(arrival, taken_back=gone)
        return self._arrivals[at]

    def holds(self, edition_id):
        return edition_id in self._contents and edition_id not in self._taken_back

    def amended(self, edition_id):
        base = self._contents[self.edition(edition_id).edition_id]
        return {
            one.edition_id: amended(base, self._contents[one.edition_id])
            for one in self._speakers()
            if base.edition.document_id in one.amends
        }

    def rehearse(self, contents):
        trial = {name: one for name, one in self._contents.items() if name not in self._taken_back}
        new = []
        for content in contents:
            edition = content.edition
            for passage in content.passages:
                whose = (passage.edition_id, passage.document_id) == (edition.edition_id, edition.document_id)
                if not whose or content.text[passage.start : passage.end] != passage.text:
                    raise QuotationError(f"{passage.passage_id!r} is no slice; cut the edition again")
            held = self._contents.get(edition.edition_id) or trial.get(edition.edition_id)
            if edition.edition_id not in trial:
                trial[edition.edition_id] = content
                new.append(edition.edition_id)
            if held and (held.edition.collection, held.edition.sha256) != (
                edition.collection,
                edition.sha256,
            ):
                raise MetadataError(f"{edition.edition_id!r} is taken; choose another document id")
        _refuse_circle(trial)
        _refuse_undecided([trial[one].edition for one in new], trial)
        latest = {one.edition.document_id: one for one in trial.values()}
        for one in latest.values():
            for document in one.edition.amends:
                if document in latest and {one.edition.edition_id, latest[document].edition.edition_id} & {
                    *new
                }:
                    amended(latest[document], one)
        return tuple(new)

    def keep_only(self, collection, editions):
        if collection == GUIDELINES:
            raise MetadataError("guidelines are kept for ever; withdraw an edition instead")
        others = [
            name
            for name, one in self._contents.items()
            if one.edition.collection == collection and name not in editions
        ]
        for name in others:
            del self._contents[name]
        return len(others)

    def edition(self, edition_id):
        try:
            return self._contents[edition_id].edition
        except KeyError:
            raise UnknownReferenceError(f"{edition_id!r} is not in the ledger") from None

    def resolve(self, reference):
        guidelines = [one for one in self._contents.values() if one.edition.collection == GUIDELINES]
        same = [
            one.edition
            for one in guidelines
            if reference == one.edition.edition_id
            or (reference == one.edition.document_id and one.edition.edition_id not in self._taken_back)
        ]
        if not same:
            raise UnknownReferenceError(f"{reference!r} is not among the guidelines")
        return same[-1]

    def editions(self, *, collection=GUIDELINES):
        held = [
            one.edition
            for name, one in self._contents.items()
            if one.edition.collection == collection and name not in self._taken_back
        ]
        return tuple(sorted(held, key=lambda one: (one.family_id, one.effective_from, one.edition_id)))

    def text(self, edition_id):
        self.edition(edition_id)
        return self._contents[edition_id].text

    def passages(self, edition_id):
        self.edition(edition_id)
        return tuple(sorted(self._contents[edition_id].passages, key=lambda one: one.ordinal))

    def passage(self, passage_id):
        for content in self._contents.values():
            for passage in content.passages:
                if passage.passage_id == passage_id:
                    return passage
        raise UnknownReferenceError(f"{passage_id!r} is not in the ledger")

    def supersede(self, old, new, *, by=None):  # noqa: ARG002 - the port
        before, after = self._with_lifecycle(old), self._with_lifecycle(new)
        if before.document_id == after.document_id:
            raise MetadataError(f"{old!r} and {new!r} are one document")
        if before.document_id not in after.supersedes:
            named = tuple(sorted((*after.supersedes, before.document_id)))
            trial = {**self._contents, new: _with(self._contents[new], supersedes=named)}
            _refuse_circle(trial)
            self._contents = trial

    def withdraw(self, edition_id, *, on, reason, by=None):  # noqa: ARG002 - the port
        if not reason.strip():
            raise MetadataError(f"withdrawing {edition_id!r} needs a reason")
        edition = self._with_lifecycle(edition_id)
        first = min(on, edition.withdrawn_on or on)
        self._contents[edition_id] = _with(self._contents[edition_id], withdrawn_on=first)

    def standing(self, edition_id, *, on=None):
        edition = self.edition(edition_id)
        if edition.collection != GUIDELINES:
            return Standing(status=Status.CURRENT)
        if edition_id in self._taken_back:
            return Standing(status=Status.WITHDRAWN, since=self._taken_back[edition_id])
        latest = self.resolve(edition.document_id)
        held = standing(edition, self._speakers(), on=on or self._today())
        if latest.edition_id == edition_id or held.status is Status.WITHDRAWN:
            return held
        return Standing(status=Status.SUPERSEDED, since=latest.effective_from, by=latest.edition_id)

    def view(self, reader, *, as_of, collection=GUIDELINES):
        today = self._today()
        on = as_of or today
        if collection != GUIDELINES:
            return View(collection=collection, on=on, editions=None)
        speakers = self._speakers()
        replaced = {}
        for base in speakers:
            for name, found in self.amended(base.edition_id).items():
                replaced[name] = (*replaced.get(name, ()), *found)
        return View(
            collection=collection,
            on=on,
            editions=speaking(speakers, reader, as_of=as_of, today=today),
            amended=replaced_words(speakers, replaced, on=on),
        )

    def _speakers(self):
        guidelines = [
            one.edition
            for name, one in self._contents.items()
            if one.edition.collection == GUIDELINES and name not in self._taken_back
        ]
        return list({one.document_id: one for one in guidelines}.values())

    def _with_lifecycle(self, edition_id):
        edition = self.edition(edition_id)
        if edition.collection != GUIDELINES:
            raise MetadataError(f"{edition_id!r} is in a plain corpus")
        return edition


def _with(content, **changes):
    return replace(content, edition=replace(content.edition, **changes))


def _refuse_undecided(new, contents):
    latest = {one.edition.document_id: one.edition for one in contents.values()}
    for edition in new:
        if edition.collection == GUIDELINES and undecided(edition, latest.values()):
            raise MetadataError(f"{edition.edition_id!r} needs `supersedes` or an exact `effective_from`")


def _refuse_circle(contents):
    latest = {one.edition.document_id: one.edition for one in contents.values()}

    def reaches(document, goal, seen):
        follow = (*latest[document].supersedes, *latest[document].amends) if document in latest else ()
        return any(one == goal or (one not in seen and reaches(one, goal, seen | {one})) for one in follow)

    for document in latest:
        if reaches(document, document, frozenset()):
            raise MetadataError(f"{document!r} would supersede itself")
