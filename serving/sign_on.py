"""The hospital's single sign-on (OpenID Connect): code flow with PKCE, tokens checked by its keys."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from assistant.errors import DirectoryError
from assistant.people import OutsideIdentity
from assistant.settings import OidcSettings
from serving.auth import is_loopback

_PATIENCE_S: Final = 10.0
_SCOPE: Final = "openid profile"
_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
_STRONG: Final = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "iris", "sc", "vbm"})
_LEEWAY_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a browser keeps while it is at the issuer's, so that only it can come back with the answer."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Errand:
        """Draw an errand that nobody can guess."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state=state, nonce=nonce, verifier=verifier)

    @classmethod
    def read(cls, text: str) -> Errand | None:
        """Read what `packed` wrote."""
        parts = text.split(".")
        return cls(state=parts[0], nonce=parts[1], verifier=parts[2]) if len(parts) == 3 else None

    def packed(self) -> str:
        """Write the errand for a cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"


class SignOn:
    """Sends browsers to the issuer and reads what they bring back."""

    def __init__(self, settings: OidcSettings) -> None:
        """Speak with the issuer of the settings; nothing is asked before somebody signs on."""
        self._settings = settings
        self._described: dict[str, Any] | None = None

    @property
    def offered(self) -> bool:
        """Whether an issuer is named."""
        return self._settings.issuer is not None

    def public_url(self, asked: str) -> str:
        """Give the house's address as browsers see it; `asked` is that of the request."""
        return (self._settings.public_url or asked).rstrip("/")

    def address(self, errand: Errand, *, back: str) -> str:
        """Give the issuer's address for a browser that is to come back to `back`.

        Raises:
            DirectoryError: the issuer cannot be asked or is not what the settings say.
        """
        described = self._description()
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                described["authorization_endpoint"],
                state=errand.state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
            )
        return str(url)

    def identity(self, errand: Errand, answer: str, *, back: str) -> OutsideIdentity:
        """Say who came back with the address `answer`.

        Raises:
            DirectoryError: the issuer refused, cannot be asked, or its token is not for this errand.
        """
        described = self._description()
        try:
            with self._client(back) as client:
                token = client.fetch_token(
                    described["token_endpoint"],
                    authorization_response=answer,
                    state=errand.state,
                    code_verifier=errand.verifier,
                )
            keys = KeySet.import_key_set(cast("KeySetSerialization", self._get(described["jwks_uri"])))
            held = jwt.decode(str(token.get("id_token")), keys, algorithms=_ALGORITHMS)
            self._rules(errand).validate(held.claims)
        except (AuthlibBaseError, JoseError, httpx2.HTTPError, ValueError, KeyError) as fault:
            message = f"the sign-on was not completed ({type(fault).__name__}); try again"
            raise DirectoryError(message) from fault
        return self._person(held.claims)

    def _person(self, claims: dict[str, Any]) -> OutsideIdentity:
        ways = claims.get("amr")
        return OutsideIdentity(
            issuer=str(self._settings.issuer),
            subject=str(claims["sub"]),
            name=str(claims.get(self._settings.name_claim) or ""),
            strong=isinstance(ways, list) and not _STRONG.isdisjoint(map(str, ways)),
        )

    def _rules(self, errand: Errand) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": str(self._settings.issuer)},
            aud={"essential": True, "value": self._settings.client_id},
            nonce={"essential": True, "value": errand.nonce},
            sub={"essential": True},
            exp={"essential": True},
        )

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._settings.client_id,
            client_secret=self._settings.client_secret,
            redirect_uri=back,
            scope=_SCOPE,
            code_challenge_method="S256",
            trust_env=False,
            timeout=_PATIENCE_S,
        )

    def _description(self) -> dict[str, Any]:
        """Give the issuer's description of itself, asked for once."""
        if self._described is None:
            issuer = str(self._settings.issuer)
            place = urlsplit(issuer)
            if place.scheme != "https" and not is_loopback(place.hostname):
                message = "oidc.issuer must be reached by https"
                raise DirectoryError(message)
            try:
                told = self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            except (httpx2.HTTPError, ValueError) as fault:
                message = "the hospital's sign-on cannot be reached; sign in by name and password"
                raise DirectoryError(message) from fault
            if told.get("issuer") != issuer:
                message = "the issuer calls itself otherwise; correct oidc.issuer"
                raise DirectoryError(message)
            self._described = told
        return self._described

    def _get(self, url: str) -> dict[str, Any]:
        answer = httpx2.get(url, timeout=_PATIENCE_S, trust_env=False).raise_for_status().json()
        if not isinstance(answer, dict):
            message = "the issuer's answer is no object"
            raise ValueError(message)  # noqa: TRY004 - a value from outside, not a caller's mistake
        return answer
