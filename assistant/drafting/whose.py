"""Whose record it is where somebody else speaks for the patient."""

from __future__ import annotations

import re

from assistant.drafting import placing_signs as sign
from assistant.drafting.answering import Uttered
from assistant.drafting.lexicon import pattern
from assistant.drafting.record import Talk


def patient_of(talk: Talk) -> str | None:
    """Name the relative who is the patient, where somebody else speaks for them."""
    for turn in talk.turns:
        if turn.speaker in {"doctor", "nurse"}:
            continue
        stated = sign.STANDS_FOR.search(turn.text)
        if stated is not None:
            return _kin(stated["who"])
        if turn.speaker == "family":
            return None if sign.INTRODUCED.search(turn.text) else _kin(turn.text)
    asked = next((turn.text for turn in talk.turns if turn.speaker == "doctor"), "")
    spoken = sign.YOUR_KIN.search(asked)
    return _kin(spoken[1]) if spoken else None


def other_parent(stands_for: str, one: Uttered) -> bool:
    """Say whether a child who speaks for one parent tells of the other: no blood relative of the patient."""
    parent = next((number for number, words in enumerate(sign.PARENTS) if words.match(stands_for)), None)
    said = one.clause.speaker == "family" and parent is not None
    return (
        said and bool(re.search(rf"我(?:{sign.PARENTS[1 - parent].pattern})", one.text))
        if parent is not None
        else False
    )


def _kin(text: str) -> str | None:
    found = pattern("relative").search(text) or pattern("other_person").search(text)
    return found[0] if found else None
