"""The gate: emergencies first, then what may never be served, then attempts to change the rules."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from assistant.exchange import Role, Turn
from assistant.gate.folding import fold
from assistant.gate.kept import Kept
from assistant.gate.matching import Scan, fires
from assistant.gate.rule import Direction, Kind, Rule, RuleBook, load_rules
from assistant.ports import GateVerdict, RuleHit, Verdict
from guidelines import Language

_SLOTS_LAST = 20
"""How many turns what was said stays open for a later turn to complete (domain report §2.5.5)."""
_JUDGED_KEPT = 20_000
_URGENCIES = ("E120", "ED", "C24", "C72", "SELF")
_EMERGENCIES = frozenset({"E120", "ED"})
_STAFF = frozenset(Role) - {Role.PATIENT}
_ORDER: tuple[tuple[Kind, Verdict], ...] = (
    ("red_flag", "emergency"),
    ("prescription", "blocked"),
    ("regimen", "blocked"),
    ("injection", "injection"),
)


class RuleGate:
    """Implements `assistant.ports.Gate` with rules as data; without model, network or clock."""

    def __init__(self, book: RuleBook | None = None) -> None:
        self._book = book or load_rules()
        self._judged: Kept[tuple[bytes, bool], tuple[Rule, ...]] = Kept(_JUDGED_KEPT)

    @property
    def policy(self) -> str:
        """Name the version of the rules in force: a number and a hash of every rule file."""
        return self._book.policy

    def incoming(self, text: str, *, role: Role, history: Sequence[Turn]) -> GateVerdict:
        """Judge what a person wrote; an emergency of any earlier turn keeps standing."""
        asked = [turn.text for turn in history if turn.speaker != "assistant"]
        open_still = [Scan(fold(earlier)) for earlier in asked[-_SLOTS_LAST:]]
        hits = self._hits(text, Scan(fold(text)), open_still, role=role, direction="in")
        hits += self._standing_emergencies(asked, role)
        return self._verdict(hits)

    def outgoing(self, text: str, *, role: Role) -> GateVerdict:
        """Judge a drafted sentence that is not a verbatim quotation."""
        return self._verdict(self._hits(text, Scan(fold(text)), (), role=role, direction="out"))

    def _hits(
        self, text: str, scan: Scan, earlier: Sequence[Scan], *, role: Role, direction: Direction
    ) -> list[tuple[Rule, RuleHit]]:
        language = _language(text)
        hits: list[tuple[Rule, RuleHit]] = []
        for rule in self._book.rules:
            if rule.direction != direction or role in rule.exempt or self._studied(rule, scan, role):
                continue
            span = fires(rule, scan, earlier, self._book)
            if span is not None:
                start, end = scan.folded.original(*span)
                hits.append((rule, _hit(rule, start, end, language)))
        return hits

    def _studied(self, rule: Rule, scan: Scan, role: Role) -> bool:
        """Say whether staff speak of a red flag as a subject of study rather than of somebody at hand."""
        if rule.kind != "red_flag" or role not in _STAFF:
            return False
        return bool(scan.spans(self._book.slot("guideline"))) or not scan.spans(self._book.slot("at_hand"))

    def _standing_emergencies(self, earlier: Sequence[str], role: Role) -> list[tuple[Rule, RuleHit]]:
        """Give earlier turns' red flags as hits of no width: urgency never goes down in an episode."""
        return [
            (rule, _hit(rule, 0, 0, _language(text)))
            for text in dict.fromkeys(earlier)
            for rule in self._red_flags(text, role)
        ]

    def _red_flags(self, text: str, role: Role) -> tuple[Rule, ...]:
        """Give the red flags of an earlier turn; each text is judged once and kept by its hash alone."""
        key = (sha256(text.encode("utf-8", "surrogatepass")).digest(), role in _STAFF)
        flags = self._judged.get(key)
        if flags is None:
            scan = Scan(fold(text))
            flags = tuple(
                rule
                for rule in self._book.rules
                if rule.kind == "red_flag" and not self._studied(rule, scan, role)
                if fires(rule, scan, (), self._book) is not None
            )
            self._judged.put(key, flags)
        return flags

    def _verdict(self, hits: Sequence[tuple[Rule, RuleHit]]) -> GateVerdict:
        urgency = min((rule.urgency for rule, _ in hits if rule.urgency), key=_URGENCIES.index, default=None)
        rules = tuple(hit for _, hit in sorted(hits, key=_weight))
        for kind, verdict in _ORDER:
            if any(rule.kind == kind and _decides(rule) for rule, _ in hits):
                return GateVerdict(verdict=verdict, rules=rules, policy=self.policy, urgency=urgency)
        return GateVerdict(verdict="clear", rules=rules, policy=self.policy, urgency=urgency)


def classes(verdict: GateVerdict) -> tuple[str, ...]:
    """Give the classes of the domain report (`RF…`, `P…`) that a verdict names, each once, in order."""
    return tuple(dict.fromkeys(hit.id.partition("-")[0] for hit in verdict.rules))


def _weight(one: tuple[Rule, RuleHit]) -> tuple[int, int]:
    """Order hits as the verdicts are ordered, the most urgent red flag first."""
    rule = one[0]
    kinds = [kind for kind, _ in _ORDER]
    return kinds.index(rule.kind), _URGENCIES.index(rule.urgency) if rule.urgency else 0


def _decides(rule: Rule) -> bool:
    return rule.kind != "red_flag" or rule.urgency in _EMERGENCIES


def _hit(rule: Rule, start: int, end: int, language: Language) -> RuleHit:
    return RuleHit(id=rule.id, kind=rule.kind, start=start, end=end, reason=rule.reason[language])


def _language(text: str) -> Language:
    return "zh" if any("\u3400" <= character <= "\u9fff" for character in text) else "en"
