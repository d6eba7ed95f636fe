"""Staff lists: a table or the hospital's directory becomes accounts, wholly or not at all."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from assistant.account_keeping import refuse_unusable
from assistant.accounts import AccountBook
from assistant.credentials import fold_name
from assistant.errors import AccountError
from assistant.exchange import Role
from assistant.people import STAFF, Account, Act, Doing

Result = Literal["created", "changed", "closed", "unchanged", "kept", "faulty"]
"""What becomes of somebody; `kept`: stays, though the directory says otherwise, and somebody looks at it."""

Acting: TypeAlias = Callable[[Doing, str], Act | None]
"""Says who does something with an account and why, for the record; None: nobody vouches for it."""

OWN_ACCOUNT: Final = (
    "this is your own account; another administrator changes it, your password stands at /account"
)

_COLUMNS: Final = {
    "name": {"name", "username", "login", "用户名", "工号", "账号"},
    "role": {"role", "角色", "岗位"},
    "department": {"department", "科室", "部门"},
    "active": {"active", "在职", "状态"},
}
_ROLES: Final = {
    "医生": Role.DOCTOR,
    "医师": Role.DOCTOR,
    "病案员": Role.CLERK,
    "书记员": Role.CLERK,
    "安全员": Role.SAFETY_OFFICER,
    "管理员": Role.ADMIN,
    "审计员": Role.AUDITOR,
} | {role.value: role for role in STAFF}
_ACTIVE: Final = {"": True} | dict.fromkeys(("yes", "true", "1", "active", "是", "在职"), True)
_LEFT: Final = dict.fromkeys(("no", "false", "0", "left", "否", "离职"), False)
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One person of a staff list; `line` is where the list names them.

    `entry` is the number that a directory gives a person's entry for good, whatever their name becomes.
    """

    line: int
    name: str
    role: Role
    department: str | None = None
    active: bool = True
    entry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A line that cannot be used, and why; `name` is whom it is about, where that can be read."""

    line: int
    why: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody is here."""

    role: Role
    department: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a line, or of somebody whom no line names (0).

    `before` and `after`: what the person was and is then, None where there is no open account; `was`: the
    name so far, where a directory has another now.
    `password` is told here once, for new accounts that were to have one.
    """

    line: int
    result: Result
    name: str = ""
    why: str = ""
    before: Standing | None = None
    after: Standing | None = None
    password: str | None = None
    done: bool = False
    was: str = ""


def read_table(data: bytes) -> list[Listed | Faulty]:
    """Read a table with a head line (CSV with comma, semicolon or tab; UTF-8 or GB 18030).

    Raises:
        AccountError: it is no such table.
    """
    text = decoded(data)
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        titles = [fold_name(title) for title in next(rows, [])]
        named = {field: column_of(titles, known) for field, known in _COLUMNS.items()}
        if named["name"] is None or named["role"] is None:
            message = "the first line must name the columns: name, role, and optionally department, active"
            raise AccountError(message)
        found = [_person(rows.line_num, row, named) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        message = f"line {rows.line_num} is no line of a table ({fault}); save it anew as CSV"
        raise AccountError(message) from None
    return without_doubles(found)


def no_act(doing: Doing, why: str) -> None:
    """Let nobody vouch for an act."""


def take_in(
    book: AccountBook,
    listed: Sequence[Listed | Faulty],
    *,
    dry: bool,
    passwords: bool = False,
    acting: Acting = no_act,
) -> list[Taken]:
    """Bring the accounts to what the list says; with a faulty line in it, or `dry`, nothing is changed.

    People whom the list doesn't name stay as they are. With `passwords`, new accounts get one to start with,
    which its owner must change.
    """
    plan = [planned(book, one) for one in listed]
    if dry or any(one.result == "faulty" for one in plan):
        return plan
    done = []
    for one, due in zip(listed, plan, strict=True):
        assert isinstance(one, Listed), "a faulty line ends above"  # noqa: S101 - for the type checker
        done.append(carried_out(book, one, due, start_password() if passwords else None, acting))
    return done


def start_password() -> str:
    """Draw a password that can be read out: 80 bits in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def decoded(data: bytes) -> str:
    """Read a table's text, in UTF-8 or GB 18030.

    Raises:
        AccountError: it is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = "the list is no text in UTF-8 or GB 18030; save it as CSV"
    raise AccountError(message)


def column_of(titles: list[str], known: Iterable[str]) -> int | None:
    """Give the first column whose title is one of the known words."""
    return next((number for number, title in enumerate(titles) if title in known), None)


def _person(line: int, row: list[str], named: dict[str, int | None]) -> Listed | Faulty:
    def cell(field: str) -> str:
        number = named[field]
        return "" if number is None or number >= len(row) else row[number].strip()

    role = _ROLES.get(fold_name(cell("role")))
    active = (_ACTIVE | _LEFT).get(fold_name(cell("active")))
    if not cell("name"):
        return Faulty(line=line, why="the name is missing")
    if role is None:
        names = ", ".join(sorted(role.value for role in STAFF))
        return Faulty(line=line, why=f"{cell('role')!r} is no role of staff; use one of {names}")
    if active is None:
        return Faulty(line=line, why=f"{cell('active')!r} says neither yes nor no")
    return Listed(
        line=line,
        name=fold_name(cell("name")),
        role=role,
        department=cell("department") or None,
        active=active,
    )


def without_doubles(found: Iterable[Listed | Faulty]) -> list[Listed | Faulty]:
    """Let a person who is named twice count once; the second line is faulty."""
    first: dict[str, int] = {}
    told: list[Listed | Faulty] = []
    for one in found:
        if isinstance(one, Listed) and first.setdefault(fold_name(one.name), one.line) != one.line:
            told.append(
                Faulty(line=one.line, why=f"{one.name!r} stands on line {first[fold_name(one.name)]} already")
            )
        else:
            told.append(one)
    return told


def planned(book: AccountBook, one: Listed | Faulty) -> Taken:
    """Say what is to become of somebody."""
    if isinstance(one, Faulty):
        return Taken(line=one.line, result="faulty", name=one.name, why=one.why)
    held = book.named(one.name)
    if held is not None and held.role is Role.PATIENT:
        return Taken(line=one.line, name=one.name, result="faulty", why="a patient signs in by this name")
    if held is not None and held.disabled and one.active:
        why = "this account is closed; an administrator opens it again, with a reason"
        return Taken(line=one.line, name=one.name, result="faulty", why=why)
    try:
        refuse_unusable(fold_name(one.name), one.department)
    except AccountError as fault:
        return Taken(line=one.line, name=one.name, result="faulty", why=str(fault))
    before = None if held is None or held.disabled else standing(held)
    after = Standing(role=one.role, department=one.department) if one.active else None
    return Taken(line=one.line, name=one.name, result=_result(before, after), before=before, after=after)


def _result(before: Standing | None, after: Standing | None) -> Result:
    if before == after:
        return "unchanged"
    if before is None:
        return "created"
    return "closed" if after is None else "changed"


def standing(account: Account) -> Standing:
    """Give what somebody is here."""
    return Standing(role=account.role, department=account.department)


def carried_out(
    book: AccountBook, one: Listed, plan: Taken, password: str | None, acting: Acting, *, why: str = ""
) -> Taken:
    """Do what was planned for somebody; what the account book refuses is told as a fault."""
    try:
        told = _done(book, one, plan, password, acting, why)
    except AccountError as fault:
        return Taken(line=one.line, name=one.name, result="faulty", why=str(fault), before=plan.before)
    return replace(plan, password=told, done=True)


def _done(
    book: AccountBook, one: Listed, plan: Taken, password: str | None, acting: Acting, why: str
) -> str | None:
    """Do it and give the password that opens a new account."""
    held = book.named(one.name)
    if plan.result == "created":
        act = acting("made", why)
        book.admit(one.name, role=one.role, department=one.department, start=password, act=act)
        return password
    if plan.result == "changed" and held is not None:
        book.change(held.account_id, role=one.role, department=one.department, act=acting("changed", why))
    elif plan.result == "closed" and held is not None:
        book.disable(held.account_id, acting("closed", why))
    return None
