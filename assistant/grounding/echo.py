"""A sentence that only says the question again: true, and no answer."""

from __future__ import annotations

import re

from assistant.grounding.facts import read

# Asked for yes or no, the question's own words are the answer: 可以用于儿童。
_YES_OR_NO = re.compile(
    r"吗|是否|能否|可否|是不是|能不能|可不可以|要不要|需不需要|该不该|有没有"
    r"|^\W*(?:is|are|was|were|can|could|may|should|must|do|does|did|will|would|has|have)\b",
    re.IGNORECASE,
)


def echoes(question: str, sentence: str) -> bool:
    """Say whether a sentence names nothing that an open question did not: no number, force or new word."""
    if _YES_OR_NO.search(question):
        return False
    said = read(sentence).clauses
    if any(clause.quantities or clause.levels for clause in said):
        return False
    named = frozenset[str]().union(*(clause.keys for clause in said))
    asked = frozenset[str]().union(*(clause.keys for clause in read(question).clauses))
    return bool(named) and named <= asked
