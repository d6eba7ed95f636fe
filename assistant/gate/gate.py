"""The gate: emergencies first, then what may never be served, then attempts to change the rules."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.exchange import Role, Turn
from assistant.gate.decision import action_for
from assistant.gate.learned.drafted import dictates_a_regimen
from assistant.gate.learned.meaning import Embedding
from assistant.gate.learned.opinion import SecondOpinion, reports, spared, tells
from assistant.gate.matching import Scan, Span, fires
from assistant.gate.names import with_own
from assistant.gate.outgoing import OutgoingGuard
from assistant.gate.policy import Policy, called, load_policy
from assistant.gate.reading import readings, stretches, written_and_open
from assistant.gate.redflags import RedFlags
from assistant.gate.redflags.finder import language_of
from assistant.gate.redflags.rulebook import LEVELS
from assistant.gate.rule import Direction, Examples, Kind, Rule, RuleBook, shipped_rules
from assistant.ports import GateVerdict, Quoted, RuleHit, Verdict
from assistant.reader import Reads
from guidelines import Language

_SLOTS_LAST = 20
"""How many turns what was said stays open for a later turn to complete (domain report §2.5.5)."""
_EMERGENCIES = frozenset({"E120", "ED"})
_STAFF = frozenset(Role) - {Role.PATIENT}
_ORDER: tuple[tuple[str, Verdict], ...] = (
    ("red_flag", "emergency"),
    ("prescription", "blocked"),
    ("regimen", "blocked"),
    ("injection", "injection"),
)

_RECORDED: Mapping[Kind, str] = {"prescription": "dictated", "regimen": "said"}
"""By which slot staff's words are known as taken down from somebody."""
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
    examples=Examples(role=Role.PATIENT, hits=(), misses=()),
)
_LEARNED_OUT = replace(
    _LEARNED,
    id="LEARNED-OUT",
    kind="regimen",
    direction="out",
    reason={
        "zh": "这段文字读来像是给某个人的用药方案，机器不得写出",
        "en": "This reads like a regimen for one person, which no machine may write",
    },
)


