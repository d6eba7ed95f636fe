"""What is being taken in at the moment, so that a killed process leaves nothing half-taken behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import StoreError
from assistant.store.atomic import write_whole
from assistant.writing import Unfinished
from retrieval.remote_index import refuse_change

JOURNAL = "intake.json"
"""Its name in the folder of the originals, which clears up what was half-written there."""

_ENTRIES = TypeAdapter(tuple[Unfinished, ...])


class ForeignJournal:
    """Implements `assistant.writing.Journal` where another process changes the documents: nothing begins."""

    def begin(self, entries: Sequence[Unfinished]) -> None:
        """Refuse.

        Raises:
            IndexInUseError: always.
        """
        del entries
        refuse_change()

    def end(self) -> None:
        """Leave the owner's journal alone."""

    def left(self) -> tuple[Unfinished, ...]:
        """Leave what is unfinished to the owner."""
        return ()


class JournalFile:
    """Implements `assistant.writing.Journal` in one small file, there only while something is under way."""

    def __init__(self, file: Path) -> None:
        """Keep the journal in `file`; one process at a time writes it."""
        self._file = file

    def begin(self, entries: Sequence[Unfinished]) -> None:
        """Write down durably what is about to be touched."""
        write_whole(self._file, _ENTRIES.dump_json(tuple(entries)))

    def end(self) -> None:
        """Forget it: everything is in, or everything is out."""
        self._file.unlink(missing_ok=True)

    def left(self) -> tuple[Unfinished, ...]:
        """Give what an earlier process did not bring to its end.

        Raises:
            StoreError: the journal cannot be read.
        """
        try:
            return _ENTRIES.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as fault:
            message = f"{str(self._file)!r} cannot be read; move it away and run 'yizheng index --rebuild'"
            raise StoreError(message) from fault
