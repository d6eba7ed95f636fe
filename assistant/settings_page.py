"""The page that documents every setting, written from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from assistant.settings import FILE, PREFIX, Settings

_HEAD = f"""# Settings

Every setting is a variable of the environment, or a line of `{FILE}` in the home folder;
the environment wins. Unknown names are refused.

A nested setting is written `{PREFIX}MODEL__USE=off`, or in the file:

```toml
[model]
use = "off"
```

| in `{FILE}` | in the environment | default | what it does |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedSetting:
    """One setting: its path in the file, its variable, its default in words, what it does."""

    path: str
    variable: str
    default: str
    description: str


def documented_settings(model: type[BaseModel] = Settings, *above: str) -> Iterator[DocumentedSetting]:
    """Yield every setting, nested ones included, in the order in which they are declared."""
    for name, field in model.model_fields.items():
        path = (*above, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from documented_settings(field.annotation, *path)
            continue
        yield DocumentedSetting(
            path=".".join(path),
            variable=PREFIX + "__".join(path).upper(),
            default=_default(field),
            description=field.description or "",
        )


def settings_page() -> str:
    """Write the page: Markdown, one row a setting."""
    rows = (
        f"| `{one.path}` | `{one.variable}` | {one.default} | {one.description} |"
        for one in documented_settings()
    )
    return _HEAD + "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "the platform's folder"
    match field.default:
        case None:
            return "none"
        case bool(value):
            return f"`{str(value).lower()}`"
        case Path() | str() | int() | float() as value:
            return f"`{value}`"
        case time() as value:
            return f"`{value:%H:%M}`"
        case value:
            return f"`{value!r}`"
