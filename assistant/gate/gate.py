"""The gate: emergencies first, then what may never be served, then attempts to change the rules."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from assistant.exchange import Role, Turn
from assistant.gate.decision import action_for
from assistant.gate.kept import Kept
from assistant.gate.learned.channel import channel, readable
from assistant.gate.matching import Scan, Span, fires
from assistant.gate.outgoing import OutgoingGuard
from assistant.gate.reading import readings
from assistant.gate.rule import Direction, Examples, Kind, Rule, RuleBook, load_rules
from assistant.ports import GateVerdict, Quoted, RuleHit, Verdict
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

_SPARED = ("neighbour", "guideline", "dictated")
"""Slots in whose presence the learned channel stays silent: these words are what rules judge."""
_LEARNED = Rule(
    id="LEARNED",
    kind="prescription",
    direction="in",
    exempt=frozenset({Role.DOCTOR}),
    source="learned from the gate's own cases; assistant/gate/learned/CARD.md",
    reason={
        "zh": "这段话像是在为个人索取用药方案，须由医师诊疗后作出",
        "en": "This reads like a request for a person's regimen, which needs a physician's consultation",
    },
    groups=(),
    unless=None,
    within=1,
    across_turns=False,
    needs_history=False,
    urgency=None,
    examples=Examples(role=Role.PATIENT, hits=(), misses=()),
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
        scans = _scans(text)
        open_still = [_scans(earlier)[0] for earlier in asked[-_SLOTS_LAST:]]
        hits = self._hits(text, scans, open_still, role=role, direction="in")
        hits += self._learned(text, scans[0], asked, hits, role)
        hits += self._standing_emergencies(asked, role)
        return self._verdict(hits, scans[0], role)

    def outgoing(self, text: str, *, role: Role, quotes: Sequence[Quoted] = ()) -> GateVerdict:
        """Judge a drafted text; what is quoted verbatim in it is let through."""
        scans = _scans(_without(text, quotes))
        return self._verdict(self._hits(text, scans, (), role=role, direction="out"), scans[0], role)

    def guard(self, role: Role) -> OutgoingGuard:
        """Make the guard of one answer to a reader of this role."""
        return OutgoingGuard(lambda text: self.outgoing(text, role=role))

    def _hits(
        self, text: str, scans: Sequence[Scan], earlier: Sequence[Scan], *, role: Role, direction: Direction
    ) -> list[tuple[Rule, RuleHit]]:
        language = _language(text)
        hits: list[tuple[Rule, RuleHit]] = []
        for rule in self._book.rules:
            if rule.direction != direction or role in rule.exempt or self._studied(rule, scans[0], role):
                continue
            for scan in scans:
                span = fires(rule, scan, earlier, self._book)
                if span is not None and not self._dictated(rule, scan, span, role):
                    start, end = scan.folded.original(*span)
                    hits.append((rule, _hit(rule, start, end, language)))
                    break
        return hits

    def _learned(
        self, text: str, scan: Scan, asked: Sequence[str], hits: Sequence[tuple[Rule, RuleHit]], role: Role
    ) -> list[tuple[Rule, RuleHit]]:
        """Ask the learned channel where no rule has spoken; it only adds blocks, and none to a doctor."""
        if role is Role.DOCTOR or hits or any(scan.spans(self._book.slot(one)) for one in _SPARED):
            return []
        turns = [readable(readings(one)[0]) for one in asked[-2:]]
        if not channel().blocks([*turns, readable(scan.folded)]):
            return []
        return [(_LEARNED, _hit(_LEARNED, 0, len(text), _language(text)))]

    def _dictated(self, rule: Rule, scan: Scan, span: Span, role: Role) -> bool:
        """Say whether staff have these words taken down as somebody said them, which asks for nothing."""
        if rule.kind != "prescription" or role not in _STAFF:
            return False
        return scan.holds(self._book.slot("dictated"), scan.sentences_of(span))

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
            scan = _scans(text)[0]
            flags = tuple(
                rule
                for rule in self._book.rules
                if rule.kind == "red_flag" and not self._studied(rule, scan, role)
                if fires(rule, scan, (), self._book) is not None
            )
            self._judged.put(key, flags)
        return flags

    def _verdict(self, hits: Sequence[tuple[Rule, RuleHit]], scan: Scan, role: Role) -> GateVerdict:
        urgency = min((rule.urgency for rule, _ in hits if rule.urgency), key=_URGENCIES.index, default=None)
        rules = tuple(hit for _, hit in sorted(hits, key=_weight))
        verdict = next(
            (said for kind, said in _ORDER if any(rule.kind == kind and _decides(rule) for rule, _ in hits)),
            "clear",
        )
        action = action_for(verdict, scan, role=role, book=self._book)
        return GateVerdict(verdict=verdict, rules=rules, policy=self.policy, urgency=urgency, action=action)


def classes(verdict: GateVerdict) -> tuple[str, ...]:
    """Give the classes of the domain report (`RF…`, `P…`) that a verdict names, each once, in order."""
    named = (hit.id.partition("-")[0] for hit in verdict.rules)
    return tuple(dict.fromkeys(one for one in named if one[:1] in {"R", "P"}))


def _weight(one: tuple[Rule, RuleHit]) -> tuple[int, int]:
    """Order hits as the verdicts are ordered, the most urgent red flag first."""
    rule = one[0]
    kinds = [kind for kind, _ in _ORDER]
    return kinds.index(rule.kind), _URGENCIES.index(rule.urgency) if rule.urgency else 0


def _decides(rule: Rule) -> bool:
    return rule.kind != "red_flag" or rule.urgency in _EMERGENCIES


def _without(text: str, quotes: Sequence[Quoted]) -> str:
    """Blank out what is quoted; every character keeps its place."""
    for quote in quotes:
        start, end = max(quote.start, 0), min(quote.end, len(text))
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _scans(text: str) -> tuple[Scan, ...]:
    return tuple(Scan(one) for one in readings(text))


def _hit(rule: Rule, start: int, end: int, language: Language) -> RuleHit:
    return RuleHit(id=rule.id, kind=rule.kind, start=start, end=end, reason=rule.reason[language])


def _language(text: str) -> Language:
    return "zh" if any("\u3400" <= character <= "\u9fff" for character in text) else "en"
