"""The child process that builds an embedded index: `python -m retrieval.build_worker SPOOL TARGET`.

Edge's optimisation stops every thread of its process; here nobody waits. Exit code 0, or 1 with the
reason on stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path

from retrieval.edge_store import EdgeStore
from retrieval.errors import RetrievalError
from retrieval.spool import read_batches


def build(spool: Path, target: Path, *, dimensions: int) -> None:
    """Write the spool's points into `target` (created if it holds no index) and optimise it."""
    store = EdgeStore.load(target) if target.exists() else EdgeStore.create(target, dimensions=dimensions)
    try:
        for batch in read_batches(spool, dimensions=dimensions):
            store.upsert(batch)
        store.optimise()
    finally:
        store.close()


def main(arguments: list[str]) -> int:
    """Build once; `arguments` are spool, target and dimensions."""
    spool, target, dimensions = arguments
    try:
        build(Path(spool), Path(target), dimensions=int(dimensions))
    except RetrievalError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
