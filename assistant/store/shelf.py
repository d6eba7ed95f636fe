"""A bounded memory of editions' immutable contents, least recently used first out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from guidelines import EditionId, Passage, PassageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What never changes of an edition: its canonical text and its passages in reading order."""

    text: str
    passages: dict[PassageId, Passage]


class Shelf:
    """Holds contents up to `characters` of text in all; a single longer one is held alone."""

    def __init__(self, *, characters: int = 16_000_000) -> None:
        self._room = characters
        self._held = 0
        self._contents: OrderedDict[EditionId, Content] = OrderedDict()
        self._owners: dict[PassageId, EditionId] = {}
        self._lock = Lock()

    def get(self, edition_id: EditionId) -> Content | None:
        """Give an edition's content if it is held."""
        with self._lock:
            content = self._contents.get(edition_id)
            if content is not None:
                self._contents.move_to_end(edition_id)
            return content

    def owner(self, passage_id: PassageId) -> EditionId | None:
        """Say which held edition a passage belongs to."""
        with self._lock:
            return self._owners.get(passage_id)

    def put(self, edition_id: EditionId, content: Content) -> None:
        """Hold a content, and let go of the least recently used ones that no longer fit."""
        with self._lock:
            if edition_id in self._contents:
                return
            self._contents[edition_id] = content
            self._owners.update(dict.fromkeys(content.passages, edition_id))
            self._held += len(content.text)
            while self._held > self._room and len(self._contents) > 1:
                _, dropped = self._contents.popitem(last=False)
                self._held -= len(dropped.text)
                for passage_id in dropped.passages:
                    self._owners.pop(passage_id, None)

    def drop(self, edition_id: EditionId) -> None:
        """Let go of an edition's content; one that is not held is fine."""
        with self._lock:
            dropped = self._contents.pop(edition_id, None)
            if dropped is not None:
                self._held -= len(dropped.text)
                for passage_id in dropped.passages:
                    self._owners.pop(passage_id, None)
