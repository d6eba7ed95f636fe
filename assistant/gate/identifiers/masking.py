"""Pseudonyms: what model, search and log see instead of an identifier; kept in this process only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.gate.identifiers.finder import find_identifiers
from assistant.gate.identifiers.identifier import Kind

_WORDS: dict[Kind, str] = {
    "NAME": "姓名", "ID": "证件", "PHONE": "电话", "MRN": "病历号", "INSURANCE": "保险号",
    "ADDRESS": "地址", "EMAIL": "邮箱", "PLATE": "车牌", "DOB": "出生日期",
}  # fmt: skip
_PSEUDONYM = re.compile(f"〔(?:{'|'.join(_WORDS.values())})[0-9]{{1,5}}〕")


@dataclass(slots=True)
class Pseudonyms:
    """The pseudonyms of one episode: the same identifier always gets the same one."""

    _given: dict[str, str] = field(default_factory=dict)
    _behind: dict[str, str] = field(default_factory=dict)

    def of(self, kind: Kind, value: str) -> str:
        """Give the pseudonym of an identifier."""
        if value not in self._given:
            number = sum(one.startswith(f"〔{_WORDS[kind]}") for one in self._behind) + 1
            self._given[value] = f"〔{_WORDS[kind]}{number}〕"
            self._behind[self._given[value]] = value
        return self._given[value]

    def unmask(self, text: str) -> str:
        """Put the identifiers back; a pseudonym that was never given stays as it is."""
        return _PSEUDONYM.sub(lambda match: self._behind.get(match[0], match[0]), text)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers, and the pseudonyms that put them back."""

    text: str
    pseudonyms: Pseudonyms

    def unmask(self, text: str) -> str:
        """Put the identifiers back into an answer."""
        return self.pseudonyms.unmask(text)


def blank(text: str) -> str:
    """Give a text with every identifier left out: what a search or a log may see."""
    pieces: list[str] = []
    at = 0
    for one in find_identifiers(text):
        pieces.append(text[at : one.start])
        at = one.end
    return " ".join((*pieces, text[at:])) if pieces else text


def mask(text: str, pseudonyms: Pseudonyms | None = None) -> Masked:
    """Replace every identifier by its pseudonym; those of an earlier turn keep theirs."""
    known = pseudonyms or Pseudonyms()
    pieces: list[str] = []
    at = 0
    for one in find_identifiers(text):
        pieces.extend((text[at : one.start], known.of(one.type, text[one.start : one.end])))
        at = one.end
    pieces.append(text[at:])
    return Masked("".join(pieces), known)
