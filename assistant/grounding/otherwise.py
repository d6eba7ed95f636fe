"""Where the evidence gives a value in another form: an age in numbers, `may` for possibly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from assistant.grounding.amounts import same_age
from assistant.grounding.facts import Clause
from assistant.grounding.fault import Ground
from assistant.grounding.lexicon import lexicon
from assistant.grounding.sequence import agree

# Behind `only` a count says itself what it says: `only once`.
_NEAR = 3
_MAY = 1
# Beside these a cause or a prevention that only the claim names is a stronger statement.
_TOLD_APART = frozenset({"causality", "link", "direction", "trend", "certainty", "factor"})
_OBSTETRIC = frozenset({"preeclampsia", "eclampsia", "gestational-diabetes", "gestational-hypertension"})
_Rule: TypeAlias = Callable[[frozenset[str], Clause, Ground], bool]


def told_otherwise(name: str, claimed: frozenset[str], claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence gives the claimed values of an axis in another form."""
    rule = _RULES.get(name)
    return rule is not None and rule(claimed, claim, ground)


def _said(name: str, ground: Ground) -> frozenset[str]:
    """Give the values of an axis that stand in the evidence sentence."""
    return frozenset[str]().union(*(c.values.get(name, frozenset()) for c in ground.sentence.clauses))


def _age(_: frozenset[str], claim: Clause, ground: Ground) -> bool:
    return same_age(claim, ground.clause)


def _narrowed(claim: Clause, ground: Ground) -> bool:
    """Say whether the evidence is for a case of which the claim has not a word."""
    told = claim.keys | lexicon().plain
    cases = (c.proviso for c in ground.sentence.clauses if c.start <= ground.clause.start)
    wanted = {
        key
        for key in frozenset[str]().union(*cases) - told
        if ":" in key and not key.startswith(("disease:", "concept:patient"))
    }
    # `A, and B if at risk`: an English case at the end may be of its last part only.
    return bool(wanted) and not claim.proviso and not claim.quantities and not ground.sentence.text.isascii()


def _share(claimed: frozenset[str], claim: Clause, ground: Ground) -> bool:
    """`some` needs no word; `usually` may stand beside the share that its clause names."""
    said = _said("share", ground)
    own = ground.clause.values.get("share", frozenset())
    if claimed == {"all"} and not said and _narrowed(claim, ground):
        return False
    if claimed <= {"usual", "most"} and not said:
        return not any(q.dimension == ("ratio",) for c in ground.sentence.clauses for q in c.quantities)
    if claimed == {"all"} and not said:
        parts = any(q.dimension == ("ratio",) for c in ground.sentence.clauses for q in c.quantities)
        return not parts and not any(_MAY in c.levels for c in ground.sentence.clauses)
    return (claimed == {"some"} and not said) or (
        "usual" in claimed and bool(claimed & own) and claimed <= said
    )


def _only(_: frozenset[str], claim: Clause, ground: Ground) -> bool:
    marks = [t.end for t in claim.terms if t.group == "only"]
    if claim.values.get("share", frozenset()) & {"few", "some"}:
        return bool(ground.sentence.clauses)
    counted = all(any(0 <= q.start - end <= _NEAR for q in claim.quantities) for end in marks)
    return counted and bool(ground.sentence.clauses)


def _causality(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    told = frozenset[str]().union(*(frozenset(c.values) for c in ground.sentence.clauses))
    return "cure" not in claimed and told.isdisjoint(_TOLD_APART)


def _proviso(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    said = _said("proviso", ground)
    if said and said.isdisjoint(claimed):
        return False
    negated = any(t.group == "negation" for c in ground.sentence.clauses for t in c.terms)
    return claimed <= {"unless", "regardless"} and negated


def _sex(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    expecting = any("pregnancy" in c.context for c in ground.sentence.clauses)
    return claimed == {"female"} and expecting and not _said("sex", ground)


def _pregnancy(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    """Whom a disease of pregnancy threatens is pregnant."""
    return (
        claimed == {"pregnant"}
        and not _said("pregnancy", ground)
        and bool(_said("disease", ground) & _OBSTETRIC)
    )


def _feeding(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    lactating = any("lactating" in c.context.get("pregnancy", ()) for c in ground.sentence.clauses)
    return claimed == {"breast"} and lactating


def _risk(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    return claimed == {"high"} and "increase" in _said("direction", ground)


def _certainty(claimed: frozenset[str], _: Clause, ground: Ground) -> bool:
    hedged = bool(_said("share", ground)) or any(_MAY in c.levels for c in ground.sentence.clauses)
    return claimed == {"possible"} and hedged


def _order(_: frozenset[str], claim: Clause, ground: Ground) -> bool:
    return agree(claim.order, ground.clause.order)


def _line(claimed: frozenset[str], claim: Clause, ground: Ground) -> bool:
    """`先用` is a first step where something follows."""
    preferred = "concept:prefer" in ground.clause.keys
    return claimed == {"first"} and (preferred or agree(claim.order, ground.clause.order))


_RULES: Final[dict[str, _Rule]] = {
    "age": _age,
    "share": _share,
    "only": _only,
    "causality": _causality,
    "proviso": _proviso,
    "feeding": _feeding,
    "pregnancy": _pregnancy,
    "sex": _sex,
    "risk": _risk,
    "certainty": _certainty,
    "order": _order,
    "line": _line,
}
