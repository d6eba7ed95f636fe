"""One table: error class -> what a caller is told (RFC 9457 problem, or the `error` of a JSON line)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from assistant.errors import (
    AccessDeniedError,
    AccountError,
    AssistantError,
    AttachmentError,
    AuditHeadError,
    BookingError,
    ChartError,
    ChartMovedError,
    ChartStateError,
    CodeNeededError,
    CodeTableError,
    ConsentNeededError,
    CrossSiteError,
    DirectoryError,
    DiskFullError,
    DuplicateFindingError,
    FaultyFormError,
    FileKindError,
    FindingError,
    FindingStateError,
    FollowUpError,
    FormError,
    FormMovedError,
    GuardianNeededError,
    HealthFileError,
    HouseInUseError,
    ImageOnlyError,
    InvalidQuestionError,
    LockedOutError,
    ModelUnavailableError,
    NoDirectoryError,
    NoReportError,
    NoticeError,
    NotSignedInError,
    PlanStateError,
    ReminderError,
    ReplyRefusedError,
    RotaError,
    SafetyError,
    ScheduleError,
    SecondFactorError,
    SettingsError,
    SlotFullError,
    SpentLinkError,
    StoppedError,
    StoreError,
    TaskStateError,
    TaskTakenError,
    TooManyError,
    TwinError,
    UnknownAttachmentError,
    UnknownBookingError,
    UnknownChartError,
    UnknownDraftError,
    UnknownEntryError,
    UnknownFindingError,
    UnknownFormError,
    UnknownIncidentError,
    UnknownPlanError,
    UnknownRecordError,
    UnknownSlotError,
    UnknownSourceError,
    UnknownSubjectError,
    UnknownTaskError,
    UnknownTwinError,
    UnsignableError,
    UnsignedError,
    UrgentBookingError,
    WrongPasswordError,
    WrongPatientError,
)
from guidelines.errors import (
    GuidelineError,
    MetadataError,
    PackageError,
    QuotationError,
    UnknownReferenceError,
    UnreadableDocumentError,
)
from retrieval.errors import (
    CorpusError,
    EmbeddingError,
    IndexInUseError,
    RetrievalError,
    StaleIndexError,
    UnknownCollectionError,
)
from serving.errors import (
    InvalidLineError,
    PortInUseError,
    ServerProblemError,
    ServingError,
    TooLargeError,
)

TYPE_PREFIX: Final = "urn:yizheng:problem:"
MEDIA_TYPE: Final = "application/problem+json"
KNOWN_ROOTS: Final = (AssistantError, GuidelineError, RetrievalError, ServingError)

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of problem: stable slug, HTTP status, title that never changes with the instance."""

    slug: str
    status: int
    title: str


INTERNAL: Final = Kind("internal", 500, "Something failed inside")
UNAUTHENTICATED: Final = Kind("unauthenticated", 401, "No valid sign-in")
NOT_FOUND: Final = Kind("not-found", 404, "No such address")
METHOD_NOT_ALLOWED: Final = Kind("method-not-allowed", 405, "This address takes other methods")
INVALID_BODY: Final = Kind("invalid-body", 422, "The body has a field that cannot be used")

