"""Many people at one server: askers, doctors and pollers; what each was promised, and what is kept of it."""

import asyncio
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

import httpx
from sqlmodel import select

from assistant.audit import OUTCOMES, Intact
from assistant.consent import ConsentBook, Purpose
from assistant.errors import HouseInUseError
from assistant.exchange import Role
from assistant.settings import read_settings
from assistant.store.consents import SqlConsents
from assistant.store.instant import utc_now
from assistant.store.keys import unseal
from assistant.store.records import SqlRecorder
from assistant.store.tables import RecordBodyRow, RecordRow, TaskRow, TaskStepRow
from assistant.store.transcript import load_transcript
from assistant.store.worklist import SqlWorklist
from assistant.wiring import open_house
from assistant.wiring.database import opened_database
from serving.running import running_server
from tests.fakes.doors import PASSWORD, account_book
from tests.fakes.killing import mortals
from tests.fakes.model_endpoint import Recording, content, endpoint

ORIGIN = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
HARMLESS = ("成人高血压的诊断界值是多少？", "妊娠期糖尿病的诊断标准是什么？", "What is hypertension?")
FOR_A_PERSON = "我要找真人医生，第{}次来问。"
REPLY = {"decision": "clinic", "text": "请到门诊复诊。", "sign": True}
DEPARTMENTS = ("全科", "内科", "心内科")


@dataclass
class Promises:
    """What was sent and what was answered: ids of questions, numbers of tickets, keys of steps."""

    sent: set = field(default_factory=set)
    answered: dict = field(default_factory=dict)
    tickets: set = field(default_factory=set)
    steps: set = field(default_factory=set)
    statuses: Counter = field(default_factory=Counter)
    spent: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)


def people(settings, askers, doctors):
    """Make accounts with a cheap password hash; gives the names of askers and of doctors."""
    named = [f"asker{n}" for n in range(askers)], [f"doctor{n}" for n in range(doctors)]
    with opened_database(settings) as (database, _):
        book = account_book(database, settings.home, utc_now)
        consents = ConsentBook(SqlConsents(database), now=utc_now)
        for name in named[0]:
            person = book.create_account(name, PASSWORD, role=Role.PATIENT).account_id
            consents.give(person, frozenset(Purpose))
        for number, name in enumerate(named[1]):
            department = DEPARTMENTS[number % len(DEPARTMENTS)]
            book.create_account(name, PASSWORD, role=Role.DOCTOR, department=department)
    return named


