"""Which code was measured: a hash of the packages as they lie, installed or not."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

_PACKAGES = ("assistant", "evals", "guidelines", "prompts", "retrieval", "serving")
_LEFT_OUT = frozenset({"__pycache__"})


def code_digest() -> str:
    """Give the SHA-256 of every file of the product's packages, by name and content."""
    whole = sha256()
    for package in _PACKAGES:
        root = Path(str(files(package)))
        for file in sorted(root.rglob("*")):
            if file.is_file() and not _LEFT_OUT & set(file.parts):
                whole.update(f"{package}/{file.relative_to(root).as_posix()}\0".encode())
                whole.update(sha256(file.read_bytes()).digest())
    return whole.hexdigest()
