"""The hospital's directory (LDAP, Active Directory): who its staff are, and who of them has left."""

from __future__ import annotations

import ipaddress
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from assistant.credentials import fold_name
from assistant.errors import DirectoryError, NoDirectoryError
from assistant.exchange import Role
from assistant.settings import LdapSettings
from assistant.staff import Faulty, Listed

if TYPE_CHECKING:
    from ldap3 import Connection

_PAGE: Final = 500
_PAGES: Final = "1.2.840.113556.1.4.319"  # the control of RFC 2696
_PATIENCE_S: Final = 15

DISABLED: Final = "disabled in the directory"
EXPIRED: Final = "expired in the directory"
NO_GROUP: Final = "in no group of the directory that has a role here"

_CLOSING: Final[Mapping[str, Callable[[str], bool]]] = {
    "userAccountControl": lambda value: bool(int(value) & 0x2),  # Active Directory: MS-ADTS 2.2.16
    "nsAccountLock": lambda value: value.casefold() == "true",  # 389 Directory Server, FreeIPA
    "loginDisabled": lambda value: value.casefold() == "true",  # eDirectory
    # OpenLDAP's ppolicy: locked by hand; any other time is a lock after wrong passwords that ends by itself.
    "pwdAccountLockedTime": lambda value: value == "000001010000Z",
}
"""What says, in which kind of directory, that an entry may sign in no more."""


def _windows_time(value: str) -> datetime | None:
    """Read 100 nanoseconds since 1601; 0 and the largest number mean never (MS-ADTS, accountExpires)."""
    ticks = int(value)
    if ticks in {0, 2**63 - 1}:
        return None
    return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)


def _shadow_days(value: str) -> datetime | None:
    """Read days since 1970; none and below mean never (shadowExpire, RFC 2307)."""
    days = int(value)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days) if days > 0 else None


_NUMBERS: Final = ("entryUUID", "objectGUID", "ipaUniqueID", "nsUniqueId", "GUID")
"""What numbers an entry for good: RFC 4530, Active Directory, FreeIPA, 389 Directory Server, eDirectory."""

_NUMBER: Final = "entry"

_ENDING: Final[Mapping[str, Callable[[str], datetime | None]]] = {
    "accountExpires": _windows_time,
    "shadowExpire": _shadow_days,
    "krbPrincipalExpiration": lambda value: datetime.strptime(value, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC),
}
"""What says until when an entry may sign in: Active Directory, shadow accounts, FreeIPA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Whom a directory names: who works here, and why somebody it still knows does not (by folded name)."""

    listed: tuple[Listed | Faulty, ...]
    left: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Left:
    """Somebody whom the directory knows, and who has no part here."""

    name: str
    why: str


_Seen: TypeAlias = Listed | Faulty | _Left


def people_of(
    settings: LdapSettings,
    *,
    connect: Callable[[LdapSettings], Connection] | None = None,
    now: datetime | None = None,
) -> Roll:
    """Read who belongs to a group that has a role here; of several roles the first of the settings holds.

    An answer that is empty or was cut short is refused: whoever is missing in it would seem to have left.

    Raises:
        NoDirectoryError: no directory is named.
        DirectoryError: the directory cannot be reached, refuses us, or did not name everybody.
    """
    from ldap3.core.exceptions import LDAPException

    if not (settings.url and settings.base and _groups(settings)):
        message = "no directory is named; set ldap.url, ldap.base and a group, as ldap.doctor_group"
        raise NoDirectoryError(message)
    try:
        connection = (connect or _connected)(settings)
        try:
            entries = list(_entries(connection, settings))
        finally:
            connection.unbind()
    except (LDAPException, ssl.SSLError, OSError) as fault:
        message = f"the directory cannot be read ({type(fault).__name__}); check ldap.url, user and password"
        raise DirectoryError(message) from fault
    if not entries:
        message = "the directory names nobody; check ldap.base and ldap.filter, and what ldap.user may read"
        raise DirectoryError(message)
    entries.sort(key=lambda one: _first(one, settings.name_attribute) or "")
    now = now or datetime.now(tz=UTC)
    return _roll([_person(number, one, settings, now) for number, one in enumerate(entries, start=1)])


