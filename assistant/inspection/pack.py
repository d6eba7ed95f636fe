"""Writes the inspector's pack, a ZIP file: what was recorded, by which rules and editions, seen by whom."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Final, Protocol

from assistant.audit import Head, Link
from assistant.auditing.heads import SignedHead
from assistant.inspection.index_page import index_page
from assistant.inspection.lines import Reviewer, TaskLine
from guidelines import Ledger

RETENTION: Final = {
    "dialogue_years_at_least": 3,
    "record_years_at_least": 15,
    "network_log_months_at_least": 6,
    "deleted_automatically": False,
    "source": "domain report REG-05",
}
_COLUMNS: Final = ("seq", "at", "person", "role", "decision", "record_id")
_FORMULAS: Final = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLink:
    """A link as it lies in the store, with its sealed body and, for who may read it, the opened one.

    `sealed is None`: the body is missing; `text is None`: not asked for, or its person was erased.
    """

    link: Link
    digest: str
    sealed: bytes | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some days of the chain: what comes before the first link, and the links one by one."""

    after: Head
    head: Head
    links: Iterator[SealedLink]


class Inspected(Protocol):
    """What a pack is made of; reads one consistent state and changes nothing. Raises `StoreError`."""

    def window(
        self, since: date | None, until: date | None, *, texts: bool
    ) -> AbstractContextManager[Window]:
        """Open the links of the days `since` to `until` (UTC, both included)."""
        ...

    def tasks(self, since: date | None, until: date | None) -> Sequence[TaskLine]:
        """List the tasks opened in these days."""
        ...

    def reviewers(self, since: date | None, until: date | None) -> Sequence[Reviewer]:
        """List who took steps with tasks in these days."""
        ...


class Signer(Protocol):
    """Signs a pack's last link with the house's own key; raises `StoreError`."""

    def sign(self, head: Head) -> SignedHead:
        """Sign what a link is."""
        ...

    def public_key(self) -> bytes:
        """Give the public half of the key, as PEM."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a written pack holds."""

    links: int
    first: int | None
    last: int | None
    head: str
    texts: bool


class Inspection:
    """Makes packs out of a house's records, ledger and rules."""

    def __init__(
        self,
        inspected: Inspected,
        ledger: Ledger,
        signer: Signer,
        *,
        policy: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        """Take what is inspected, who signs, and how the policy in force is called."""
        self._inspected, self._ledger, self._signer = inspected, ledger, signer
        self._policy, self._now = policy, now

    def write(self, to: Path, since: date | None, until: date | None, *, texts: bool) -> Packed:
        """Write the pack of the days `since` to `until` (UTC, both included) as a ZIP file."""
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            pack = _Archive(archive)
            with self._inspected.window(since, until, texts=texts) as window:
                packed, versions, table = _chain(pack, window, texts=texts)
                last = Head(seq=packed.last or window.after.seq, digest=packed.head)
                told = {
                    "format": 1,
                    "from": None if since is None else since.isoformat(),
                    "to": None if until is None else until.isoformat(),
                    "made_at": self._now().isoformat(),
                    "after": asdict(window.after),
                    "last": asdict(last),
                    "whole": last == window.head and window.after.seq == 0,
                    "texts": texts,
                }
            tasks = self._inspected.tasks(since, until)
            reviewers = self._inspected.reviewers(since, until)
            pack.add("window.json", _pretty(told))
            pack.add("records.csv", _csv(table))
            self._sign(pack, last)
            pack.add("tasks.jsonl", _lines(map(asdict, tasks)))
            pack.add("reviewers.jsonl", _lines(map(asdict, reviewers)))
            pack.add("policies.json", _pretty({"in_force": self._policy(), "in_the_window": versions}))
            pack.add("editions.jsonl", _lines(self._editions()))
            pack.add("retention.json", _pretty(RETENTION))
            pack.add("index.html", index_page(told, table, versions, tasks, reviewers))
            here = resources.files("assistant.inspection")
            pack.add("FORMAT.txt", here.joinpath("FORMAT.txt").read_text("utf-8"))
            pack.add("verify.py", here.joinpath("verify.py").read_text("utf-8"))
            pack.add_sums()
        return packed

    def _sign(self, pack: _Archive, last: Head) -> None:
        signed = self._signer.sign(last)
        pack.add("head.json", signed.line() + "\n")
        pack.add("head.signed", signed.signed_bytes())
        pack.add("head.sig", signed.signature)
        pack.add("audit.pub", self._signer.public_key())

    def _editions(self) -> Iterator[dict[str, object]]:
        for edition in self._ledger.editions():
            yield {
                "edition_id": edition.edition_id,
                "document_id": edition.document_id,
                "title": edition.title,
                "issuer": edition.issuer,
                "label": edition.label,
                "sha256": edition.sha256,
                "source": edition.source.value,
                "status": self._ledger.standing(edition.edition_id).status.value,
            }


class _Archive:
    """A ZIP file that remembers what it holds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sums: dict[str, str] = {}

    def add(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self._sums[name] = sha256(data).hexdigest()
        self._archive.writestr(name, data)

    def add_sums(self) -> None:
        self._archive.writestr(
            "SHA256SUMS", "".join(f"{told}  {name}\n" for name, told in self._sums.items())
        )


def _chain(
    pack: _Archive, window: Window, *, texts: bool
) -> tuple[Packed, dict[str, int], list[dict[str, object]]]:
    """Write the links and their bodies; gives what was written, how often each version is named, a table."""
    links: list[str] = []
    bodies: list[str] = []
    opened: list[str] = []
    table: list[dict[str, object]] = []
    versions: Counter[str] = Counter()
    first, head = None, window.after
    for one in window.links:
        link = one.link
        fields = asdict(link) | {"versions": dict(link.versions), "digest": one.digest}
        links.append(_line(fields))
        table.append({name: fields[name] for name in _COLUMNS} | {"versions": _named(link.versions)})
        if one.sealed is not None:
            told = base64.b64encode(one.sealed).decode("ascii")
            bodies.append(_line({"record_id": link.record_id, "sealed": told}))
        if texts:
            held = None if one.text is None else json.loads(one.text)
            opened.append(_line({"record_id": link.record_id, "erased": held is None, "text": held}))
        versions.update(f"{name} {version}" for name, version in link.versions.items())
        first = first or link.seq
        head = Head(seq=link.seq, digest=one.digest)
    pack.add("chain.jsonl", "".join(links))
    pack.add("bodies.jsonl", "".join(bodies))
    if texts:
        pack.add("texts.jsonl", "".join(opened))
    last = head.seq if links else None
    packed = Packed(links=len(links), first=first, last=last, head=head.digest, texts=texts)
    return packed, dict(sorted(versions.items())), table


def _named(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))


def _csv(rows: Sequence[dict[str, object]]) -> str:
    """Write a table that a spreadsheet opens; no cell is taken for a formula there."""
    written = io.StringIO()
    table = csv.DictWriter(written, fieldnames=[*_COLUMNS, "versions"])
    table.writeheader()
    for row in rows:
        table.writerow({name: _harmless(value) for name, value in row.items()})
    return "\ufeff" + written.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if str(value)[:1] in _FORMULAS else value


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def _lines(values: Iterator[dict[str, object]]) -> str:
    return "".join(map(_line, values))


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
