"""Whether a phrased line says what its placed sentence says: nothing more, nothing less, nothing swapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.checkback import fault_in, heard_of
from assistant.drafting.lexicon import denied, latin, pattern
from assistant.drafting.record import Sentence, Talk
from assistant.drafting.register import in_record_words, stem, weighty

_LOOSE = re.compile(r"\d+(?:[.:/]\d+)*|左|右|双|(?<![a-z])(?:left|right|both|bilateral)(?![a-z])")
_GROUPS = ("symptom", "disease", "body", "result", "habit", "relative", "other_person")
_PAST = re.compile(r"\b(?:had|was|were|did|used|ago|'d)\b|[a-z](?:ed|'ve)\b|\bhave\b")
_NOW = re.compile(r"\b(?:has|have|is|are|am|does|do)\b|'(?:ve|m|re|s)\b|n't")
_REGULAR = re.compile(r"\b[a-z]{2,}ed\b")


def difference(placed: Sentence, phrased: str, talk: Talk) -> str | None:
    """Name what sets a phrased line apart from the sentence that it was written from, or None.

    It passes the check back against the sentence's own sources; beyond that no word that carries a fact
    comes or goes, and where order tells what belongs together it stays. Everyday words and the record's
    words for the same thing count as one (`register.toml`).
    """
    heard = heard_of(placed, talk)
    if not heard:
        return "no source"
    fault = fault_in(in_record_words(phrased), [*heard, *(in_record_words(one) for one in heard)])
    if fault is not None:
        return fault
    said, written = weighty(placed.text), weighty(phrased)
    lost = next((one for one in said if one not in written), None)
    if lost is not None:
        return f"{lost!r} was lost"
    more = next((one for one in written if one not in said), None)
    if more is not None:
        return f"{more!r} is not what was placed"
    if denied(placed.text) != denied(phrased) or _swapped(placed.text, phrased):
        return "what belongs together was taken apart"
    return "another time" if latin(placed.text) and _other_time(placed.text, phrased) else None


def _swapped(said: str, written: str) -> bool:
    """Say whether numbers, sides, denials and findings changed their order where that can change a fact."""
    first, second = list(_anchors(said)), list(_anchors(written))
    loose = [one for one in first if _LOOSE.fullmatch(one)]
    return (len(loose) > 1 or denied(said)) and first != second


def _anchors(text: str) -> Iterator[str]:
    plain = in_record_words(text)
    found = [(match.start(), match[0]) for match in _LOOSE.finditer(plain)]
    for group in (*_GROUPS, "negation"):
        found += [(match.start(), match[0]) for match in pattern(group).finditer(plain)]
    return (word if _LOOSE.fullmatch(word) else stem(word) for _, word in sorted(found))


def _other_time(said: str, written: str) -> bool:
    """Say whether what is told as past is written as present, or the other way round."""
    said, written = in_record_words(said), in_record_words(written)
    if {stem(one) for one in _REGULAR.findall(said)} != {stem(one) for one in _REGULAR.findall(written)}:
        return True
    newly_past = _PAST.search(written) and not _PAST.search(said)
    return bool(newly_past or (_NOW.search(written) and not _NOW.search(said) and _PAST.search(said)))
