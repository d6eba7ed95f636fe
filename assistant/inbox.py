"""The watched folder: updates that somebody copies there are looked at, reported, and taken in or refused.

A signed package is taken in by itself. A document with its record (`X.pdf` beside `X.toml` or `X.jsonl`)
waits for a person's word. What is dealt with moves to `done/` or `refused/`, a report beside it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from assistant.errors import AssistantError, StoreError
from assistant.intake import Added, IncomingFile, Intake, Rejected
from assistant.updates import Foreseen, Updates, files_of
from guidelines import Reader
from guidelines.arrivals import Origin
from guidelines.errors import GuidelineError, UnknownReferenceError
from guidelines.metadata import Meta, meta_for, read_meta
from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

PACKAGE: Final = ".yzp"
RECORDS: Final = (".toml", ".jsonl")
REPORT: Final = ".report.json"
DONE, REFUSED = "done", "refused"
_QUIET_S: Final = 5.0
"""A file that was touched later than so is taken to be still on its way."""

State = Literal["arriving", "incomplete", "waiting", "taken", "refused"]
Report = Callable[["Seen"], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look found of a file: `arriving` still grows, `incomplete` has no record yet.

    `foreseen` is the dry run, told before anything is taken in; `why` is set for what was refused.
    """

    name: str
    state: State
    foreseen: Sequence[Foreseen] = ()
    taken: Sequence[Added | Rejected] = ()
    why: str | None = None


