"""A house whose engine says what it was told to; ledger, intake and account book are real."""

import asyncio
from datetime import UTC, datetime, timedelta

from assistant.attachments import AttachmentRoom
from assistant.auditing import AuditRoom
from assistant.booking import BookingRoom
from assistant.changes import ChangeLog
from assistant.charts import ChartRoom
from assistant.checking import Checker
from assistant.checking.sources import Sources
from assistant.citing import Citing
from assistant.consent import ConsentBook
from assistant.exchange import (
    Answered,
    Claim,
    ClaimShown,
    Dropped,
    EvidenceCard,
    EvidenceFound,
    Finished,
    Role,
    SentenceDropped,
    Trace,
)
from assistant.facsimile import Facsimile
from assistant.gate import RuleGate
from assistant.gate.live import LiveGate
from assistant.gate.policy import load_policy
from assistant.house import House
from assistant.inspection import Inspection
from assistant.intake import Intake
from assistant.notices import Bell
from assistant.own_data import OwnDataRoom, Retention
from assistant.people import Scope
from assistant.settings import ServerSettings, Settings
from assistant.store.attachments import SqlAttachments
from assistant.store.auditing import SqlAudit
from assistant.store.booking import SqlCalendar
from assistant.store.charts import SqlCharts
from assistant.store.consents import SqlConsents
from assistant.store.files import OriginalsFolder
from assistant.store.head_key import HeadKeyFile
from assistant.store.inspection import SqlInspected
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.looks import SqlLooks
from assistant.store.notices import SqlNotices
from assistant.store.own_data import SqlOwnData
from assistant.store.records import SqlRecorder
from assistant.store.worklist import SqlWorklist
from assistant.triage import triage
from assistant.wiring.care import Around, care_rooms
from assistant.wiring.findings import finding_room
from assistant.wiring.forms import form_book
from assistant.wiring.notices import reminder_room
from assistant.wiring.rota import clocks_by, rota_room
from assistant.wiring.safety import risk_room
from assistant.wiring.safety import safety_rooms as wired_rooms
from assistant.wiring.twin import twin_room
from assistant.worklist import Worklist
from guidelines.citation import cite
from retrieval import Found, Hit
from retrieval.token_counts import EstimatedCounter
from tests.fakes.databases import fresh_database
from tests.fakes.doors import account_book
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

SENTENCES = ("第一句话说明一件事。", "The second sentence says another thing.")


class ScriptedEngine:
    """Plays `events` to every question; `questions` keeps them, `left` counts drafts that were cut off."""

    def __init__(self):
        self.events, self.questions, self.left, self.delay_s = [], [], 0, 0.0
        self.fault = None

    async def ask(self, question):
        async for event in self.stream(question):
            if isinstance(event, Finished):
                return event.outcome
        raise AssertionError("the script has no last event")

    async def stream(self, question):
        self.questions.append(question)
        try:
            for event in self.events:
                await asyncio.sleep(self.delay_s)
                if self.fault is not None and isinstance(event, Finished):
                    raise self.fault
                yield event
        except (asyncio.CancelledError, GeneratorExit):
            self.left += 1
            raise


class ScriptedRetriever:
    """Gives every passage of the view, in the ledger's order."""

    def __init__(self, ledger):
        self._ledger = ledger

    def find(self, question, *, view, limit):
        del question
        hits = [
            Hit(passage=passage, title=self._ledger.edition(edition).title, score=1.0)
            for edition in sorted(view.editions or ())
            for passage in self._ledger.passages(edition)
        ]
        return Found(hits=tuple(hits[:limit]))

    def ready(self):
        return True


class ForgetfulIndex:
    """Takes everything and keeps only which editions there were."""

    def __init__(self):
        self.held = {}

    def add(self, collection, entries, progress=None):
        entries = list(entries)
        self.held.setdefault(collection, set()).update(one.passage.edition_id for one in entries)
        if progress:
            progress(len(entries))

    def remove(self, collection, editions):
        self.held.get(collection, set()).difference_update(editions)

    def replace(self, collection, entries, progress=None):
        self.held[collection] = set()
        self.add(collection, entries, progress)

    def editions(self, collection):
        return frozenset(self.held.get(collection, ()))


class NoOriginals:
    """Keeps nothing."""

    def put(self, data):
        return str(len(data))

    def holds(self, address):  # noqa: ARG002 - the port
        return False

    def discard(self, address):
        pass


async def off():
    return "off"


def safety_rooms(home, database, keys, gate=None):
    """Give the safety officer's rooms over a real store; `gate` is the one whose policy they change."""
    gate = gate or LiveGate(lambda policy: RuleGate(policy=policy), load_policy(home))
    return wired_rooms(home, database, keys, gate)


