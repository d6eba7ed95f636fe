"""How the ledger bears 1,000 editions of 200 passages: `python tests/bench/bench_ledger.py [EDITIONS]`.

Vectors are random, so nothing is embedded; everything else is what an import goes through: rehearsal,
journal, original, index, ledger. Measured are single additions to the full house, questions about standing
on a day right after a write and later, and the pairs of editions that digests and answers look at.
"""

import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.changes.history import History
from assistant.store.database import Database, sqlite_url
from assistant.store.files import OriginalsFolder
from assistant.store.journal import JOURNAL, JournalFile
from assistant.store.ledger import SqlLedger
from assistant.writing import Writing
from guidelines import Reader
from guidelines.arrivals import Origin
from retrieval.indexing import EmbeddedLibrary
from retrieval.library import PointMaker
from retrieval.segmenter import plain_words
from retrieval.tokens import Bm25Encoder
from tests.bench.bars import finish, p95
from tests.bench.bench_search import RandomEmbedder
from tests.fakes.editions import content

PASSAGES, FAMILIES, ADDITIONS, QUESTIONS = 200, 400, 10, 500
FIRST = date(2008, 1, 1)
LARGE = 900


def edition(number, words, rng, *, passages=PASSAGES):
    """Make an edition: the later ones of a family replace the earlier ones."""
    day = FIRST + timedelta(days=number * 5)
    lines = (
        "".join(words[int(len(words) * rng.random() ** 3)] for _ in range(24)) + f"{at}。"
        for at in range(passages)
    )
    family, before = f"f{number % FAMILIES}", number - FAMILIES
    made = content(
        f"{family}-{number}",
        words="\n".join(lines),
        effective_from=day,
        year=day.year,
        supersedes=(f"{family}-{before}",) if before >= 0 else (),
    )
    return replace(made, edition=replace(made.edition, label=str(number)))


class House:
    """A house without doors: what an import writes to."""

    def __init__(self, home):
        self.database = Database.open(sqlite_url(home / "yizheng.db"))
        self.ledger = SqlLedger(self.database)
        self.index = EmbeddedLibrary(
            home / "index", PointMaker(RandomEmbedder(), Bm25Encoder(), chunker="bench")
        )
        self.writing = Writing(
            self.ledger,
            self.index,
            OriginalsFolder(home / "documents"),
            JournalFile(home / "documents" / JOURNAL),
        )

    def add(self, contents):
        """Take editions in with an original each; gives the seconds."""
        files = [sha256(one.text.encode()).digest() * 4096 for one in contents]
        begun = time.perf_counter()
        self.writing.write(contents, files, Origin(name="bench"))
        return time.perf_counter() - begun

    def close(self):
        """Let go of everything."""
        self.index.close()
        self.database.close()


def asked(house, numbers, rng):
    """Ask for standings and views on days of the past; gives the seconds of each, and of processor time."""
    editions = house.ledger.editions()
    spent, worked = [], []
    for _ in range(numbers):
        one, day = rng.choice(editions), FIRST + timedelta(days=rng.randrange(6000))
        begun, working = time.perf_counter(), time.thread_time()
        house.ledger.standing(one.edition_id, on=day)
        house.ledger.view(Reader(), as_of=day)
        spent.append(time.perf_counter() - begun)
        worked.append(time.thread_time() - working)
    return spent, worked


def main(count):
    """Fill the house, then measure."""
    rng = random.Random(7)
    words = sorted(word for word in plain_words() if 2 <= len(word) <= 4)
    rng.shuffle(words)
    words = words[:5_000]
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        begun = time.perf_counter()
        house.add([edition(number, words, rng) for number in range(count)])
        print(f"{count} editions of {PASSAGES} in {time.perf_counter() - begun:.0f} s", flush=True)
        fresh = [edition(count + number, words, rng) for number in range(ADDITIONS)]
        added, first = [], []
        for one in fresh:
            added.append(house.add([one]))
            first += asked(house, 1, rng)[0]
        large = house.add([edition(count + ADDITIONS, words, rng, passages=LARGE)])
        standing, worked = asked(house, QUESTIONS, rng)
        history = History(house.ledger)
        begun = time.perf_counter()
        pairs = history.replacements(Reader())
        looked = time.perf_counter() - begun
        print(f"additions {' '.join(f'{one:.2f}' for one in added)} s; of {LARGE} passages {large:.2f} s")
        print(f"first question after a write {max(first) * 1000:.1f} ms; {len(pairs)} pairs {looked:.3f} s")
        print(f"status and view as of a day: processor time, p95 {p95(worked) * 1000:.2f} ms")
        house.close()
    finish({"ledger_add": max(added), "ledger_add_large": large, "ledger_standing": p95(standing) * 1000})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
