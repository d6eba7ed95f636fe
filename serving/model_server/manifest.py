"""What a model folder must hold: the SHA-256 of every file, written when the folder was made."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from serving.model_server.errors import WrongHashError
from serving.model_server.progress import Progress, Step

NAME = "yizheng-manifest.json"
_CHUNK = 1 << 22


class Manifest(BaseModel):
    """The source's hash and every file's hash, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source_sha256: str
    files: dict[str, str]


def file_sha256(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(folder: Path, source_sha256: str) -> None:
    """Describe a finished folder in a file inside it."""
    files = {path.name: file_sha256(path) for path in sorted(folder.iterdir()) if path.name != NAME}
    text = json.dumps({"source_sha256": source_sha256, "files": files}, indent=2)
    (folder / NAME).write_text(text + "\n", "utf-8")


def verify_folder(folder: Path, source_sha256: str, progress: Progress) -> None:
    """Hash every file of a model folder and compare.

    Raises:
        WrongHashError: a file is missing or another one, or the folder belongs to other weights.
    """
    try:
        manifest = Manifest.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError) as fault:
        raise WrongHashError(_mend(folder, NAME, "is missing or unreadable")) from fault
    if manifest.source_sha256 != source_sha256:
        raise WrongHashError(_mend(folder, NAME, "names other weights than the profile"))
    total = sum(path.stat().st_size for path in folder.iterdir() if path.name in manifest.files)
    done = 0
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise WrongHashError(_mend(folder, name, "is missing"))
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                done += len(chunk)
                progress(Step(stage="check model", done=done, total=total))
        if digest.hexdigest() != expected:
            raise WrongHashError(_mend(folder, name, "has a wrong SHA-256"))


def _mend(folder: Path, name: str, what: str) -> str:
    return (
        f"{name!r} in the model folder {str(folder)!r} {what};"
        " delete the folder, it is made again at the next start"
    )
