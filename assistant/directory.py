"""The hospital's directory (LDAP, Active Directory): who its staff are, read as a staff list."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from assistant.errors import DirectoryError, NoDirectoryError
from assistant.exchange import Role
from assistant.settings import LdapSettings
from assistant.staff import Faulty, Listed, without_doubles

if TYPE_CHECKING:
    from ldap3 import Connection

_PAGE: Final = 500
_PATIENCE_S: Final = 15


def people_of(
    settings: LdapSettings, *, connect: Callable[[LdapSettings], Connection] | None = None
) -> list[Listed | Faulty]:
    """List who belongs to a group that has a role here; of several roles the first of the settings holds.

    Raises:
        NoDirectoryError: no directory is named.
        DirectoryError: the directory cannot be reached or refuses us.
    """
    from ldap3.core.exceptions import LDAPException

    if not (settings.url and settings.base and _groups(settings)):
        message = "no directory is named; set ldap.url, ldap.base and a group, as ldap.doctor_group"
        raise NoDirectoryError(message)
    try:
        with (connect or _connected)(settings) as connection:
            entries = list(_entries(connection, settings))
    except (LDAPException, ssl.SSLError, OSError) as fault:
        message = f"the directory cannot be read ({type(fault).__name__}); check ldap.url, user and password"
        raise DirectoryError(message) from fault
    entries.sort(key=lambda one: _first(one, settings.name_attribute) or "")
    return without_doubles(_person(number, one, settings) for number, one in enumerate(entries, start=1))


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
        read_only=True,
        receive_timeout=_PATIENCE_S,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _entries(connection: Connection, settings: LdapSettings) -> Iterator[Mapping[str, Any]]:
    wanted = [settings.name_attribute, settings.department_attribute, settings.group_attribute]
    found = connection.extend.standard.paged_search(
        settings.base, settings.filter, attributes=wanted, paged_size=_PAGE, generator=True
    )
    for entry in found:
        if entry.get("type") == "searchResEntry":
            yield entry["attributes"]


def _person(number: int, entry: Mapping[str, Any], settings: LdapSettings) -> Listed | Faulty:
    name = _first(entry, settings.name_attribute)
    groups = {str(group).casefold() for group in _all(entry, settings.group_attribute)}
    role = next((role for group, role in _groups(settings).items() if group.casefold() in groups), None)
    if not name:
        return Faulty(line=number, why=f"this entry has no {settings.name_attribute!r}")
    if role is None:
        return Faulty(line=number, why=f"{name!r} is in no group of the settings; narrow ldap.filter")
    return Listed(line=number, name=name, role=role, department=_first(entry, settings.department_attribute))


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
