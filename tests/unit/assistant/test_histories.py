"""Whatever happened to the ledger, today's answers rest on what is in force today and on nothing else."""

import asyncio
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.briefing import Briefing
from assistant.citing import Citing
from assistant.engine import Engine, Rooms
from assistant.exchange import Asker, EvidenceFound, Finished, Question, Role
from assistant.gate import RuleGate
from assistant.grounding.grounder import Grounder
from assistant.ports import DraftLimits
from assistant.searching import Searching
from assistant.store.ledger import SqlLedger
from assistant.sufficiency import Sizing, Weighing
from guidelines import Reader
from guidelines.errors import GuidelineError
from prompts import Catalog
from retrieval import Found, Hit
from retrieval.token_counts import EstimatedCounter
from tests.fakes.databases import fresh_database
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.passages import HashEmbedder

pytestmark = pytest.mark.story

TODAY = date(2026, 6, 1)
FAMILIES = ("jia", "yi")
STATEMENT = "甲病患者的血压目标为<{number}/90 mmHg。"
NEIGHBOUR = "甲病患者的血压应每{number}天测量一次。"


class Everything:
    """A retriever that brings whatever the view admits."""

    def __init__(self, ledger):
        self._ledger = ledger

    def find(self, question, *, view, limit):
        del question
        hits = tuple(
            Hit(passage=passage, title=self._ledger.edition(one.edition_id).title, score=1.0)
            for one in self._ledger.editions()
            for passage in self._ledger.passages(one.edition_id)
            if view.admits(passage)
        )
        return Found(hits=hits[:limit], signals={"coverage": 1.0, "dense_top": 0.9} if hits else {})


class Forgetful:
    """A recorder that keeps nothing."""

    def append(self, question, outcome):  # noqa: ARG002 - the port
        return "r"


def engine_over(ledger):
    briefing = Briefing(Catalog(), EstimatedCounter(), prompt_tokens=4000)
    return Engine(
        Rooms(
            gate=RuleGate(),
            searching=Searching(ledger, Everything(ledger), briefing, limit=50, version=lambda _: "test"),
            briefing=briefing,
            model=None,
            grounder=Grounder(),
            citing=Citing(ledger),
            recorder=Forgetful(),
            limits=DraftLimits(),
            weighing=Weighing(Sizing(HashEmbedder()), None),
        )
    )


class Past:
    """What was done, told naively: the truth that the house is held against."""

    def __init__(self):
        self.held, self.gone, self.edges, self.withdrawn, self.arrived = [], set(), set(), {}, []

    def counting(self):
        """Give the latest content of each document that was not taken back."""
        latest = {}
        for one in self.held:
            if one.edition.edition_id not in self.gone:
                latest[one.edition.document_id] = one
        return list(latest.values())

    def in_force(self):
        """Give the contents that may speak today."""
        counting = self.counting()
        by_document = {one.edition.document_id: one for one in counting}

        def ended(one):
            edition = one.edition
            if edition.effective_from > TODAY:
                return True
            if self.withdrawn.get(edition.edition_id, date.max) <= TODAY:
                return True
            if any(
                (edition.document_id, other.edition.edition_id) in self.edges
                or (
                    other.edition.family_id == edition.family_id
                    and not other.edition.amends
                    and other.edition.effective_from > edition.effective_from
                )
                for other in counting
                if other is not one and other.edition.effective_from <= TODAY
            ):
                return True
            bases = [by_document[name] for name in edition.amends if name in by_document]
            return bool(bases) and all(ended(base) for base in bases)

        return [one for one in counting if not ended(one)]

    def silent(self):
        """Give the statements that an amendment in effect has taken the place of: (document, first line)."""
        return {
            (name, 0)
            for one in self.counting()
            for name in one.edition.amends
            if one.edition.effective_from <= TODAY
        }


def edition(number, family, year, amends=()):
    words = STATEMENT.format(number=100 + number)
    if not amends:
        words += "\n" + NEIGHBOUR.format(number=number + 2)
    return content(f"{family}-{number}", year=year, family=family, words=words, amends=amends)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "amend", "supersede", "withdraw", "rollback", "again"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(2012, 2028),
    ),
    min_size=2,
    max_size=9,
)