def scripted_house(home, **server):
    """Give an open house with two editions, one of them for staff only."""
    ledger = MemoryLedger()
    ledger.add([content("ht-2020", words="\n".join(SENTENCES)), content("staff-2020", access="staff")])
    database = fresh_database(home / "house.sqlite3")
    keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
    records = SqlRecorder(database, keys)
    retriever = ScriptedRetriever(ledger)
    accounts = account_book(database, home, lambda: datetime.now(tz=UTC))
    settings = Settings(home=home, server=ServerSettings(**{"heartbeat_s": 0.05} | server))
    audit = AuditRoom(SqlAudit(database, keys), ledger, HeadKeyFile(home / "keys" / "audit.key"), now=utc_now)
    rota = rota_room(database, keys, accounts)
    worklist = Worklist(SqlWorklist(database, keys), RuleGate(), clocks_by(rota), now=utc_now)
    care = care_rooms(database, keys, Around(worklist._store, worklist, RuleGate(), accounts, triage))
    return House(
        settings=settings,
        ledger=ledger,
        engine=ScriptedEngine(),
        checker=Checker(
            Sources(ledger, retriever, EstimatedCounter()),
            Citing(ledger),
            RuleGate(),
            records,
            version=lambda _: "scripted",
        ),
        retriever=retriever,
        intake=Intake(ledger, ForgetfulIndex(), NoOriginals()),
        gate=None,
        accounts=accounts,
        consents=ConsentBook(SqlConsents(database), now=utc_now),
        records=records,
        recall=records,
        changes=ChangeLog(ledger),
        looks=SqlLooks(database, now=utc_now),
        facsimile=Facsimile(OriginalsFolder(home / "documents")),
        inspection=Inspection(
            SqlInspected(database, keys, accounts), ledger, audit, policy=lambda: "scripted", now=utc_now
        ),
        audit=audit,
        bell=Bell(SqlWorklist(database, keys), SqlNotices(database, keys), (), now=utc_now),
        charts=ChartRoom(SqlCharts(database, keys), now=utc_now),
        forms=form_book(home, database, keys),
        twins=twin_room(database, keys, RuleGate(), accounts),
        own_data=OwnDataRoom(
            SqlOwnData(database, keys),
            accounts,
            ConsentBook(SqlConsents(database), now=utc_now),
            retention=Retention(),
            now=utc_now,
        ),
        safety=safety_rooms(home, database, keys),
        booking=BookingRoom(SqlCalendar(database, keys), now=utc_now),
        health_file=care.health_file,
        follow_up=care.follow_up,
        attachments=AttachmentRoom(SqlAttachments(database, keys), now=utc_now),
        worklist=worklist,
        risk=risk_room(database, keys, worklist),
        findings=finding_room(database, keys, RuleGate(), worklist.clocks, staffed=accounts.departments),
        rota=rota,
        reminders=reminder_room(
            settings.notices, database, keys, worklist._store, questions=care.follow_up.notices
        ),
        model_state=off,
        index_ready=lambda: True,
        closers=(database.close,),
    )


def claims_of(house):
    """Cite every sentence of the open edition."""
    ledger = house.ledger
    edition = ledger.resolve("ht-2020")
    text, standing = ledger.text(edition.edition_id), ledger.standing(edition.edition_id)
    made = []
    for passage in ledger.passages(edition.edition_id):
        cited = cite(edition, text, passage, start=0, end=len(passage.text), standing=standing)
        made.append(Claim(text=passage.text, origin="model", citations=(cited,)))
    return tuple(made)


def answered(house, **fields):
    """Give an outcome of all sentences."""
    trace = Trace(
        versions={"model": "scripted", "policy": "1"},
        signals={"gate": "clear", "margin": "not_measured"},
        timings_ms={"gate": 0.2, "find": 3.14, "total": 12.0},
        dropped=(Dropped("无据。", "no_quotation"),),
        notes=("note",),
    )
    return Answered(**{"mode": "model", "claims": claims_of(house), "trace": trace} | fields)


def whole_story(house):
    """Give the events of a good answer."""
    claims = claims_of(house)
    passage = house.ledger.passages(house.ledger.resolve("ht-2020").edition_id)[0]
    card = EvidenceCard(
        marker=1, citation=claims[0].citations[0], passage_text=passage.text, quote_start=0, quote_end=4
    )
    outcome = answered(house)
    return [
        EvidenceFound((card,)),
        ClaimShown(claims[0]),
        SentenceDropped(outcome.trace.dropped[0]),
        ClaimShown(claims[1]),
        Finished(outcome),
    ]


def key_for(house, role, *scopes):
    """Make a service key and give its header."""
    made = house.accounts.create_service_key(
        f"test {role}", role=Role(role), scopes=frozenset(scopes or Scope), lasts=timedelta(days=1)
    )
    return {"Authorization": f"Bearer {made.secret}"}
