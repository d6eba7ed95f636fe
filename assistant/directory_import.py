"""The directory's roll becomes accounts: who comes, changes and goes, each person for themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.accounts import AccountBook
from assistant.directory import Roll
from assistant.errors import AccountError
from assistant.people import STAFF, Account
from assistant.staff import (
    OWN_ACCOUNT,
    Acting,
    Faulty,
    Listed,
    Taken,
    carried_out,
    no_act,
    planned,
    standing,
    start_password,
)

VANISHED: Final = "no longer in the directory"
CLOSED_HERE: Final = "closed here; an administrator opens it again, with a reason"
MADE_HERE: Final = "made here, not by the directory: if the person left, an administrator closes it"
NAME_TAKEN: Final = (
    "the new name is another account's: read the directory again if that one has another name, too, "
    "or close one"
)
NAME_PASSES_ON: Final = "this name was another person's until now; read the directory again"
_SOURCE: Final = "hospital directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """At most the share `most` of those a directory answers for leave at once, or the number `confirmed`.

    One always may; so a small house needs no confirmation for its only leaver.
    """

    most: float
    confirmed: int | None = None

    def refuse(self, leaving: int, of: int) -> None:
        """Let so many of so many leave.

        Raises:
            AccountError: they are too many, and not the number that was confirmed.
        """
        if self.needs(leaving, of) and leaving != self.confirmed:
            message = (
                f"{leaving} of the {of} people the directory answers for would be closed, more than "
                f"{self.most:.0%}: nothing was done; look at the dry run, then confirm {leaving}"
            )
            raise AccountError(message)

    def needs(self, leaving: int, of: int) -> bool:
        """Say whether so many of so many leave only when confirmed."""
        return leaving > max(1.0, self.most * of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What becomes of whom; `leaving` of the `answered` people the directory answers for are closed.

    `unconfirmed`: they are so many that nothing is done before somebody confirms the number.
    """

    taken: tuple[Taken, ...]
    leaving: int
    answered: int
    unconfirmed: bool


def bring(
    book: AccountBook,
    roll: Roll,
    guard: Guard,
    *,
    dry: bool,
    passwords: bool = False,
    acting: Acting = no_act,
    spared: str | None = None,
) -> Brought:
    """Bring the accounts to what the directory says; a fault stops the one person alone.

    Closed is only whom the directory answered for: accounts that were made here stay, and are named. Who was
    closed here stays closed, and the account of the name `spared` stays as it is. Who has another name than
    before, by an entry that is known, keeps the account under it. An entry made anew under an old name is
    that person's (a directory that was moved numbers everybody anew).

    Raises:
        AccountError: too many would be closed; nothing is done then.
    """
    accounts, answered = book.accounts(), book.directory_people()
    known = sum(one.account_id in answered and not one.disabled for one in accounts)
    renamed = _entries_renamed(book, roll)
    plan = [_planned(book, one, renamed) for one in roll.listed]
    staying = {name for one in plan for name in (one.name, one.was) if name}
    plan = [_unless_own(one, spared) for one in [*plan, *_missing(accounts, answered, roll, staying)]]
    leaving = sum(one.result == "closed" for one in plan)
    unconfirmed = guard.needs(leaving, known) and leaving != guard.confirmed
    if not dry:
        guard.refuse(leaving, known)
        lines = {one.line: one for one in roll.listed}
        plan = [_done(book, one, lines.get(one.line), acting, passwords=passwords) for one in plan]
        settled = {one.line for one in plan if one.result not in {"faulty", "kept"}}
        _remember(book, [one for one in roll.listed if one.line in settled], answered)
    return Brought(taken=tuple(plan), leaving=leaving, answered=known, unconfirmed=unconfirmed)


def _planned(book: AccountBook, one: Listed | Faulty, renamed: Mapping[str, Account]) -> Taken:
    """Plan for one line; `renamed` are the accounts of entries that have another name now, by the entry."""
    if not isinstance(one, Listed):
        return planned(book, one)
    if one.entry is not None and one.entry in renamed:
        return _renamed(book, one, renamed[one.entry])
    if one.name in {account.name for account in renamed.values()}:
        return Taken(line=one.line, result="kept", name=one.name, why=NAME_PASSES_ON)
    held = book.named(one.name)
    if held is not None and held.disabled and held.role in STAFF:
        return Taken(line=one.line, result="kept", name=one.name, why=CLOSED_HERE)
    return planned(book, one)


