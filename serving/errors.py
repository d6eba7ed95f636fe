"""What can go wrong at the doors.

ServingError
├── ModelServerError      see serving/model_server/errors.py
├── InvalidLineError      a line or body is not a JSON object that we take
├── PortInUseError        another program listens where we should
├── ServerProblemError    the running server refused or failed; carries its problem
└── TooLargeError         a body or file is larger than the setting allows
"""


class ServingError(Exception):
    """Root of this package's errors; the message says what, which and what to do, never question text."""


class InvalidLineError(ServingError):
    """Bytes that are no JSON object with the fields we need."""


class PortInUseError(ServingError):
    """The address that the settings name is taken."""


class TooLargeError(ServingError):
    """More bytes than this door takes."""


class ServerProblemError(ServingError):
    """A problem that the running server reported; `slug` is the last part of its `type`."""

    def __init__(self, slug: str, message: str) -> None:
        """Keep the server's own classification."""
        super().__init__(message)
        self.slug = slug
