"""What we say to models: prompt files with declared variables, versions and content hashes.

Passages and questions enter a prompt only through `as_data`.
"""

from prompts.catalog import (
    Catalog,
    MalformedPromptError,
    PromptError,
    PromptNotFoundError,
    PromptVariablesError,
    Rendered,
    Template,
)
from prompts.neutral import as_data

__all__ = [
    "Catalog",
    "MalformedPromptError",
    "PromptError",
    "PromptNotFoundError",
    "PromptVariablesError",
    "Rendered",
    "Template",
    "as_data",
]
