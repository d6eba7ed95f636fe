"""A model's folder by its content: other weights under the same name are another model."""

from __future__ import annotations

import hashlib
from pathlib import Path


def folder_digest(folder: Path) -> str:
    """Give the files of a folder in twelve hex digits; where it lies and hidden files do not count."""
    whole = hashlib.sha256()
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = file.relative_to(folder)
        if any(part.startswith(".") for part in name.parts):
            continue
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        whole.update(f"{name.as_posix()}\0{content}\n".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()[:12]
