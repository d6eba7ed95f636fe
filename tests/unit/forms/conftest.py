from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.drafting import templates_in
from assistant.exchange import Asker, Role
from assistant.forms import FormBook
from assistant.forms.book import Signing
from assistant.store.forms import HomeForms, SqlForms
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.worklist.reply import Signer
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock

LI = Asker(role=Role.DOCTOR, person="p_li", department="疼痛科")
ADMIN = Asker(role=Role.ADMIN, person="p_admin")
PAIN = """[[template]]
name = "疼痛门诊"
language = "zh"
deadline = "就诊时完成"
source = "本院"
elsewhere = "病史"
sections = [{ name = "病史", required = true }, { name = "医师签名", required = true, filled_by = "person" }]
"""


@dataclass
class Office:
    """A book over a real database and folder."""

    book: FormBook
    store: SqlForms
    recorder: SqlRecorder
    folder: Path
    clock: Clock

    def save(self, text, asker=LI, *, base="", reason="新开门诊"):
        signer = Signer(person=asker.person, name="李医师", department=asker.department)
        return self.book.save(text, Signing(base=base, reason=reason), signer, asker)

    def withdraw(self, name, asker=LI, *, base, reason="不再使用"):
        signer = Signer(person=asker.person, name="李医师", department=asker.department)
        return self.book.withdraw(name, Signing(base=base, reason=reason), signer, asker)

    def again(self):
        """Open the book anew, as the next process would."""
        return FormBook(self.store, HomeForms(self.folder), now=self.clock)

    def drafted_with(self, name):
        return templates_in(self.folder).named(name, "zh")


@pytest.fixture
def office(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    clock, store, folder = Clock(), SqlForms(database, keys), tmp_path / "templates"
    yield Office(
        book=FormBook(store, HomeForms(folder), now=clock),
        store=store,
        recorder=SqlRecorder(database, keys, now=clock),
        folder=folder,
        clock=clock,
    )
    database.close()
