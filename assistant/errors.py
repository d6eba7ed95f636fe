"""What can go wrong in the assistant.

AssistantError
├── SettingsError            the configuration cannot be used
├── InvalidQuestionError     the question cannot be taken (empty, too long, binary, unknown role or date)
├── GateRulesError           the gate's rules or the fixed wording cannot be used as data
├── ModelUnavailableError    the model is off, down, too slow or broke off in the middle
├── StoreError               records, accounts or the ledger cannot be read or written
│   ├── DiskFullError        nothing more can be written here
│   ├── BackupError          a backup cannot be made or restored; says why, and nothing was changed
│   └── UnknownRecordError   no record has this id
├── AccessDeniedError        no sign-in, or a role that may not do this
│   ├── NotSignedInError     no session or key, or one that is unknown, expired or revoked
│   ├── WrongPasswordError   name and password do not belong together
│   ├── CodeNeededError      the person has a second factor, and no code of it came
│   ├── SecondFactorError    a code that is wrong or used, or a second factor that stands otherwise
│   ├── LockedOutError       too many failed sign-ins; says how long to wait
│   │   └── TooManyError     too many requests in a short time
│   ├── SpentLinkError       a one-time link that is unknown, used or expired
│   ├── ConsentNeededError   the person has not agreed to this, or not any more
│   └── CrossSiteError       a browser sent this on behalf of another site
├── TaskError                a task cannot be moved as asked
│   ├── UnknownTaskError     no such task, or none that this person may know of
│   ├── TaskTakenError       somebody else holds it; says who
│   ├── TaskStateError       the step is not possible from where it stands
│   ├── UnsignedError        only a signed-in person may take, answer or close a task
│   └── ReplyRefusedError    the reply is incomplete, or may not go out; says why
├── ChartError               a kept record cannot be changed as asked
│   ├── UnknownChartError    no such record, or none that this person may know of
│   ├── ChartMovedError      somebody changed it since it was looked at
│   ├── ChartStateError      the step is not possible from where the record stands
│   ├── UnsignableError      something keeps the signature back; says what
│   ├── CodeTableError       a table of diagnosis names cannot be used
│   └── WrongPatientError    what came in belongs to another patient
├── FormError                a record form cannot be signed or taken back as asked
│   ├── FaultyFormError      its words are no form; says on which line
│   ├── FormMovedError       somebody signed another version since it was looked at
│   └── UnknownFormError     no form of this name
├── HealthFileError          something cannot be kept in a health file as asked
│   ├── GuardianNeededError  the file is a child's, and no guardian has agreed
│   └── UnknownEntryError    no such entry in this person's file
├── FollowUpError            a follow-up plan cannot be set or answered as asked
│   ├── UnknownPlanError     no such plan, or none that this person may know of
│   └── PlanStateError       the step is not possible from where the plan stands
├── AuditHeadError           a kept head of the chain, or the key for it, cannot be used; says which
├── SafetyError              a step of the safety officer is not possible as asked
│   ├── StoppedError         a person has stopped the assistant; says whom to call
│   ├── UnknownIncidentError no such incident, or none that this person may know of
│   └── UnknownDraftError    no such draft or version of the policy
├── BookingError             a time cannot be booked or given back as asked; says why
│   ├── UnknownSlotError     no such time
│   ├── UnknownBookingError  no such booking, or none of this person
│   ├── SlotFullError        nobody fits in any more; says what comes next
│   ├── UrgentBookingError   this does not wait for a booked time
│   └── ScheduleError        times that the calendar cannot offer or give up; says which and why
├── AttachmentError          a file cannot be taken, or is not there for this person; says why
│   ├── FileKindError        nothing of this kind is taken or read
│   ├── NoReportError        it holds no laboratory report
│   └── UnknownAttachmentError  no such file, or none that this person may know of
├── FindingError             an outside finding cannot be taken or moved as asked; says why
│   ├── UnknownSourceError   the key posts for no source, or for another
│   ├── UnknownSubjectError  the posting names no patient
│   ├── ImageOnlyError       nothing but pictures came; they are not interpreted here
│   ├── DuplicateFindingError  it was posted before, otherwise
│   ├── UnknownFindingError  no such finding, or none that this person may know of
│   └── FindingStateError    the step is not possible from where it stands, or something is missing
├── RotaError                a duty or an absence cannot be entered as asked; says which
├── NoticeError              a notice could not be given; says by what
├── ReminderError            an address or its code cannot be taken; says why
├── AccountError             an account or key cannot be made or changed as asked
├── DirectoryError           the hospital's directory or its sign-in cannot be asked
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


class BackupError(StoreError):
    """A backup is half, changed or of another house, or there is something where it should go."""


class UnknownRecordError(StoreError):
    """No record has this id."""


class AccessDeniedError(AssistantError):
    """The person is not known, or may not do this."""


class NotSignedInError(AccessDeniedError):
    """No valid session or key came with the request."""


class WrongPasswordError(AccessDeniedError):
    """Name and password do not belong together; never says which of them is wrong."""


class CodeNeededError(AccessDeniedError):
    """Name and password are right; the code of the person's authenticator is still to come."""