def _connected(settings: LdapSettings) -> Connection:
    import ldap3

    host = urlsplit(settings.url or "").hostname or ""
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED)
    server = ldap3.Server(settings.url, tls=tls, connect_timeout=_PATIENCE_S, get_info=ldap3.NONE)
    covered = server.ssl or _is_this_machine(host)
    bind = ldap3.AUTO_BIND_NO_TLS if covered else ldap3.AUTO_BIND_TLS_BEFORE_BIND
    return ldap3.Connection(
        server,
        user=settings.user,
        password=settings.password,
        auto_bind=bind,
        auto_referrals=False,  # our password is for this directory alone
        read_only=True,
        receive_timeout=_PATIENCE_S,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _entries(connection: Connection, settings: LdapSettings) -> Iterator[Mapping[str, Any]]:
    named = [settings.name_attribute, settings.department_attribute, settings.group_attribute]
    cookie = None
    while True:
        connection.search(
            settings.base,
            settings.filter,
            attributes=[*named, *_CLOSING, *_ENDING, *_NUMBERS],
            paged_size=_PAGE,
            paged_cookie=cookie,
        )
        told = connection.result
        if told["result"] != 0:
            message = (
                f"the directory did not name everybody ({told['description']}); "
                "check ldap.base, and what ldap.user may read and how much of it"
            )
            raise DirectoryError(message)
        for entry in connection.response:
            if entry.get("type") == "searchResEntry":
                yield {**entry["attributes"], _NUMBER: _number(entry["raw_attributes"])}
        cookie = told.get("controls", {}).get(_PAGES, {}).get("value", {}).get("cookie")
        if not cookie:
            return


def _number(raw: Mapping[str, Sequence[bytes]]) -> str | None:
    """Give the number that the directory itself keeps for an entry; one of Active Directory is no text."""
    return next((f"{key}:{raw[key][0].hex()}" for key in _NUMBERS if raw.get(key)), None)


def _person(number: int, entry: Mapping[str, Any], settings: LdapSettings, now: datetime) -> _Seen:
    name = _first(entry, settings.name_attribute)
    if not name:
        return Faulty(line=number, why=f"this entry has no {settings.name_attribute!r}")
    groups = {str(group).casefold() for group in _all(entry, settings.group_attribute)}
    role = next((role for group, role in _groups(settings).items() if group.casefold() in groups), None)
    try:
        disabled = any(closes(value) for key, closes in _CLOSING.items() if (value := _first(entry, key)))
        ends = [
            end for key, reads in _ENDING.items() if (value := _first(entry, key)) and (end := reads(value))
        ]
    except (ValueError, OverflowError):
        why = f"nobody can tell whether {name!r} is disabled or has expired; mend the entry"
        return Faulty(line=number, name=fold_name(name), why=why)
    if disabled:
        return _Left(fold_name(name), DISABLED)
    if ends and min(ends) <= now:
        return _Left(fold_name(name), EXPIRED)
    if role is None:
        return _Left(fold_name(name), NO_GROUP)
    department = _first(entry, settings.department_attribute)
    own = _first(entry, _NUMBER)
    return Listed(line=number, name=fold_name(name), role=role, department=department, entry=own)


def _roll(seen: Sequence[_Seen]) -> Roll:
    """Let each name count once: who works here by one entry has not left by another."""
    by_name: defaultdict[str, list[_Seen]] = defaultdict(list)
    listed: list[Listed | Faulty] = []
    left: dict[str, str] = {}
    for one in seen:
        if one.name:
            by_name[one.name].append(one)
        elif isinstance(one, Faulty):
            listed.append(one)
    for name, several in by_name.items():
        faulty = [one for one in several if isinstance(one, Faulty)]
        here = [one for one in several if isinstance(one, Listed)]
        if faulty:
            listed.append(faulty[0])
        elif len({(one.role, one.department) for one in here}) > 1:
            why = f"{name!r} has {len(here)} entries that say different things; mend the directory"
            listed.append(Faulty(line=here[0].line, name=name, why=why))
        elif here:
            listed.append(here[0])
        else:
            left[name] = next(one.why for one in several if isinstance(one, _Left))
    return Roll(listed=tuple(sorted(listed, key=lambda one: one.line)), left=left)


def _groups(settings: LdapSettings) -> dict[str, Role]:
    named = {
        settings.admin_group: Role.ADMIN,
        settings.safety_officer_group: Role.SAFETY_OFFICER,
        settings.auditor_group: Role.AUDITOR,
        settings.doctor_group: Role.DOCTOR,
        settings.clerk_group: Role.CLERK,
    }
    return {group: role for group, role in named.items() if group}


def _first(entry: Mapping[str, Any], attribute: str) -> str | None:
    return next((str(value).strip() for value in _all(entry, attribute)), None) or None


def _all(entry: Mapping[str, Any], attribute: str) -> Sequence[object]:
    value = entry.get(attribute) or ()
    return value if isinstance(value, list | tuple) else (value,)
