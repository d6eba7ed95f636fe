"""Verifies an unpacked pack with Python alone: python3 verify.py [DIGEST or FILE of heads kept elsewhere]."""

import base64
import hashlib
import json
import sys
from pathlib import Path

FIELDS = ("seq", "at", "record_id", "person", "role", "decision", "versions", "body_sha256", "previous")


def lines(name: str) -> list[dict[str, object]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines() if line.strip()]


def fault(kept: list[dict[str, object]]) -> str | None:
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
        told = {name: link[name] for name in FIELDS}
        canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
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
    lost = [head["digest"] for head in [*lines("head.json"), *kept] if head["digest"] not in seen]
    return f"no link has the digest {lost[0]}: the chain was cut off or rewritten" if lost else None


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else ""
    why = fault(lines(given) if Path(given).is_file() else [{"digest": given}] if given else [])
    sys.stdout.write(f"broken: {why}\n" if why else "intact\n")
    sys.exit(1 if why else 0)
