"""Verifies an inspector's pack with Python's standard library alone: python3 verify.py [HEAD-DIGEST].

Run it in the unpacked folder. Give the digest of a head that was kept elsewhere to prove that nothing was
cut off or rewritten since. Exit 0: everything holds. Exit 1: the first thing that does not, in one line.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

FIELDS = ("seq", "at", "record_id", "person", "role", "decision", "versions", "body_sha256", "previous")


def lines(name: str) -> list[dict[str, object]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]


def fault(kept_head: str | None) -> str | None:
    """Name the first thing that does not hold, None where all does."""
    for line in Path("SHA256SUMS").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        if hashlib.sha256(Path(name).read_bytes()).hexdigest() != digest:
            return f"{name}: the file was changed"
    window = json.loads(Path("window.json").read_text("utf-8"))
    sealed = {body["record_id"]: base64.b64decode(str(body["sealed"])) for body in lines("bodies.jsonl")}
    seq, previous, seen = window["after"]["seq"], window["after"]["digest"], {window["after"]["digest"]}
    for link in lines("chain.jsonl"):
        seq += 1
        canonical = json.dumps(
            {name: link[name] for name in FIELDS}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        if link["seq"] != seq or link["previous"] != previous:
            return f"link {seq}: it does not follow from the link before it"
        if hashlib.sha256(canonical.encode()).hexdigest() != link["digest"]:
            return f"link {seq}: its fields were changed"
        if hashlib.sha256(sealed.get(link["record_id"], b"")).hexdigest() != link["body_sha256"]:
            return f"link {seq}: its sealed body is missing or was changed"
        previous = str(link["digest"])
        seen.add(previous)
    if window["last"] != {"seq": seq, "digest": previous}:
        return f"link {seq}: the chain ends before its head"
    return f"no link has the digest {kept_head}" if kept_head and kept_head not in seen else None


if __name__ == "__main__":
    why = fault(sys.argv[1] if len(sys.argv) > 1 else None)
    sys.stdout.write(f"broken: {why}\n" if why else "intact\n")
    sys.exit(1 if why else 0)
