"""Finds what names a person, in Chinese and English; spans are offsets into the text as given."""

from __future__ import annotations

from assistant.gate.folding import fold
from assistant.gate.identifiers.identifier import Identifier, Kind
from assistant.gate.identifiers.numbers import Found, coded
from assistant.gate.identifiers.people import chinese_names, english_names
from assistant.gate.identifiers.places import chinese_places, english_places

_RANK: tuple[Kind, ...] = ("EMAIL", "ID", "MRN", "INSURANCE", "DOB", "PLATE", "PHONE", "ADDRESS", "NAME")


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Give the identifiers of a text in order; where two overlap, the surer kind stands."""
    folded = fold(text)
    found: list[Found] = []
    if folded.text:
        for kind, start, end in (
            *coded(folded.text),
            *chinese_places(folded.text),
            *chinese_names(folded.text),
        ):
            found.append((kind, *folded.original(start, end)))
    found.extend(english_places(text))
    found.extend(english_names(text))
    kept: list[Found] = []
    taken = bytearray(len(text))
    for one in sorted(found, key=lambda each: (_RANK.index(each[0]), each[1] - each[2], each[1])):
        if not any(taken[one[1] : one[2]]):
            kept.append(one)
            taken[one[1] : one[2]] = b"\1" * (one[2] - one[1])
    return tuple(Identifier(*one) for one in sorted(kept, key=lambda each: each[1]))