KINDS: Final[dict[type[Exception], Kind]] = {
    AccessDeniedError: Kind("access-denied", 403, "You may not do this"),
    NotSignedInError: UNAUTHENTICATED,
    WrongPasswordError: Kind("wrong-password", 401, "Name and password do not belong together"),
    CodeNeededError: Kind("code-needed", 401, "A code is needed as well"),
    SecondFactorError: Kind("second-factor", 401, "The code of the second factor is not right"),
    TooManyError: Kind("too-many", 429, "Too many requests in a short time"),
    LockedOutError: Kind("locked-out", 429, "Too many failed sign-ins"),
    ConsentNeededError: Kind("consent-needed", 403, "The person has not agreed to this"),
    SpentLinkError: Kind("spent-link", 410, "The link holds no more"),
    CrossSiteError: Kind("cross-site", 403, "Sent on behalf of another site"),
    AccountError: Kind("account", 422, "The account cannot be made or changed"),
    NoticeError: Kind("notice", 502, "The notice could not be given"),
    AuditHeadError: Kind("audit-head", 422, "The kept head cannot be used"),
    NoDirectoryError: Kind("no-directory", 409, "No directory is named"),
    DirectoryError: Kind("directory", 502, "The hospital's directory cannot be asked"),
    UnknownRecordError: Kind("unknown-record", 404, "No such record"),
    DiskFullError: Kind("disk-full", 507, "No room left on the disk"),
    HouseInUseError: Kind("house-in-use", 409, "Another process owns this home"),
    InvalidQuestionError: Kind("invalid-question", 422, "The question cannot be taken"),
    ModelUnavailableError: Kind("model-unavailable", 503, "The model cannot be reached"),
    SettingsError: Kind("settings", 500, "The configuration cannot be used"),
    TaskStateError: Kind("task-state", 409, "The task cannot take this step"),
    TaskTakenError: Kind("task-taken", 409, "Somebody else has the task"),
    UnknownTaskError: Kind("unknown-task", 404, "No such task"),
    UnknownTwinError: Kind("unknown-twin", 404, "No such digital twin"),
    UnsignedError: Kind("unsigned", 403, "This takes a person who is signed in"),
    ReplyRefusedError: Kind("reply-refused", 422, "The reply may not go out"),
    UnknownEntryError: Kind("unknown-entry", 404, "No such entry in the health file"),
    GuardianNeededError: Kind("guardian-needed", 403, "A guardian has to agree"),
    HealthFileError: Kind("health-file", 422, "The health file cannot take this"),
    UnknownPlanError: Kind("unknown-plan", 404, "No such follow-up plan"),
    PlanStateError: Kind("plan-state", 409, "The plan cannot take this step"),
    FollowUpError: Kind("follow-up", 422, "The follow-up plan cannot be used as asked"),
    UnknownChartError: Kind("unknown-chart", 404, "No such kept record"),
    ChartMovedError: Kind("record-moved", 409, "Somebody changed the record meanwhile"),
    ChartStateError: Kind("record-state", 409, "The record cannot take this step"),
    UnsignableError: Kind("unsignable", 409, "The record cannot be signed as it stands"),
    WrongPatientError: Kind("wrong-patient", 409, "This belongs to another patient"),
    CodeTableError: Kind("code-table", 422, "The table of diagnosis names cannot be used"),
    FaultyFormError: Kind("faulty-form", 422, "The record form cannot be read"),
    FormMovedError: Kind("form-moved", 409, "Somebody changed the form meanwhile"),
    UnknownFormError: Kind("unknown-form", 404, "No such record form"),
    FormError: Kind("form", 422, "The record form cannot be used as asked"),
    TwinError: Kind("twin", 422, "The digital twin cannot be used as asked"),
    StoppedError: Kind("stopped", 503, "The assistant is stopped"),
    UnknownIncidentError: Kind("unknown-incident", 404, "No such incident"),
    UnknownDraftError: Kind("unknown-draft", 404, "No such draft of the policy"),
    UnknownSlotError: Kind("unknown-slot", 404, "No such time"),
    UnknownBookingError: Kind("unknown-booking", 404, "No such booking"),
    SlotFullError: Kind("slot-full", 409, "The time is full"),
    UrgentBookingError: Kind("urgent", 409, "This does not wait for a booked time"),
    ScheduleError: Kind("schedule", 422, "The calendar cannot be changed as asked"),
    BookingError: Kind("booking", 409, "The time cannot be booked as asked"),
    UnknownAttachmentError: Kind("unknown-attachment", 404, "No such file"),
    FileKindError: Kind("file-kind", 415, "This kind of file is not taken"),
    NoReportError: Kind("no-report", 422, "Nothing in the file is judged"),
    AttachmentError: Kind("attachment", 422, "The file cannot be taken"),
    SafetyError: Kind("safety", 409, "The step is not possible as asked"),
    ChartError: Kind("record", 422, "The record cannot be changed as asked"),
    StoreError: Kind("store", 500, "Records cannot be read or written"),
    UnknownSourceError: Kind("unknown-source", 403, "This key posts for no such source"),
    UnknownSubjectError: Kind("unknown-patient", 422, "Nobody can tell whose finding this is"),
    ImageOnlyError: Kind("image-only", 422, "Pictures are not interpreted here"),
    DuplicateFindingError: Kind("duplicate-finding", 409, "This was posted before, otherwise"),
    UnknownFindingError: Kind("unknown-finding", 404, "No such finding"),
    FindingStateError: Kind("finding-state", 409, "The finding cannot take this step"),
    FindingError: Kind("finding", 422, "The finding cannot be taken as it stands"),
    ReminderError: Kind("reminder", 422, "Reminders cannot be set up as asked"),
    RotaError: Kind("rota", 422, "The on-call calendar cannot be changed as asked"),
    AssistantError: INTERNAL,
    MetadataError: Kind("metadata", 422, "The metadata cannot be accepted"),
    PackageError: Kind("package", 422, "The update package cannot be used"),
    QuotationError: Kind("quotation", 500, "A quotation does not stand in its edition"),
    UnknownReferenceError: Kind("unknown-reference", 404, "The ledger does not hold this"),
    UnreadableDocumentError: Kind("unreadable-document", 422, "The file cannot be read"),
    GuidelineError: INTERNAL,
    CorpusError: Kind("corpus", 422, "The corpus cannot be indexed"),
    EmbeddingError: Kind("embedding", 503, "Vectors cannot be made"),
    IndexInUseError: Kind("index-in-use", 409, "Another process owns the index"),
    StaleIndexError: Kind("stale-index", 503, "The index must be rebuilt"),
    UnknownCollectionError: Kind("unknown-collection", 404, "No such collection"),
    RetrievalError: INTERNAL,
    InvalidLineError: Kind("invalid-line", 422, "Not a JSON object that can be used"),
    PortInUseError: Kind("port-in-use", 409, "The address is taken"),
    TooLargeError: Kind("too-large", 413, "Too many bytes"),
    ServingError: INTERNAL,
}


def kind_of(fault: BaseException) -> Kind:
    """Classify an error by its nearest listed class; anything unknown is `INTERNAL`."""
    for ancestor in type(fault).__mro__:
        if ancestor in KINDS:
            return KINDS[ancestor]
    return INTERNAL


def message_of(fault: BaseException) -> str:
    """Give the message a caller may see: our own errors speak, anything else stays inside."""
    if isinstance(fault, KNOWN_ROOTS):
        return str(fault)
    return "something failed inside; the log names the place"


def error_object(fault: BaseException) -> JsonObject:
    """Write an error as the `error` member of a JSON line."""
    slug = fault.slug if isinstance(fault, ServerProblemError) else kind_of(fault).slug
    return {"type": slug, "message": message_of(fault)}


def problem(kind: Kind, detail: str) -> JsonObject:
    """Write a problem document."""
    return {"type": TYPE_PREFIX + kind.slug, "title": kind.title, "status": kind.status, "detail": detail}


def problem_of(fault: BaseException) -> JsonObject:
    """Write an error as a problem document."""
    return problem(kind_of(fault), message_of(fault))