class SecondFactorError(AccessDeniedError):
    """A code of a second factor that is wrong or used up, or a second factor that stands otherwise."""


class LockedOutError(AccessDeniedError):
    """Too many failed sign-ins; `retry_after_s` says how long to wait."""

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        """Keep the time to wait beside the words."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TooManyError(LockedOutError):
    """More requests in a short time than a person sends; `retry_after_s` says how long to wait."""


class SpentLinkError(AccessDeniedError):
    """A one-time link that opens nothing (any more)."""


class CrossSiteError(AccessDeniedError):
    """A signed-in browser was made to send this by another site."""


class ConsentNeededError(AccessDeniedError):
    """The person has not agreed to this purpose, or has withdrawn it: nothing is kept or read."""


class HealthFileError(AssistantError):
    """Something cannot be kept in a health file as asked."""


class GuardianNeededError(HealthFileError):
    """The file is a child's, and no guardian has agreed to it."""


class UnknownEntryError(HealthFileError):
    """No such entry in this person's file."""


class FollowUpError(AssistantError):
    """A follow-up plan cannot be set or answered as asked; says which part."""


class UnknownPlanError(FollowUpError):
    """No such plan, or one that this person may not know of: the two are told alike."""


class PlanStateError(FollowUpError):
    """The step is not possible from where the plan stands."""


class TaskError(AssistantError):
    """A task cannot be moved as asked."""


class UnknownTaskError(TaskError):
    """No such task, or one that this person may not know of: the two are told alike."""


class TaskTakenError(TaskError):
    """Another person holds the task, or it moved since it was looked at; `owner` is an account id."""

    def __init__(self, owner: str, version: int, *, name: str | None = None) -> None:
        """Keep who holds it; `name` is what people call them."""
        who = f"is with {name or owner!r}" if owner else "has moved since you looked at it"
        super().__init__(f"the task {who} (version {version}); look at it again")
        self.owner = owner
        self.version = version


class TaskStateError(TaskError):
    """The step is not possible from where the task stands."""


class UnsignedError(TaskError):
    """Only a signed-in person may do this: a program's key signs nothing."""


class ReplyRefusedError(TaskError):
    """A reply that is incomplete or may not go out."""


class TwinError(AssistantError):
    """A digital twin cannot be used as asked."""


class UnknownTwinError(TwinError):
    """No such twin, or one that this person may not know of: the two are told alike."""


class TwinRefusedError(TwinError):
    """A card that nobody may sign, or a step that is not possible from where the twin stands."""


class ChartError(AssistantError):
    """A kept record cannot be changed as asked."""


class UnknownChartError(ChartError):
    """No such record, or one that this person may not know of: the two are told alike."""

    def __init__(self) -> None:
        """Say the same of both."""
        super().__init__("no such record for you; look it up in your list again")


