"""A real PostgreSQL of one's own: on loopback, in a temporary folder, gone with the tests."""

import itertools
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from assistant.store.postgres import open_postgres

_USER = "postgres"
_KEPT = 6  # a test opens fewer
_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60")


class Postgres:
    """A server; `fresh()` gives the URL of a database that holds the newest schema and nothing else."""

    def __init__(self, port, data):
        self.port, self._data = port, data
        self._numbers = itertools.cycle(range(_KEPT))
        self._made = set()
        self.administer("CREATE DATABASE template_house")
        open_postgres(self.url("template_house")).close()
        with psycopg.connect(self.url("template_house")) as connection:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            names = [name for (name,) in connection.execute(tables)]
            rows = {name: connection.execute(f"SELECT to_jsonb(t) FROM {name} t") for name in names}
            shipped = {name: [json.dumps(row) for (row,) in held] for name, held in rows.items()}
        self._empty = "".join(_emptying(shipped))

    def url(self, database):
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def fresh(self):
        """Empty a database that an earlier test left: far cheaper than making one."""
        name = f"house_{next(self._numbers)}"
        if name in self._made and self._emptied(name):
            return self.url(name)
        self.administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.administer(f"CREATE DATABASE {name} TEMPLATE template_house")
        self._made.add(name)
        return self.url(name)

    def _emptied(self, name):
        """Say whether it could be done: a test may have left another schema, or a transaction open."""
        try:
            with psycopg.connect(self.url(name)) as connection:
                connection.execute(self._empty)
        except (psycopg.errors.UndefinedTable, psycopg.errors.LockNotAvailable):
            return False
        return True

    def stored_bytes(self, url):
        """Give every byte of a database's tables and indexes; the server's own log is not among them."""
        self.administer("CHECKPOINT")
        name = url.rpartition("/")[2]
        row = self.administer(f"SELECT oid FROM pg_database WHERE datname = '{name}'")
        return b"".join(file.read_bytes() for file in (self._data / "base" / str(row)).iterdir())

    def administer(self, statement):
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


def _emptying(shipped):
    """Give the statements, to be sent at once, that leave of every table what its migration put there."""
    yield "SET lock_timeout = '1s'; SET session_replication_role = replica;"
    for table, rows in shipped.items():
        yield f"DELETE FROM {table};"
        for row in rows:
            quoted = row.replace("'", "''")
            made = f"jsonb_populate_record(NULL::{table}, '{quoted}'::jsonb)"
            yield f"INSERT INTO {table} SELECT * FROM {made};"


def _binaries():
    """Give the folder of the newest installed server, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: float(one.parts[4]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


def _as_nobody_special():
    """Give what turns root into the server's own user: the server refuses root."""
    return ["runuser", "-u", _USER, "--"] if os.getuid() == 0 else []


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _ready(port, process):
    for _ in range(200):
        assert process.poll() is None, "the server ended at its start"
        try:
            psycopg.connect(f"postgresql://{_USER}@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")


def running_postgres():
    """Start a server, yield it, stop it; the tests are skipped where none is installed."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed; '.ci/system-packages.sh' installs it")
    folder = Path(tempfile.mkdtemp(prefix="yizheng-pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, _USER)
        as_whom, data = _as_nobody_special(), folder / "data"
        made = [*as_whom, binaries / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8"]
        subprocess.run([*made, "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, cwd=folder)
        port = _free_port()
        options = [part for one in (*_QUICK, f"unix_socket_directories={folder}") for part in ("-c", one)]
        process = subprocess.Popen(
            [*as_whom, binaries / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            _ready(port, process)
            yield Postgres(port, data)
        finally:
            stop = [*as_whom, binaries / "pg_ctl", "-D", data, "stop", "-m", "immediate"]
            subprocess.run(stop, check=False, capture_output=True, cwd=folder)
            process.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
