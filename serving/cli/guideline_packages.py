"""`yizheng guidelines key|pack|import`: updates carried by hand to machines without a network."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from guidelines.errors import PackageError
from guidelines.metadata import read_meta
from guidelines.package import Package, key_name, pack, unpack
from serving.cli.lines import write_line
from serving.cli.options import LibraryOption, at_desk, command_settings
from serving.desk import Desk
from serving.jsonl import dump
from serving.opening import Opening
from serving.problems import JsonObject

_TRUSTED = "trusted"
DryRunOption: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change and take nothing in.")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("key")(key)
    app.command("pack")(pack_files)
    app.command("import")(import_package)


def key(
    name: Annotated[Path, typer.Argument(help="Writes NAME.key, kept secret, and NAME.pub, for others.")],
) -> None:
    """Make a key pair that signs update packages; NAME.pub goes into the folder `trusted` of a home."""
    secret, public = name.with_suffix(".key"), name.with_suffix(".pub")
    for file in (secret, public):
        if file.exists():
            message = f"{str(file)!r} exists; choose another name"
            raise typer.BadParameter(message)
    made = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    write_line(dump({"key": key_name(made.public_key()), "secret": str(secret), "public": str(public)}))


def pack_files(
    files: Annotated[list[Path], typer.Argument(help="Guideline files.", exists=True, dir_okay=False)],
    meta: Annotated[
        Path, typer.Option("--meta", help="TOML or JSON Lines metadata.", exists=True, dir_okay=False)
    ],
    signed_by: Annotated[
        Path, typer.Option("--key", help="The secret key to sign with.", exists=True, dir_okay=False)
    ],
    out: Annotated[Path, typer.Option("--out", help="The package to write.")],
) -> None:
    """Put guideline files and their records into one signed update package."""
    records = read_meta(meta.read_bytes(), name=meta.name)
    lines = "".join(record.model_dump_json(exclude_none=True) + "\n" for record in records)
    secret = _secret(signed_by)
    data = pack([(file.name, file.read_bytes()) for file in files], lines.encode(), secret)
    draft = out.with_name(f".{out.name}.part")
    draft.write_bytes(data)
    draft.replace(out)
    write_line(dump({"package": str(out), "key": key_name(secret.public_key()), "files": len(files)}))


def import_package(
    package: Annotated[Path, typer.Argument(help="The package.", exists=True, dir_okay=False)],
    dry_run: DryRunOption = False,  # noqa: FBT002 - an option
    library: LibraryOption = True,  # noqa: FBT002 - an option
) -> None:
    """Take an update package in if a trusted key signed it; one JSON line a document."""
    home = command_settings().home
    opened = unpack(package.read_bytes(), name=package.name, trusted=_trusted(home / _TRUSTED))
    with tempfile.TemporaryDirectory(prefix="yizheng-update-") as folder:
        files, meta = _laid_out(opened, Path(folder))
        if dry_run:
            families = _families(opened)
            reports = at_desk(lambda desk: _would_change(desk, files, families), Opening(library=library))
        else:
            reports = at_desk(lambda desk: desk.add(files, meta), Opening(library=library))
    for report in reports:
        write_line(dump(report))
    raise typer.Exit(1 if any("error" in report for report in reports) else 0)


def _secret(file: Path) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # damaged, locked by a password, of another kind
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        message = f"{str(file)!r} is no open Ed25519 key; make one with 'yizheng guidelines key NAME'"
        raise PackageError(message)
    return found


def _trusted(folder: Path) -> list[Ed25519PublicKey]:
    found = [_public(file) for file in sorted(folder.glob("*.pub"))]
    if not found:
        message = f"no key is trusted here; put the sender's .pub file into {str(folder)!r}"
        raise PackageError(message)
    return found


def _public(file: Path) -> Ed25519PublicKey:
    try:
        found = load_pem_public_key(file.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        message = f"{str(file)!r} is no public Ed25519 key; take it out, or put the sender's .pub file there"
        raise PackageError(message)
    return found


def _laid_out(opened: Package, folder: Path) -> tuple[list[Path], Path]:
    inside = folder / "files"
    inside.mkdir()
    for name, data in opened.files.items():
        (inside / name).write_bytes(data)
    meta = folder / "meta.jsonl"
    meta.write_bytes(opened.meta)
    return sorted(inside.iterdir()), meta


async def _would_change(desk: Desk, files: Sequence[Path], families: Mapping[str, str]) -> list[JsonObject]:
    """Compare each document of a package with its family's edition in force, or else its newest."""
    held = sorted(
        await desk.editions(), key=lambda one: (one["status"] == "current", str(one["date_published"]))
    )
    newest = {str(one["family_id"]): one for one in held}
    return [await _against(desk, file, families.get(file.name), newest) for file in files]


async def _against(
    desk: Desk, file: Path, family: str | None, newest: Mapping[str, JsonObject]
) -> JsonObject:
    before = newest.get(family or "")
    replaces = None if before is None else str(before["edition_id"])
    compared = None if replaces is None else await desk.compare(replaces, file)
    return {
        "file": file.name,
        "family_id": family,
        "replaces": replaces,
        "summary": None if compared is None else compared["summary"],
    }


def _families(opened: Package) -> dict[str, str]:
    """Give the family of each file: by the record that names it, else by the document id in its name."""
    records = read_meta(opened.meta, name="meta.jsonl")
    by_stem = {record.document_id: record.family for record in records}
    named = {record.file: record.family for record in records if record.file}
    return {
        name: family for name in opened.files if (family := named.get(name) or by_stem.get(Path(name).stem))
    }