class ChartMovedError(ChartError):
    """Somebody changed the record meanwhile; `version` is the one that it has now."""

    def __init__(self, version: int) -> None:
        """Keep the newest version's number."""
        super().__init__(f"the record was changed meanwhile (now version {version}); look at it again")
        self.version = version


class ChartStateError(ChartError):
    """The step is not possible from where the record stands."""


class UnsignableError(ChartError):
    """The record cannot be signed as it stands."""


class CodeTableError(ChartError):
    """A table of diagnosis names is malformed, or has no plain name."""


class WrongPatientError(ChartError):
    """What came in belongs to another patient than the one named."""


class FormError(AssistantError):
    """A record form cannot be signed or taken back as asked; says why."""


class FaultyFormError(FormError):
    """The words are no form; the message names the line of the first fault."""


class FormMovedError(FormError):
    """Another version stands than the one that was changed; `version` is the newest signed one."""

    def __init__(self, version: int) -> None:
        """Say that the form is another by now."""
        super().__init__("somebody changed the form since you looked at it; load it again")
        self.version = version


class UnknownFormError(FormError):
    """No form of this name, or none that was signed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("there is no such record form; look at the list again")


class AuditHeadError(AssistantError):
    """What should be a signed head or its public key is none, or none can be signed."""


class SafetyError(AssistantError):
    """A step of the safety officer that is not possible as asked."""


class StoppedError(SafetyError):
    """A person has stopped the assistant; the message is the notice for whoever asks."""


class UnknownIncidentError(SafetyError):
    """No such incident, or one that this person may not know of: the two are told alike."""


class UnknownDraftError(SafetyError):
    """No such draft or version of the policy."""


class BookingError(AssistantError):
    """A time that cannot be booked or given back as asked."""


class UnknownSlotError(BookingError):
    """No such time at any department."""


class UnknownBookingError(BookingError):
    """No such booking, or one of somebody else: the two are told alike."""


class SlotFullError(BookingError):
    """Nobody fits into this time any more."""


class UrgentBookingError(BookingError):
    """Who must not wait is not given a time; says where to go instead."""


class ScheduleError(BookingError):
    """Times that the calendar cannot offer, or cannot give up."""


class AttachmentError(AssistantError):
    """A file that is not taken; says why and what to send instead."""


class FileKindError(AttachmentError):
    """A kind of file that is not taken, or that nothing here reads; says what is."""


class NoReportError(AttachmentError):
    """A file that can be read and holds no laboratory report; says why nothing is judged."""


class UnknownAttachmentError(AttachmentError):
    """No such file, or one that this person may not know of: the two are told alike."""


class FindingError(AssistantError):
    """An outside finding that cannot be taken or moved as asked."""


class UnknownSourceError(FindingError):
    """A service key that posts for no source, or for another than it says."""


class UnknownSubjectError(FindingError):
    """A posting from which nobody could tell whose finding it is."""


class ImageOnlyError(FindingError):
    """A posting of pictures without words."""


class DuplicateFindingError(FindingError):
    """The same key or the same finding came before with other content."""


class UnknownFindingError(FindingError):
    """No such finding, or one that this person may not know of: the two are told alike."""


class FindingStateError(FindingError):
    """A step that is not possible from where a finding stands, or that lacks its reason, day or number."""


class RotaError(AssistantError):
    """A duty, an absence or a table of them that cannot be entered."""


class ReminderError(AssistantError):
    """An address for reminders, or the code that proves it, that cannot be taken."""


class NoticeError(AssistantError):
    """A channel did not take a notice."""


class AccountError(AssistantError):
    """An account or key cannot be made or changed as asked (name taken, weak password, unknown id)."""


class DirectoryError(AssistantError):
    """The hospital's own directory or sign-in cannot be reached, or refuses us."""


class NoDirectoryError(DirectoryError):
    """No directory is named in the settings."""


class HouseInUseError(AssistantError):
    """Another process owns this home folder."""
