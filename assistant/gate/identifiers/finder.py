"""Finds what names a person, in Chinese and English; spans are offsets into the text as given."""

from __future__ import annotations

from assistant.gate.folding import Folded, fold
from assistant.gate.identifiers.identifier import Identifier, Kind
from assistant.gate.identifiers.learned import read_names
from assistant.gate.identifiers.numbers import Found, beside_a_person, born_behind, coded
from assistant.gate.identifiers.people import chinese_names, english_names
from assistant.gate.identifiers.places import chinese_places, english_places

_RANK: tuple[Kind, ...] = ("EMAIL", "ID", "MRN", "INSURANCE", "DOB", "PLATE", "PHONE", "ADDRESS", "NAME")


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Give the identifiers of a text in order; where two overlap, the surer kind stands.

    The learned tagger and the taught reader are asked where rules have found an identifier: a text that
    identifies somebody. In a plain question the tagger would take new medicines and eponyms for people (42 of
    92 medicines in no list).
    """
    folded = fold(text)
    found: list[Found] = []
    if folded.text:
        for kind, start, end in (*coded(folded.text), *chinese_places(folded.text)):
            found.append((kind, *folded.original(start, end)))
    found.extend(english_places(text))
    named = _names(text, folded, learned=False)
    found.extend(_names(text, folded, learned=True) if found or named else named)
    kept: list[Found] = []
    taken = bytearray(len(text))
    found.extend(born_behind(text, [end for kind, _, end in found if kind == "NAME"]))
    ranked = sorted(found, key=lambda each: (_RANK.index(each[0]), each[1] - each[2], each[1]))
    if ranked:
        unnamed = beside_a_person(folded.text)
        ranked.extend((kind, *folded.original(start, end)) for kind, start, end in unnamed)
    for one in ranked:
        if not any(taken[one[1] : one[2]]):
            kept.append(one)
            taken[one[1] : one[2]] = b"\1" * (one[2] - one[1])
    if kept:
        kept.extend(("NAME", *span) for span in read_names(text) if not any(taken[slice(*span)]))
    return tuple(Identifier(*one) for one in sorted(kept, key=lambda each: each[1]))


def _names(text: str, folded: Folded, *, learned: bool) -> list[Found]:
    chinese = chinese_names(folded.text, learned=learned) if folded.text else ()
    found: list[Found] = [(kind, *folded.original(start, end)) for kind, start, end in chinese]
    return [*found, *english_names(text, learned=learned)]