class Crowd:
    """People at one server; every answer is timed and remembered."""

    def __init__(self, url, promises, *, seed, pause=1.0):
        self.promises, self.pause = promises, pause
        self._url, self._draw, self._numbers, self._seed = url, random.Random(seed), itertools.count(), seed
        self._limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)

    @asynccontextmanager
    async def signed_in(self, name):
        """Give a person's own client; people come one after the other, not in the same second."""
        await self.rest(10)
        client = httpx.AsyncClient(
            base_url=self._url, headers=ORIGIN, trust_env=False, timeout=60, limits=self._limits
        )
        async with client:
            await self.call(
                client, "sign_in", "POST", "/v1/session", json={"name": name, "password": PASSWORD}
            )
            yield client

    async def call(self, client, what, method, path, **given):
        """Send a request; gives its JSON where it was done, None where it was refused or cut off."""
        begun = time.perf_counter()
        answer = await client.request(method, path, **given)
        self.promises.spent.setdefault(what, []).append(time.perf_counter() - begun)
        self.promises.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.promises.faults.append(f"{what}: {answer.status_code} {answer.text[:200]}")
        return answer.json() if answer.status_code < 300 else None

    async def rest(self, mean):
        """Wait as people do."""
        await asyncio.sleep(self.pause * mean * self._draw.uniform(0.5, 1.5))

    async def asker(self, name, end):
        """Ask, half of it for a person, and look at one's ticket."""
        async with self.signed_in(name) as client:
            while time.monotonic() < end:
                ticket = await self.ask(client)
                if ticket is not None:
                    await self.call(client, "ticket", "GET", f"/v1/tasks/{ticket}")
                await self.rest(15)

    async def ask(self, client):
        """Ask one question under an id of its own; gives the ticket where a person takes over."""
        number = next(self._numbers)
        identity = f"{self._seed}-{number}"
        text = FOR_A_PERSON.format(number) if number % 2 else HARMLESS[number // 2 % len(HARMLESS)]
        self.promises.sent.add(identity)
        told = await self.call(client, "ask", "POST", "/v1/ask", json={"id": identity, "question": text})
        if told is None:
            return None
        self.promises.answered[identity] = told["outcome"]
        if told["ticket"] is not None:
            self.promises.tickets.add(told["ticket"])
        return told["ticket"]

    async def doctor(self, name, end):
        """Look at the queue, take what lies free, answer it."""
        async with self.signed_in(name) as client:
            while time.monotonic() < end:
                await self.work(client, name)
                await self.rest(6)

    async def work(self, client, name):
        """Take one task and answer it; somebody else may have been quicker."""
        queue = await self.call(client, "worklist", "GET", "/v1/tasks")
        free = [one for one in (queue or {"tasks": []})["tasks"] if one["owner"] is None]
        if not free:
            return
        task = self._draw.choice(free[:20])
        if await self.step(client, task, "claim", name, {}) is None:
            return
        whole = await self.call(client, "task", "GET", f"/v1/tasks/{task['ticket']}")
        draft = whole["packet"]["request"]["draft"] if whole and whole["packet"] else []
        judged = [{"claim": one["number"], "verdict": "accepted"} for one in draft]
        await self.step(client, task, "reply", name, REPLY | {"claims": judged})

    async def step(self, client, task, step, name, body):
        """Take one step with a task under a key of its own."""
        headers = {"Idempotency-Key": f"{name}-{step}-{next(self._numbers)}-{self._seed}"}
        path = f"/v1/tasks/{task['ticket']}/{step}"
        done = await self.call(client, step, "POST", path, json=body, headers=headers)
        if done is not None:
            self.promises.steps.add(headers["Idempotency-Key"])
        return done

    async def poller(self, name, end):
        """Keep a worklist open."""
        async with self.signed_in(name) as client:
            while time.monotonic() < end:
                await self.call(client, "worklist", "GET", "/v1/tasks")
                await self.rest(3)


def broken(settings, promises):
    """Name every promise that the records do not keep: what is lost or doubled."""
    with opened_database(settings) as (database, keys):
        verdict = SqlRecorder(database, keys).verify()
        found = [] if isinstance(verdict, Intact) else [f"chain: {verdict}"]
        with database.reading() as session:
            held = _asked(session, keys)
            tasks = list(session.exec(select(TaskRow)))
            steps = list(session.exec(select(TaskStepRow)))
            links = set(session.exec(select(RecordRow.record_id)))
        worklist = SqlWorklist(database, keys)
        found += [*_questions(promises, held), *_tasks(promises, tasks, steps, links, worklist)]
    return found


def _asked(session, keys):
    """Count the records of each question."""
    rows = session.exec(
        select(RecordRow, RecordBodyRow).join(RecordBodyRow, RecordBodyRow.record_id == RecordRow.record_id)
    )
    found = Counter()
    for row, body in rows:
        if row.decision.partition(":")[0] in OUTCOMES:
            plain = unseal(keys.key(session, body.key_id), body.sealed, about=row.record_id)
            found[load_transcript(plain)[0].id] += 1
    return found


def _questions(promises, held):
    for identity in promises.answered:
        if held[identity] != 1:
            yield f"question {identity}: promised, {held[identity]} records"
    for identity in promises.sent - promises.answered.keys():
        if held[identity] > 1:
            yield f"question {identity}: not promised, {held[identity]} records"


def _tasks(promises, tasks, steps, links, worklist):
    tickets = Counter(one.ticket for one in tasks)
    yield from (f"ticket {one} is lost" for one in promises.tickets if tickets[one] != 1)
    doubled = [same for same, count in Counter(one.same for one in tasks).items() if count > 1]
    yield from (f"a question has two tasks: {one[:8]}" for one in doubled)
    taken = Counter(one.caller_key for one in steps if one.caller_key)
    yield from (f"step {one}: {taken[one]} times" for one in promises.steps if taken[one] != 1)
    for task in tasks:
        own = sorted((one for one in steps if one.task_id == task.task_id), key=lambda one: one.version)
        if [one.version for one in own] != list(range(2, task.version + 1)):
            yield f"{task.ticket}: version {task.version}, steps {[one.version for one in own]}"
        if own and own[-1].state != task.state:
            yield f"{task.ticket}: is {task.state}, its last step says {own[-1].state}"
        if not {task.record_id, *(one.record_id for one in own)} <= links:
            yield f"{task.ticket}: a step has no link"
        if worklist.packet(task.task_id) is None or task.due_at is None:
            yield f"{task.ticket}: no packet or no time"


def killed_often(times, seed, *, tell=lambda _: None):
    """Kill a serving process so often; gives after how many deaths all was kept, and how requests ended."""
    settings, draw, promises, kept = read_settings(), random.Random(seed), Promises(), 0
    open_house(settings, model=None).close()
    askers, doctors = people(settings, 4, 3)
    with mortals(serve=True) as live:
        for turn in range(times):
            life = threading.Thread(target=live, args=("serve", "--port", "0"))
            life.start()
            server = awaited(settings.home, life)
            crowd = Crowd(server.url, promises, seed=f"{seed}-{turn}", pause=0.02)
            asyncio.run(_until_killed(crowd, askers, doctors, server.pid, draw.uniform(0.05, 3.0)))
            life.join()
            faults = [*broken(settings, promises), *promises.faults]
            kept += not faults
            for one in faults[:5]:
                tell(f"death {turn}: {one}")
    accepted = {"accepted": len(promises.answered), "cut off": len(promises.sent) - len(promises.answered)}
    return kept, accepted | {"tickets": len(promises.tickets), "steps": len(promises.steps)}


async def _until_killed(crowd, askers, doctors, pid, seconds):
    end = time.monotonic() + 60
    busy = [crowd.asker(name, end) for name in askers] + [crowd.doctor(name, end) for name in doctors]
    tasks = [asyncio.create_task(one) for one in busy]
    await asyncio.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    for fault in await asyncio.gather(*tasks, return_exceptions=True):
        if not isinstance(fault, httpx.HTTPError | None):
            raise fault


def awaited(home, life, *, seconds=300):
    """Wait for the server of a home; `life` is what runs it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and life.is_alive():
        with suppress(HouseInUseError):
            server = running_server(home)
            if server is not None:
                return server
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


async def lived_with(users, seconds, seed, *, pause=1.0):
    """Let so many people at a server in a process of its own; gives their promises and what was not kept."""
    settings, promises = read_settings(), Promises()
    open_house(settings, model=None).close()
    doctors = max(1, users // 5)
    pollers = max(1, users // 4)
    askers, staff = people(settings, users - doctors - pollers, doctors + pollers)
    recording = Recording([content("高血压的诊断界值为140/90mmHg[1]。")], delay_s=0.05, keeps_alive=False)
    async with endpoint(recording) as model:
        with served_by(settings.home, model.url) as server:
            crowd = Crowd(server.url, promises, seed=seed, pause=pause)
            end = time.monotonic() + seconds
            await asyncio.gather(
                *(crowd.asker(name, end) for name in askers),
                *(crowd.doctor(name, end) for name in staff[:doctors]),
                *(crowd.poller(name, end) for name in staff[doctors:]),
            )
    return promises, broken(settings, promises)


@contextmanager
def served_by(home, model_url, **surroundings):
    """Serve a home in a process of its own, ended by SIGTERM."""
    environment = dict(os.environ) | {"YIZHENG_MODEL__USE": model_url} | surroundings  # noqa: TID251 - its own
    command = [sys.executable, "-c", "from serving.cli import main; main()", "serve", "--port", "0"]
    with (home / "server.log").open("wb") as log:
        popen = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        yield awaited(home, _Living(popen))
    finally:
        popen.terminate()
        popen.wait(120)


@dataclass
class _Living:
    popen: subprocess.Popen

    def is_alive(self):
        return self.popen.poll() is None
