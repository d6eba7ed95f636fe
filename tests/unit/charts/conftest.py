from dataclasses import dataclass

import pytest

from assistant.charts import ChartRoom, Kept, Line, Part, Patient, Sheet
from assistant.charts.chart import Origin
from assistant.charts.charts import Edit, NewChart
from assistant.charts.signing import Signing
from assistant.drafting import Said, Talk, Turn
from assistant.exchange import Asker, Role
from assistant.store.charts import SqlCharts
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.worklist.reply import Signer
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock

LI = Asker(role=Role.DOCTOR, person="p_li", department="心内科")
ZHOU = Asker(role=Role.CLERK, person="p_zhou", department="心内科")
WU = Asker(role=Role.DOCTOR, person="p_wu", department="消化内科")
PATIENT = Patient(reference="M-1001", name="陈测试", sex="女", age="52岁")
HISTORY = ("心慌两天。", "否认胸痛。")


def a_sheet() -> Sheet:
    lines = tuple(
        Line(text=text, sources=(Said(0, number, number + 1),)) for number, text in enumerate(HISTORY)
    )
    return Sheet(
        parts=(
            Part(name="主诉", required=True, text="心慌两天。", lines=lines[:1]),
            Part(name="现病史", required=True, text="".join(HISTORY), lines=lines),
            Part(name="诊断", required=True),
            Part(name="家族史", required=False),
            Part(name="医师签名", required=True, filled_by="person"),
        )
    )


def new_chart(**changes) -> NewChart:
    talk = Talk(turns=(Turn("patient", "心慌两天，没有胸痛。"),))
    origin = Origin(patient=PATIENT, talk=talk)
    return NewChart(
        **{"template": "门诊初诊", "language": "zh", "origin": origin, "sheet": a_sheet()} | changes
    )


@dataclass
class Office:
    """A chart room over a real database, with a clock that tests turn."""

    room: ChartRoom
    store: SqlCharts
    recorder: SqlRecorder
    clock: Clock

    def kept(self, asker=LI, **changes) -> Kept:
        return self.room.keep(new_chart(**changes), asker)

    def edit(self, kept, asker=LI, *, version=None, seconds=None, **texts) -> Kept:
        looked_at = kept.chart.version if version is None else version
        edit = Edit(texts=texts, version=looked_at, seconds=seconds or {})
        return self.room.edit(kept.chart.chart_id, edit, asker)

    def read(self, kept, asker=LI) -> None:
        names = frozenset(part.name for part in kept.sheet.parts)
        self.room.look(kept.chart.chart_id, names, asker)

    def sign(self, kept, asker=LI, **changes) -> Kept:
        stated = {"patient": PATIENT.reference, "version": kept.chart.version} | changes
        signer = Signer(person=asker.person, name="李医师", department=asker.department)
        return self.room.sign(kept.chart.chart_id, Signing(**stated), signer, asker)

    def signed(self) -> Kept:
        kept = self.edit(self.kept(), 诊断="心悸待查。")
        self.read(kept)
        return self.sign(kept)


@pytest.fixture
def office(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    clock, store = Clock(), SqlCharts(database, keys)
    yield Office(
        room=ChartRoom(store, now=clock),
        store=store,
        recorder=SqlRecorder(database, keys, now=clock),
        clock=clock,
    )
    database.close()
