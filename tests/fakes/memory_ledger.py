"""A ledger in memory: the simplest thing that keeps the port's law, for tests of the rooms above."""

from dataclasses import replace
from datetime import date

from guidelines import GUIDELINES, Standing, View
from guidelines.errors import MetadataError, QuotationError, UnknownReferenceError
from guidelines.ledger import speaking, standing, undecided
from guidelines.model import Status


class MemoryLedger:
    """Implements `guidelines.ledger.Ledger`; `today` is fixed by the test."""

    def __init__(self, *, today=lambda: date(2026, 6, 1)):
        self._contents = {}
        self._today = today

    def add(self, contents):
        trial = dict(self._contents)
        new = []
        for content in contents:
            edition = content.edition
            for passage in content.passages:
                whose = (passage.edition_id, passage.document_id) == (edition.edition_id, edition.document_id)
                if not whose or content.text[passage.start : passage.end] != passage.text:
                    raise QuotationError(f"{passage.passage_id!r} is no slice; cut the edition again")
            held = trial.get(edition.edition_id)
            if held is None:
                trial[edition.edition_id] = content
                new.append(edition.edition_id)
            elif (held.edition.collection, held.edition.sha256) != (edition.collection, edition.sha256):
                raise MetadataError(f"{edition.edition_id!r} is taken; choose another document id")
        _refuse_circle(trial)
        _refuse_undecided([trial[one].edition for one in new], trial)
        self._contents = trial
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
            if reference in (one.edition.edition_id, one.edition.document_id)
        ]
        if not same:
            raise UnknownReferenceError(f"{reference!r} is not among the guidelines")
        return same[-1]

    def editions(self, *, collection=GUIDELINES):
        held = [one.edition for one in self._contents.values() if one.edition.collection == collection]
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
        latest = self.resolve(edition.document_id)
        rivals = [
            one
            for one in self._speakers()
            if one.family_id == edition.family_id or edition.document_id in one.supersedes
        ]
        held = standing(edition, rivals, on=on or self._today())
        if latest.edition_id == edition_id or held.status is Status.WITHDRAWN:
            return held
        return Standing(status=Status.SUPERSEDED, since=latest.effective_from, by=latest.edition_id)

    def view(self, reader, *, as_of, collection=GUIDELINES):
        today = self._today()
        editions = (
            speaking(self._speakers(), reader, as_of=as_of, today=today) if collection == GUIDELINES else None
        )
        return View(collection=collection, on=as_of or today, editions=editions)

    def _speakers(self):
        guidelines = [one.edition for one in self._contents.values() if one.edition.collection == GUIDELINES]
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
        follow = latest[document].supersedes if document in latest else ()
        return any(one == goal or (one not in seen and reaches(one, goal, seen | {one})) for one in follow)

    for document in latest:
        if reaches(document, document, frozenset()):
            raise MetadataError(f"{document!r} would supersede itself")
