"""The gate under a policy that may change, and the safety officer's rooms that change it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.gate import RuleGate
from assistant.gate.live import LiveGate
from assistant.gate.policy import load_policy
from assistant.reader import shipped_reader
from assistant.risk.room import RiskRoom
from assistant.safety import IncidentRoom, PolicyRoom, Safety, StopSwitch
from assistant.settings import Settings
from assistant.store.database import Database
from assistant.store.incidents import RecordedByPerson, SqlIncidents
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.policies import HomePolicyFiles, SqlPolicies, SqlRecentTexts
from assistant.store.records import SqlRecorder
from assistant.store.risk import SqlRiskRules
from assistant.store.safety import SqlActs
from assistant.store.worklist import SqlWorklist
from assistant.wiring.database import opened_database
from assistant.worklist import Worklist
from assistant.worklist.judging import judgements
from retrieval.ports import Embedder


def live_gate(home: Path, embedder: Embedder) -> LiveGate:
    """Give the gate under the home's policy.

    Raises:
        SettingsError: the home's policy cannot be read.
    """
    return LiveGate(
        lambda policy: RuleGate(policy=policy, embedding=embedder, reader=shipped_reader()), load_policy(home)
    )


def safety_rooms(home: Path, database: Database, keys: KeyRing, gate: LiveGate) -> Safety:
    """Give the rooms over the records; `gate` adopts the policy that they say is in force."""

    def contacts() -> tuple[str, ...]:
        return tuple(gate.decided.contacts.values())

    return Safety(
        stop=StopSwitch(SqlActs(database, keys), now=utc_now, contacts=contacts),
        policies=PolicyRoom(
            SqlPolicies(database, keys),
            HomePolicyFiles(home),
            gate,
            recent=SqlRecentTexts(database, keys),
            rules=lambda policy: RuleGate(policy=policy),
            now=utc_now,
        ),
        incidents=IncidentRoom(
            SqlIncidents(database, keys),
            RecordedByPerson(database, SqlRecorder(database, keys)),
            now=utc_now,
        ),
    )


def risk_room(database: Database, keys: KeyRing, worklist: Worklist) -> RiskRoom:
    """Give the room in which two people set the risk; what doctors made of drafts is the worklist's."""
    return RiskRoom(SqlRiskRules(database, keys), worklist.judgements, now=utc_now)


@contextmanager
def open_risk(settings: Settings) -> Iterator[RiskRoom]:
    """Open the risk's room alone, beside whatever server runs on the home.

    Raises:
        StoreError: the home cannot be read or written.
    """
    with opened_database(settings) as (database, keys):
        store = SqlWorklist(database, keys)
        yield RiskRoom(SqlRiskRules(database, keys), lambda: judgements(store), now=utc_now)