def live(ledger, acts):
    """Do what is asked as far as the ledger lets it be done, and remember it."""
    past = Past()
    for number, (act, i, j, year) in enumerate(acts):
        try:
            _do(ledger, past, act, (number, i, j, year))
        except GuidelineError:
            continue
    return past


def _do(ledger, past, act, chosen):
    number, i, j, year = chosen
    held = [one for one in past.held if one.edition.edition_id not in past.gone]
    one, other = (held[i % len(held)], held[j % len(held)]) if held else (None, None)
    if act == "add" or one is None:
        _add(ledger, past, edition(number, FAMILIES[i % 2], year))
    elif act == "amend":
        base = one.edition
        _add(ledger, past, edition(number, base.family_id, year, amends=(base.document_id,)))
    elif act == "supersede":
        ledger.supersede(one.edition.edition_id, other.edition.edition_id)
        past.edges.add((one.edition.document_id, other.edition.edition_id))
    elif act == "withdraw":
        day = date(year, 1, 1)
        ledger.withdraw(one.edition.edition_id, on=day, reason="r")
        past.withdrawn[one.edition.edition_id] = min(day, past.withdrawn.get(one.edition.edition_id, day))
    elif act == "rollback":
        arrival = ledger.arrivals()[i % len(ledger.arrivals())]
        ledger.roll_back(arrival.arrival_id, reason="")
        past.gone |= set(arrival.editions)
    elif past.gone:
        name = sorted(past.gone)[i % len(past.gone)]
        again = next(one for one in past.held if one.edition.edition_id == name)
        ledger.add([again])
        past.gone.discard(name)
        past.withdrawn.pop(name, None)
        past.edges = {edge for edge in past.edges if edge[1] != name}
        past.held.remove(again)
        past.held.append(again)


def _add(ledger, past, one):
    ledger.add([one])
    past.held.append(one)


def admissible(past):
    """Give the passages that may be quoted today."""
    silent = past.silent()
    return {
        passage.passage_id
        for one in past.in_force()
        for at, passage in enumerate(one.passages)
        if (one.edition.document_id, at) not in silent
    }


async def shown(engine, role):
    """Give every passage that an answer cites or shows beside it."""
    asked = Question(id="q", text="甲病患者的血压目标是多少？", asker=Asker(role=role), language="zh")
    found = Counter()
    async for event in engine.stream(asked):
        if isinstance(event, EvidenceFound):
            found.update(card.citation.passage_id for card in event.cards)
        if isinstance(event, Finished):
            found.update(cited.passage_id for claim in event.outcome.claims for cited in claim.citations)
    return set(found)


@settings(max_examples=30, deadline=None)
@given(acts=ACTS, role=st.sampled_from([Role.DOCTOR, Role.PATIENT]))
def test_no_answer_of_today_rests_on_what_was_replaced_withdrawn_amended_or_taken_back(acts, role):
    ledger = MemoryLedger(today=lambda: TODAY)
    past = live(ledger, acts)
    assert asyncio.run(shown(engine_over(ledger), role)) <= admissible(past)


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("histories")
    opened = []

    def fresh():
        opened.append(fresh_database(folder / f"{len(opened)}.sqlite3"))
        return opened[-1]

    yield fresh
    for one in opened:
        one.close()


@settings(max_examples=12, deadline=None)
@given(acts=ACTS)
def test_the_stored_ledger_admits_exactly_what_is_in_force(databases, acts):
    ledger = SqlLedger(databases(), today=lambda: TODAY)
    past = live(ledger, acts)
    view = ledger.view(Reader(), as_of=None)
    admitted = {
        passage.passage_id
        for one in past.held
        for passage in ledger.passages(one.edition.edition_id)
        if view.admits(passage)
    }
    assert admitted == admissible(past)


def test_an_amendment_of_an_amendment_waits_for_what_both_amend():
    ledger = MemoryLedger(today=lambda: TODAY)
    live(ledger, [("add", 0, 0, 2027), ("amend", 0, 0, 2012), ("amend", 1, 0, 2012)])
    assert asyncio.run(shown(engine_over(ledger), Role.DOCTOR)) == set()
