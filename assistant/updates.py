"""Update packages at the house: opened with the keys trusted here, looked at, taken in whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from assistant.changes import ChangeLog, Comparison
from assistant.intake import Added, IncomingFile, Intake, Rejected
from assistant.writing import Progress
from guidelines import Edition, FamilyId, Ledger, Reader, Status
from guidelines.arrivals import Origin
from guidelines.changes import loose_content
from guidelines.errors import PackageError
from guidelines.ledger import readable
from guidelines.metadata import meta_for, read_meta
from guidelines.package import Package, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What taking a document in would do: to which edition, with which changes; `taken` says if it could."""

    name: str
    family_id: FamilyId | None
    replaces: Edition | None
    comparison: Comparison | None
    taken: Added | Rejected


class Updates:
    """Opens packages and foresees what they, or single documents, would change."""

    def __init__(self, intake: Intake, ledger: Ledger, changes: ChangeLog, *, trusted: Path) -> None:
        """Trust the public keys (`*.pub`) in the folder `trusted`, read anew for every package."""
        self._intake, self._ledger, self._changes = intake, ledger, changes
        self._trusted = trusted

    def opened(self, data: bytes, *, name: str) -> Package:
        """Open a package that a trusted key has signed.

        Raises:
            PackageError: no key is trusted here, or it is damaged, changed, or signed by nobody trusted.
        """
        return unpack(data, name=name, trusted=trusted_keys(self._trusted))

    def take(
        self, package: Package, *, origin: Origin, progress: Progress | None = None
    ) -> list[Added | Rejected]:
        """Take a package in as one arrival, all or nothing."""
        return self._intake.add_together(files_of(package), origin, progress)

    def foresee(self, files: Sequence[IncomingFile], reader: Reader) -> list[Foreseen]:
        """Rehearse an addition: what each document would change in its family's edition in force.

        An edition that `reader` may not know of is not told.
        """
        rehearsed = self._intake.rehearse(files)
        return [self._foreseen(file, taken, reader) for file, taken in zip(files, rehearsed, strict=True)]

    def _foreseen(self, file: IncomingFile, taken: Added | Rejected, reader: Reader) -> Foreseen:
        family = None if file.meta is None else FamilyId(file.meta.family)
        before = None if family is None else self._standing_edition(family, reader)
        comparison = None
        if before is not None and isinstance(taken, Added):
            held = self._changes.content(before.edition_id)
            comparison = self._changes.between(held, loose_content(file.data, name=file.name))
        return Foreseen(name=file.name, family_id=family, replaces=before, comparison=comparison, taken=taken)

    def _standing_edition(self, family: FamilyId, reader: Reader) -> Edition | None:
        """Give the edition of a family that is in force, else its newest; no amendment of one."""
        members = [
            one
            for one in self._ledger.editions()
            if one.family_id == family and not one.amends and readable(one, reader)
        ]
        return max(
            members,
            key=lambda one: (
                self._ledger.standing(one.edition_id).status is Status.CURRENT,
                one.effective_from,
                one.edition_id,
            ),
            default=None,
        )


def files_of(package: Package) -> list[IncomingFile]:
    """Give a package's documents with their records."""
    records = read_meta(package.meta, name="meta.jsonl")
    return [
        IncomingFile(name=name, data=data, meta=meta_for(records, name))
        for name, data in sorted(package.files.items())
    ]


def trusted_keys(folder: Path) -> list[Ed25519PublicKey]:
    """Read the keys trusted here.

    Raises:
        PackageError: there is none, or a file is no public Ed25519 key.
    """
    found = [_public(file) for file in sorted(folder.glob("*.pub"))]
    if not found:
        message = f"no key is trusted here; put the sender's .pub file into {str(folder)!r}"
        raise PackageError(message)
    return found


def _public(file: Path) -> Ed25519PublicKey:
    try:
        found = load_pem_public_key(file.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        message = f"{str(file)!r} is no public Ed25519 key; take it out, or put the sender's .pub file there"
        raise PackageError(message)
    return found
