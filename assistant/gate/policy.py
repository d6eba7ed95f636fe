"""The hospital's policy: an id and a version that every verdict carries, the switches, the local lists."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import SettingsError
from assistant.gate.folding import fold
from assistant.gate.names import NameKind
from assistant.gate.redflags.hotlines import Hotline, hotlines
from assistant.gate.rule import OtcPolicy
from guidelines import Language

FILE: Final = "policy.toml"
"""Name of the packaged file and of a hospital's own copy in its home folder."""
_STRICT: Final = ConfigDict(frozen=True, extra="forbid")
_MOST_NAMES: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a hospital decides about its gate; the rules themselves are not its to switch off."""

    name: str
    """Id, version and a hash of what was read, as every verdict names it."""
    otc: OtcPolicy
    contacts: Mapping[str, str]
    brands: Mapping[str, NameKind]
    hotlines: tuple[Hotline, ...]
    own_hotlines: tuple[Hotline, ...] = ()
    """Those of the hospital itself: they stand under an emergency card, too."""


class Contacts(BaseModel):
    """Whom a blocked asker can turn to."""

    model_config = _STRICT
    doctor: str = Field("", max_length=120)
    booking: str = Field("", max_length=120)
    pharmacist: str = Field("", max_length=120)

    @field_validator("doctor", "booking", "pharmacist")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if "\n" in value:
            message = "a contact is one line"
            raise ValueError(message)
        return value.strip()


class Brand(BaseModel):
    """A name that counts as a medicine."""

    model_config = _STRICT
    name: str = Field(min_length=2, max_length=40)
    kind: NameKind = "drug"

    @field_validator("name")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if len(fold(value.strip()).text) < 2:
            message = "a name has two characters or more"
            raise ValueError(message)
        return value.strip()


class PolicyFile(BaseModel):
    """A policy file; only id and version must stand in a hospital's."""

    model_config = _STRICT
    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")
    version: int = Field(ge=1)
    otc: OtcPolicy = "label_quote"
    contacts: Contacts = Contacts()
    brand: tuple[Brand, ...] = Field((), max_length=_MOST_NAMES)
    hotline: tuple[Hotline, ...] = ()

    def written(self) -> str:
        """Write it down as TOML, the same for the same content."""
        tables = "".join(
            f"\n[[{name}]]\n{_pairs(one.model_dump(mode='json'))}"
            for name, listed in (("brand", self.brand), ("hotline", self.hotline))
            for one in listed
        )
        head = _pairs({"id": self.id, "version": self.version, "otc": self.otc})
        return f"{head}\n[contacts]\n{_pairs(self.contacts.model_dump())}{tables}"


def _pairs(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_toml(key, value)}\n" for key, value in values.items())


def _toml(key: str, value: object) -> str:
    """Write a value; a JSON string is a TOML string, and a day is written without quotes."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{inner} = {_toml(inner, one)}' for inner, one in value.items())} }}"
    if key == "checked":
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def load_policy(home: Path | None = None) -> Policy:
    """Read the hospital's policy where `home` has one, the packaged file else.

    Raises:
        SettingsError: the hospital's file cannot be read, is no TOML, or says something that is not known.
    """
    text, where = policy_text(home)
    return read_policy(text, where)


def policy_text(home: Path | None = None) -> tuple[str, str]:
    """Give the words of the policy file that stands for `home`, and where they stand.

    Raises:
        SettingsError: the hospital's file cannot be read.
    """
    own = None if home is None else home / FILE
    if own is None or not own.is_file():
        return resources.files("assistant.gate").joinpath(FILE).read_text("utf-8"), FILE
    try:
        return own.read_text("utf-8"), str(own)
    except (OSError, UnicodeDecodeError) as fault:
        message = f"{own} cannot be read: {type(fault).__name__}; correct or remove it"
        raise SettingsError(message) from fault


def read_policy(text: str, where: str = FILE) -> Policy:
    """Read a policy from the words of its file.

    Raises:
        SettingsError: as `read_policy_file`.
    """
    file = read_policy_file(text, where)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Policy(
        name=f"{file.id}-{file.version}+{digest}",
        otc=file.otc,
        contacts={key: value for key, value in file.contacts.model_dump().items() if value},
        brands={fold(one.name).text: one.kind for one in file.brand},
        hotlines=_merged(file.hotline),
        own_hotlines=file.hotline,
    )


def read_policy_file(text: str, where: str = FILE) -> PolicyFile:
    """Read what a policy file says.

    Raises:
        SettingsError: it is no TOML, or says something that is not known.
    """
    try:
        return PolicyFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        message = f"{where} is no TOML: {fault}; correct or remove it"
        raise SettingsError(message) from fault
    except ValidationError as fault:
        first: Any = fault.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        message = f"{where}: {place!r}: {first['msg']}; correct or remove it"
        raise SettingsError(message) from fault


def called(hotline: Hotline, language: Language) -> str:
    """Write a number as a person is given it: what it is for, the number, its hours where they are known."""
    use = hotline.use.zh if language == "zh" else hotline.use.en
    hours = f" ({hotline.hours})" if hotline.hours else ""
    return f"{use}{'：' if language == 'zh' else ': '}{hotline.number}{hours}"


def _merged(own: tuple[Hotline, ...]) -> tuple[Hotline, ...]:
    """Give the hospital's numbers first; its entry for a shipped number stands in place of that one."""
    numbers = {one.number for one in own}
    return (*own, *(one for one in hotlines() if one.number not in numbers))
