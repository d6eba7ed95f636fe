"""What can go wrong around the model server.

ModelServerError            a `ServingError`
├── UnknownProfileError     no such profile, or one that this machine cannot run
├── EnvironmentSetupError   the model environment cannot be built or used
├── WeightsError            the model's weights cannot be had or converted
│   └── WrongHashError      a file is not the one that was pinned
├── PortInUseError          somebody else listens where the model server should
└── ServerFailedError       the server did not become ready, or kept falling over
"""

from serving.errors import ServingError


class ModelServerError(ServingError):
    """Root of this package's errors; the message says what, which and what to do."""


class UnknownProfileError(ModelServerError):
    """A profile that cannot be used."""


class EnvironmentSetupError(ModelServerError):
    """The environment of the model server is missing something."""


class WeightsError(ModelServerError):
    """No usable model folder; nothing half-written stays."""


class WrongHashError(WeightsError):
    """A file's SHA-256 differs from the pinned one."""


class PortInUseError(ModelServerError):
    """The port belongs to another process."""


class ServerFailedError(ModelServerError):
    """vLLM was started and could not serve; its log says why."""