def _entries_renamed(book: AccountBook, roll: Roll) -> dict[str, Account]:
    """Give, by its entry, each account of staff that stands under another name than the roll has."""
    found = {}
    for one in roll.listed:
        if isinstance(one, Listed) and one.entry:
            known = book.of_entry(one.entry)
            if known is not None and known.role in STAFF and known.name and known.name != one.name:
                found[one.entry] = known
    return found


def _renamed(book: AccountBook, one: Listed, known: Account) -> Taken:
    """Plan for somebody whose account stands under the name that the directory had for them before."""
    plan = replace(planned(book, one), was=known.name)
    if known.disabled:
        return replace(plan, result="kept", why=CLOSED_HERE, before=None, after=None)
    if plan.result == "faulty":
        return plan
    if book.named(one.name) is not None:
        return replace(plan, result="faulty", why=NAME_TAKEN, before=None, after=None)
    return replace(plan, result="changed", before=standing(known))


def _unless_own(plan: Taken, spared: str | None) -> Taken:
    if spared not in {plan.name, plan.was} or plan.result not in {"changed", "closed"}:
        return plan
    return replace(plan, result="faulty", why=f"{plan.why}; {OWN_ACCOUNT}".removeprefix("; "))


def _missing(
    accounts: Sequence[Account], answered: frozenset[str], roll: Roll, staying: Collection[str]
) -> list[Taken]:
    """Name the open accounts of staff that the roll does not: closed, or kept where they were made here."""
    told = []
    for one in accounts:
        if one.disabled or one.role not in STAFF or one.name in staying:
            continue
        why = roll.left.get(one.name)
        if one.account_id in answered:
            told.append(
                Taken(line=0, result="closed", name=one.name, why=why or VANISHED, before=standing(one))
            )
        else:
            told.append(
                Taken(line=0, result="kept", name=one.name, why="; ".join(filter(None, (why, MADE_HERE))))
            )
    return told


def _done(
    book: AccountBook, plan: Taken, one: Listed | Faulty | None, acting: Acting, *, passwords: bool
) -> Taken:
    """Do what was planned; only who comes, changes or goes is touched."""
    if plan.result == "closed":
        return _closed(book, plan, acting)
    if plan.result == "changed" and plan.was:
        plan = _given_the_name(book, plan, acting)
        if plan.result == "faulty" or plan.before == plan.after:
            return plan
    if plan.result in {"created", "changed"} and isinstance(one, Listed):
        return carried_out(book, one, plan, start_password() if passwords else None, acting, why=_SOURCE)
    return plan


def _given_the_name(book: AccountBook, plan: Taken, acting: Acting) -> Taken:
    held = book.named(plan.was)
    if held is None:
        return replace(plan, result="faulty", why=f"{plan.was!r} went meanwhile; read the directory again")
    try:
        book.rename(held.account_id, plan.name, acting("renamed", _SOURCE))
    except AccountError as fault:
        return replace(plan, result="faulty", why=str(fault))
    return replace(plan, done=True)


def _closed(book: AccountBook, plan: Taken, acting: Acting) -> Taken:
    held = book.named(plan.name)
    try:
        if held is not None:
            book.disable(held.account_id, acting("closed", f"{_SOURCE}: {plan.why}"))
    except AccountError as fault:
        return replace(plan, result="faulty", why=str(fault))
    return replace(plan, done=True)


def _remember(book: AccountBook, settled: Sequence[Listed | Faulty], answered: frozenset[str]) -> None:
    """Keep for whom the directory answers now: who could not be closed or read stays among them.

    Only a line that was settled says which entry an account is: a name in dispute is nobody's yet.
    """
    present = {one.name: one.entry for one in settled if isinstance(one, Listed)}
    book.answer_for(
        {
            one.account_id: present.get(one.name)
            for one in book.accounts()
            if not one.disabled and one.role in STAFF and (one.name in present or one.account_id in answered)
        }
    )
