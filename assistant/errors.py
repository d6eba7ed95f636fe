"""What can go wrong in the assistant.

AssistantError
├── SettingsError            the configuration cannot be used
├── InvalidQuestionError     the question cannot be taken (empty, too long, binary, unknown role or date)
├── GateRulesError           the gate's rules or the fixed wording cannot be used as data
├── ModelUnavailableError    the model is off, down, too slow or broke off in the middle
├── StoreError               records, accounts or the ledger cannot be read or written
│   └── DiskFullError        nothing more can be written here
├── AccessDeniedError        no sign-in, or a role that may not do this
└── HouseInUseError          another process owns this YIZHENG_HOME (and where to reach it)
"""


class AssistantError(Exception):
    """Root of this package's errors; the message says what, which and what to do, never question text."""


class SettingsError(AssistantError):
    """A setting is unknown, malformed or contradicts another."""


class InvalidQuestionError(AssistantError):
    """A question that nobody could answer because of its form."""


class GateRulesError(AssistantError):
    """A rule, slot or fixed text is malformed, missing or defined twice."""


class ModelUnavailableError(AssistantError):
    """No text can be had from the model now."""


class StoreError(AssistantError):
    """Persistence failed; nothing half-written stays."""


class DiskFullError(StoreError):
    """The file system has no room left."""


class AccessDeniedError(AssistantError):
    """The person is not known, or may not do this."""


class HouseInUseError(AssistantError):
    """Another process owns this home folder."""