class Inbox:
    """Looks into one folder, as often as it is asked to; one process at a time owns it."""

    def __init__(
        self,
        folder: Path,
        updates: Updates,
        intake: Intake,
        *,
        reader: Reader,
        report: Report,
        now: Callable[[], datetime],
    ) -> None:
        """Watch `folder`; `report` writes down what was found, for who opens the folder and is `reader`."""
        self._folder, self._updates, self._intake = folder, updates, intake
        self._report, self._now, self._reader = report, now, reader
        self._told: dict[tuple[str, int, int, int, int], Seen] = {}
        self._alone = threading.Lock()

    def look(self) -> list[Seen]:
        """Deal with every signed package, dry-run every document, and tell what is there.

        Raises:
            StoreError: the folder cannot be read or written.
        """
        with self._alone, self._usable():
            return self._look()

    def confirm(self, name: str, *, by: str | None) -> Seen:
        """Take a waiting document in because a person says so.

        Raises:
            UnknownReferenceError: no document of this name waits.
            StoreError: the folder cannot be read or written.
        """
        with self._alone, self._usable():
            waiting = next((one for one in self._look() if (one.name, one.state) == (name, "waiting")), None)
            file = self._folder / name
            record = None if waiting is None else _record_of(file)
            if waiting is None or record is None:
                message = f"no document {name[:80]!r} waits there; 'yizheng guidelines inbox' lists what does"
                raise UnknownReferenceError(message)
            incoming = IncomingFile(name=name, data=file.read_bytes(), meta=record)
            taken = self._intake.add_together([incoming], Origin(kind="folder", name=name, by=by))
            return self._finish(file, waiting.foreseen, taken)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as fault:
            message = f"the watched folder {str(self._folder)!r} cannot be used ({fault.strerror})"
            raise StoreError(message) from fault

    def _look(self) -> list[Seen]:
        files = [one for one in self._folder.iterdir() if _counts(one) and one.suffix not in RECORDS]
        return [self._seen(one) for one in sorted(files, key=lambda one: (one.suffix != PACKAGE, one.name))]

    def _seen(self, file: Path) -> Seen:
        status = file.stat()
        quiet_s = self._now().timestamp() - max(status.st_mtime, status.st_ctime)
        if quiet_s < _QUIET_S:
            return Seen(name=file.name, state="arriving")
        return self._package(file) if file.suffix == PACKAGE else self._document(file)

    def _package(self, file: Path) -> Seen:
        try:
            package = self._updates.opened(file.read_bytes(), name=file.name)
            foreseen = self._updates.foresee(files_of(package), self._reader)
        except (GuidelineError, RetrievalError, AssistantError) as fault:
            return self._refuse(file, str(fault))
        self._write(
            self._folder / f"{file.name}{REPORT}", Seen(name=file.name, state="waiting", foreseen=foreseen)
        )
        origin = Origin(kind="package", name=file.name, signed_by=package.key)
        return self._finish(file, foreseen, self._updates.take(package, origin=origin))

    def _document(self, file: Path) -> Seen:
        status = file.stat()
        arrivals = self._intake.arrivals()
        counting = sum(one.taken_back is None for one in arrivals)
        stamp = (file.name, status.st_size, status.st_ctime_ns, len(arrivals), counting)
        try:
            record = _record_of(file)
            if record is None:
                return Seen(name=file.name, state="incomplete")
            if stamp not in self._told:
                self._told[stamp] = self._looked_at(file, record)
        except (GuidelineError, RetrievalError) as fault:
            return self._refuse(file, str(fault))
        return self._told[stamp]

    def _looked_at(self, file: Path, record: Meta) -> Seen:
        incoming = IncomingFile(name=file.name, data=file.read_bytes(), meta=record)
        foreseen = self._updates.foresee([incoming], self._reader)
        for one in foreseen:
            if isinstance(one.taken, Rejected):
                raise one.taken.fault
        seen = Seen(name=file.name, state="waiting", foreseen=foreseen)
        self._write(self._folder / f"{file.name}{REPORT}", seen)
        return seen

    def _finish(self, file: Path, foreseen: Sequence[Foreseen], taken: Sequence[Added | Rejected]) -> Seen:
        refused = [one for one in taken if isinstance(one, Rejected)]
        if refused and any(isinstance(one.fault, StoreError | RetrievalError) for one in refused):
            # Nothing is wrong with the file: it stays for the next look.
            return Seen(name=file.name, state="waiting", foreseen=foreseen, why=str(refused[0].fault))
        if refused:
            return self._refuse(file, str(refused[0].fault), foreseen=foreseen, taken=taken)
        seen = Seen(name=file.name, state="taken", foreseen=foreseen, taken=taken)
        self._move(file, DONE, seen)
        logger.info("inbox took files=%d", len(taken))
        return seen

    def _refuse(
        self,
        file: Path,
        why: str,
        *,
        foreseen: Sequence[Foreseen] = (),
        taken: Sequence[Added | Rejected] = (),
    ) -> Seen:
        seen = Seen(name=file.name, state="refused", foreseen=foreseen, taken=taken, why=why)
        self._move(file, REFUSED, seen)
        logger.warning("inbox refused bytes=%d", len(why))
        return seen

    def _move(self, file: Path, where: str, seen: Seen) -> None:
        """Move a file with what belongs to it; nothing that lies there already is overwritten."""
        target = self._folder / where
        target.mkdir(exist_ok=True)
        stamp = self._now().strftime("%Y%m%dT%H%M%S%f")
        own = [file, *(file.with_suffix(suffix) for suffix in RECORDS)] if file.suffix != PACKAGE else [file]
        self._write(target / f"{stamp}-{file.name}{REPORT}", seen)
        for one in own:
            if one.is_file():
                one.replace(target / f"{stamp}-{one.name}")
        file.with_name(file.name + REPORT).unlink(missing_ok=True)

    def _write(self, file: Path, seen: Seen) -> None:
        draft = file.with_name(f".{file.name}.part")
        draft.write_bytes(self._report(seen))
        draft.replace(file)


def _counts(file: Path) -> bool:
    """Say whether a name in the folder is a file somebody put there, and no report of ours."""
    hidden = file.name.startswith(".")
    return not hidden and not file.is_symlink() and file.is_file() and not file.name.endswith(REPORT)


def _record_of(file: Path) -> Meta | None:
    for suffix in RECORDS:
        beside = file.with_suffix(suffix)
        if beside.is_file() and not beside.is_symlink():
            return meta_for(read_meta(beside.read_bytes(), name=beside.name), file.name)
    return None
