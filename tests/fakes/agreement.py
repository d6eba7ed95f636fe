"""Whether ledger, kept originals and index of a closed home hold the same, to the last passage and file."""

import json
from contextlib import closing
from hashlib import sha256

from assistant.store.database import Database, sqlite_url
from assistant.store.ledger import SqlLedger
from retrieval.edge_store import EdgeStore
from retrieval.manifest import read_manifest


def disagreements(home):
    """Name every difference; an empty list means that the three agree and nothing is left over."""
    with closing(Database.open(sqlite_url(home / "yizheng.db"))) as database:
        ledger = SqlLedger(database)
        editions = {one.edition_id: one for one in ledger.editions()}
        passages = {one: ledger.passages(one) for one in editions}
        ours = {
            one
            for arrival in ledger.arrivals()
            if arrival.origin.kind == "library"
            for one in arrival.editions
        }
        known = {one for arrival in ledger.arrivals() for one in arrival.editions}
        wanted = {ledger.edition(one).sha256 for one in known - ours}
    return [*_index(home, passages), *_files(home, wanted), *_debris(home)]


def _index(home, passages):
    place = home / "index" / "guidelines"
    manifest = read_manifest(place)
    held = {} if manifest is None else dict(manifest.editions)
    told = {one: len(cut) for one, cut in passages.items()}
    if held != told:
        more, less = sorted(held.items() - told.items()), sorted(told.items() - held.items())
        yield f"the index alone names {more}, the ledger alone {less}"
    if manifest is None:
        return
    with closing(EdgeStore.load(place / manifest.generation)) as store:
        every = [one.passage_id for cut in passages.values() for one in cut]
        missing = set(every) - store.known(every)
        if missing or store.count() != len(every):
            yield f"the index holds {store.count()} points for {len(every)} passages, {len(missing)} missing"


def _files(home, wanted):
    kept = {one.name: one for one in (home / "documents").rglob("*") if one.is_file()}
    if kept.keys() != wanted:
        yield f"originals: {len(kept.keys() - wanted)} too many, {len(wanted - kept.keys())} missing"
    for name, file in kept.items():
        if sha256(file.read_bytes()).hexdigest() != name:
            yield f"original {name} is not what it says"


def _debris(home):
    found = [
        one for pattern in (".writing-*", "*.new", "spool-*", "intake.json") for one in home.rglob(pattern)
    ]
    for manifest in home.glob("index/*/manifest.json"):
        valid = json.loads(manifest.read_text("utf-8"))["generation"]
        found += [one for one in manifest.parent.glob("g-*") if one.name != valid]
    return [f"left over: {one.relative_to(home)}" for one in found]
