"""`yizheng guidelines key|pack|import`: updates carried by hand to machines without a network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from guidelines.errors import PackageError
from guidelines.metadata import read_meta
from guidelines.package import key_name, pack
from serving.cli.lines import write_line
from serving.cli.options import LibraryOption, at_desk
from serving.jsonl import dump
from serving.opening import Opening

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
    """Take an update package in if a trusted key signed it, all or nothing; one JSON line a document."""
    reports = at_desk(lambda desk: desk.import_package(package, dry_run=dry_run), Opening(library=library))
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
