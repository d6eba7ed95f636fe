"""What can go wrong while finding passages.

RetrievalError
├── StaleIndexError        the index was built from another corpus, chunker or embedder than the one in use
├── IndexInUseError        another process owns the embedded index
├── UnknownCollectionError no such collection
├── IndexWriteError        the index cannot be written (disk full, no permission, a broken build)
├── StoreUnavailableError  the vector store does not answer, or refuses what it was asked
├── CorpusError            a corpus line cannot be indexed
├── EmbeddingError         an embedding backend failed or answered in the wrong shape
├── RerankError            a reranking backend failed or answered in the wrong shape
└── LearnedOrderError      a learned order was fitted on what this program does not tell of a passage
"""


class RetrievalError(Exception):
    """Root of this package's errors; the message says what, which and what to do."""


class StaleIndexError(RetrievalError):
    """The index does not belong to what it is asked to search."""


class IndexInUseError(RetrievalError):
    """The embedded index has one owner process, and it is another one."""


class UnknownCollectionError(RetrievalError):
    """A collection name that nothing was indexed under."""


class IndexWriteError(RetrievalError):
    """The index could not be written; the one before it still stands."""


class StoreUnavailableError(RetrievalError):
    """The vector store failed; nothing can be said about what it holds."""


class CorpusError(RetrievalError):
    """A corpus file or line is not what the command takes."""


class EmbeddingError(RetrievalError):
    """Vectors could not be made."""


class RerankError(RetrievalError):
    """Hits could not be reordered."""


class LearnedOrderError(RetrievalError):
    """A learned order does not fit this program."""