class RuleGate:
    """Implements `assistant.ports.Gate` with rules as data; without model, network or clock."""

    def __init__(
        self,
        book: RuleBook | None = None,
        flags: RedFlags | None = None,
        *,
        policy: Policy | None = None,
        embedding: Embedding | None = None,
        reader: Reads | None = None,
    ) -> None:
        """Take the packaged rules, red flags and policy, or others; the rest are for unclear turns."""
        self._book = book or shipped_rules()
        self._flags = flags or RedFlags(reader=reader)
        self._decided = policy or load_policy()
        self._lexicon = with_own(self._decided.brands)
        self._opinion = SecondOpinion(self._book, self._lexicon, embedding)
        self._documents = tuple(rule for rule in self._book.rules if rule.direction == "document")
        self._policy = f"{self._book.policy}.{self._flags.book.digest[:12]}.{self._decided.name}"

    @property
    def policy(self) -> str:
        """Name what is in force: hashes of the rules and the red flags; the policy's id, version and hash."""
        return self._policy

    @property
    def decided(self) -> Policy:
        """Give the hospital's policy that this gate stands under."""
        return self._decided

    def sources(self) -> Mapping[str, str]:
        """Give the source of every rule by its id, a red flag's with how certain it is."""
        flags = {one.id: f"{one.source} ({one.certainty})" for one in self._flags.book.flags}
        return {one.id: one.source for one in self._book.rules} | flags

    def warm_up(self) -> None:
        """Compile now what the first texts would wait for."""
        self._book.compile()

    def incoming(self, text: str, *, role: Role, history: Sequence[Turn]) -> GateVerdict:
        """Judge what a person wrote; an emergency of any earlier turn keeps standing."""
        asked = [turn.text for turn in history if turn.speaker != "assistant"]
        open_still = [self._scan(earlier) for earlier in asked[-_SLOTS_LAST:]]
        hits, scans = self._hits(text, open_still, role=role, direction="in")
        scan = scans[-1]
        hits += self._learned(text, scan, open_still, hits, role)
        hits += self._red_flags(text, scan, role, history)
        return self._verdict(hits, scan, role, language_of(text))

    def outgoing(self, text: str, *, role: Role, quotes: Sequence[Quoted] = ()) -> GateVerdict:
        """Judge a drafted text; what is quoted verbatim in it is let through."""
        said = _without(text, quotes)
        hits, scans = self._hits(said, (), role=role, direction="out")
        return self._verdict(hits or self._like_a_regimen(said, scans, role), scans[-1], role)

    def dictates(self, text: str) -> RuleHit | None:
        """Say whether a sentence of a stored document speaks to a machine or dictates an answer."""
        for read in written_and_open(text):
            scan = Scan(read)
            for rule in self._documents:
                if (span := fires(rule, scan, ())) is not None:
                    return _hit(rule, *read.original(*span), language_of(text))
        return None

    def guard(self, role: Role) -> OutgoingGuard:
        """Make the guard of one answer to a reader of this role."""
        return OutgoingGuard(
            lambda text: self.outgoing(text, role=role),
            together=lambda text: self._by_rules(text, role),
            near=lambda text: self._by_likeness(text, role),
        )

    def _by_rules(self, text: str, role: Role) -> GateVerdict:
        hits, scans = self._hits(text, (), role=role, direction="out")
        return self._verdict(hits, scans[-1], role)

    def _by_likeness(self, text: str, role: Role) -> GateVerdict:
        scans = [Scan(one[0]) for one in stretches(text, self._lexicon)]
        return self._verdict(self._like_a_regimen(text, scans, role), scans[-1], role)

    def _like_a_regimen(self, text: str, scans: Sequence[Scan], role: Role) -> list[RuleHit]:
        """Ask the learned channel; it holds nothing back from doctors, nor what staff took down."""
        taken_down = self._book.slot(_RECORDED["regimen"])
        if role is Role.DOCTOR or (role in _STAFF and any(one.spans(taken_down) for one in scans)):
            return []
        if not dictates_a_regimen([one.folded for one in scans], self._lexicon):
            return []
        return [_hit(_LEARNED_OUT, 0, len(text), language_of(text))]

    def _scan(self, text: str) -> Scan:
        return Scan(readings(text, self._lexicon)[0])

    def _hits(
        self, text: str, earlier: Sequence[Scan], *, role: Role, direction: Direction
    ) -> tuple[list[RuleHit], list[Scan]]:
        """Give what fires, each rule once, in the rules' order, and the stretches that were read.

        A long text is read until something fires.
        """
        rules = [rule for rule in self._book.rules if rule.direction == direction and self._holds(rule, role)]
        hits: dict[str, RuleHit] = {}
        seen: list[Scan] = []
        for stretch in stretches(text, self._lexicon):
            scans = [Scan(one) for one in stretch]
            seen.append(scans[0])
            for scan, rule in itertools.product(scans, rules):
                if rule.id not in hits and (hit := self._hit(rule, scan, earlier, role, text)):
                    hits[rule.id] = hit
            if hits:
                break
        return [hits[rule.id] for rule in rules if rule.id in hits], seen

    def _holds(self, rule: Rule, role: Role) -> bool:
        return role not in rule.exempt and rule.otc in {None, self._decided.otc}

    def _hit(self, rule: Rule, scan: Scan, earlier: Sequence[Scan], role: Role, text: str) -> RuleHit | None:
        span = fires(rule, scan, earlier)
        if span is None or self._dictated(rule, scan, span, role):
            return None
        if rule.kind == "prescription" and reports(self._book, scan):
            return None
        return _hit(rule, *scan.folded.original(*span), language_of(text))

    def _learned(
        self, text: str, scan: Scan, earlier: Sequence[Scan], hits: Sequence[RuleHit], role: Role
    ) -> list[RuleHit]:
        """Ask the learned channels where no rule has spoken; they only add blocks, and none to a doctor."""
        if role is Role.DOCTOR or hits or any(scan.spans(self._book.slot(one)) for one in spared()):
            return []
        if tells(self._book, scan) or not self._opinion.blocks([*earlier, scan]):
            return []
        return [_hit(_LEARNED, 0, len(text), language_of(text))]

    def _dictated(self, rule: Rule, scan: Scan, span: Span, role: Role) -> bool:
        """Say whether these words are staff's record of what somebody said, which asks for nothing."""
        slot = _RECORDED.get(rule.kind)
        if slot is None or role not in _STAFF:
            return False
        return scan.holds(self._book.slot(slot), scan.sentences_of(span))

    def _red_flags(self, text: str, scan: Scan, role: Role, history: Sequence[Turn]) -> list[RuleHit]:
        """Give the red flags of this turn and, as hits of no width, of the earlier ones."""
        if role in _STAFF:
            history = [turn for turn in history if not self._studied(self._scan(turn.text))]
            text = "" if self._studied(scan) else text
        return [
            RuleHit(
                id=one.rule_id,
                kind="red_flag",
                start=one.start,
                end=one.end,
                reason=one.reason,
                urgency=one.urgency,
            )
            for one in self._flags.find(text, history=history)
        ]

    def _studied(self, scan: Scan) -> bool:
        """Say whether staff speak of a red flag as a subject of study rather than of somebody at hand."""
        return bool(scan.spans(self._book.slot("guideline"))) or not scan.spans(self._book.slot("at_hand"))

    def _offers(self, verdict: Verdict, hits: Sequence[RuleHit], language: Language) -> tuple[str, ...]:
        """Give the hospital's own lines: numbers beside a red flag, contacts under a block."""
        if any(hit.kind == "red_flag" for hit in hits):
            return tuple(called(one, language) for one in self._decided.own_hotlines)
        return tuple(self._decided.contacts.values()) if verdict == "blocked" else ()

    def _verdict(
        self, hits: Sequence[RuleHit], scan: Scan, role: Role, language: Language = "zh"
    ) -> GateVerdict:
        urgency = min((hit.urgency for hit in hits if hit.urgency), key=LEVELS.index, default=None)
        said = [verdict for kind, verdict in _ORDER if any(_decides(hit, kind) for hit in hits)]
        verdict: Verdict = said[0] if said else "clear"
        return GateVerdict(
            verdict=verdict,
            rules=tuple(sorted(hits, key=_weight)),
            policy=self.policy,
            urgency=urgency,
            action=action_for(verdict, scan, role=role, book=self._book),
            offers=self._offers(verdict, hits, language),
        )


def classes(verdict: GateVerdict) -> tuple[str, ...]:
    """Give the classes of the domain report (`RF…`, `P…`) that a verdict names, each once, in order."""
    named = (hit.id.partition("-")[0] for hit in verdict.rules)
    return tuple(dict.fromkeys(one for one in named if one[:1] in {"R", "P"}))


def _weight(hit: RuleHit) -> tuple[int, int]:
    """Order hits as the verdicts are ordered, the most urgent red flag first."""
    kinds = [kind for kind, _ in _ORDER]
    return kinds.index(hit.kind), LEVELS.index(hit.urgency) if hit.urgency else 0


def _decides(hit: RuleHit, kind: str) -> bool:
    return hit.kind == kind and (kind != "red_flag" or hit.urgency in _EMERGENCIES)


def _without(text: str, quotes: Sequence[Quoted]) -> str:
    """Blank out what is quoted; every character keeps its place."""
    for quote in quotes:
        start, end = max(quote.start, 0), min(quote.end, len(text))
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _hit(rule: Rule, start: int, end: int, language: Language) -> RuleHit:
    return RuleHit(id=rule.id, kind=rule.kind, start=start, end=end, reason=rule.reason[language])
