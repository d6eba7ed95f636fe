"""Suites as JSON Lines, one case a line; `verified` is true once a clinician has checked the case."""

from importlib import resources
from pathlib import Path


def suite_path(name: str) -> Path:
    """Give the file of a suite that comes with the product, such as `smoke`."""
    return Path(str(resources.files(__name__).joinpath(f"{name}.jsonl")))
