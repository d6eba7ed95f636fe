"""Imports that are killed at random moments, for the story and for the benchmark."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from guidelines.package import pack

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("add", "import", "rollback")
KEY = Ed25519PrivateKey.generate()
EARLIEST, LATEST = 0.35, 1.05
"""Shares of an import's life: before, the program only starts; behind, it is done."""


@contextmanager
def mortals(*, serve=False):
    """Give what runs a command in a process that may die: `live(*arguments, dies=None)` -> exit status.

    `serve` loads beforehand what a server needs, too.
    """
    popen = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.mortal", *(["serve"] if serve else [])],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def live(*arguments, dies=None):
        surroundings = os.environ  # noqa: TID251 - a test's own settings are handed on
        environment = {name: value for name, value in surroundings.items() if name.startswith("YIZHENG_")}
        order = {"arguments": [str(one) for one in arguments], "environment": environment, "dies": dies}
        popen.stdin.write(json.dumps(order) + "\n")
        popen.stdin.flush()
        return json.loads(popen.stdout.readline())

    try:
        yield live
    finally:
        popen.stdin.close()
        popen.wait(60)
        popen.stdout.close()


def await_builders(home):
    """Wait for builds that outlived their killed owner."""
    end = time.monotonic() + 20
    while any(str(home) in " ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])):
        if time.monotonic() > end:
            raise AssertionError("a build goes on")
        time.sleep(0.05)


def trust(home):
    """Let the home trust the key that these packages are signed with."""
    (home / "trusted").mkdir(exist_ok=True)
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (home / "trusted" / "tests.pub").write_bytes(public)


def documents(number, kind):
    """Make three documents nobody has seen yet, with their records."""
    names = [f"{kind}{number}-{at}" for at in range(3)]
    records = [
        {
            "document_id": name,
            "family": name,
            "title": f"病区轮椅管理规范 {name}",
            "issuer": "某医院",
            "edition": "2019",
            "date_published": "2019",
            "language": "zh",
            "file": f"{name}.md",
        }
        for name in names
    ]
    files = [
        (
            f"{name}.md",
            f"# 规范 {name}\n\n" + "".join(f"## {at}\n\n{name}每{at + 2}天清洁一次。\n\n" for at in range(8)),
        )
        for name in names
    ]
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    return names, [(name, text.encode()) for name, text in files], lines.encode()


def command(folder, number, kind):
    """Lay an import's files out; gives the documents that it brings and its arguments."""
    names, files, meta = documents(number, kind)
    if kind == "import":
        package = folder / f"{number}.yzp"
        package.write_bytes(pack(files, meta, KEY))
        return names, ("guidelines", "import", package)
    record = folder / f"{number}.jsonl"
    record.write_bytes(meta)
    for name, data in files:
        (folder / name).write_bytes(data)
    return names, ("guidelines", "add", *(folder / name for name, _ in files), "--meta", record)


def moment(draw, life):
    """Draw when to kill something that lives so long."""
    return life * draw.uniform(EARLIEST, LATEST)
