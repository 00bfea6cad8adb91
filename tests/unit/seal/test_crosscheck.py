"""The passkey checks against two public libraries: they accept what we accept; where they accept more, it is listed here."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
)
from webauthn import verify_authentication_response
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import InvalidAuthenticationResponse
from webauthn.helpers.structs import AuthenticationCredential
from webauthn.helpers.structs import AuthenticatorAssertionResponse as Response

from chamberflag.canon.profile import b64u
from chamberflag.seal.digest import act_digest
from tests.vectors import cases, raw

COSE: dict[str, Any] = {"webauthn-es256": ES256, "webauthn-eddsa": EdDSA, "webauthn-rs256": RS256}
CREDENTIAL = b"a credential id!"
# Both libraries look at the bytes of an assertion, not at our line, leave crossOrigin to their caller, and read padded base64url.
BEYOND_THEM = {"cross-origin", "cross-origin-text", "cross-origin-null", "challenge-padded", "other-algorithm", "device-algorithm"}


def cose(case: dict[str, Any]) -> CoseKey:
    """The enrolled key as an authenticator would have sent it."""
    return COSE[case["enrolled_alg"]].from_cryptography_key(load_der_public_key(raw(case["spki_b64u"])))


def fido2_accepts(case: dict[str, Any]) -> bool:
    """What Yubico's `fido2` says."""
    server = Fido2Server(PublicKeyCredentialRpEntity(id=case["rp_id"], name="x"), verify_origin=lambda origin: origin in case["origins"])
    state = {"challenge": b64u(act_digest(raw(case["line_b64u"]), practice=case["practice"])), "user_verification": "required"}
    known = AttestedCredentialData.create(Aaguid.NONE, CREDENTIAL, cose(case))
    try:
        made = AuthenticatorAssertionResponse(
            client_data=CollectedClientData(raw(case["cd_b64u"])),
            authenticator_data=AuthenticatorData(raw(case["ad_b64u"])),
            signature=raw(case["sig_b64u"]),
        )
        server.authenticate_complete(state, [known], AuthenticationResponse(raw_id=CREDENTIAL, response=made))
    except Exception:  # noqa: BLE001 - it refuses with whatever its parts raise
        return False
    return True


def webauthn_accepts(case: dict[str, Any]) -> bool:
    """What Duo's `webauthn` says."""
    made = Response(client_data_json=raw(case["cd_b64u"]), authenticator_data=raw(case["ad_b64u"]), signature=raw(case["sig_b64u"]))
    try:
        verify_authentication_response(
            credential=AuthenticationCredential(id=bytes_to_base64url(CREDENTIAL), raw_id=CREDENTIAL, response=made),
            expected_challenge=act_digest(raw(case["line_b64u"]), practice=case["practice"]),
            expected_rp_id=case["rp_id"],
            expected_origin=case["origins"],
            credential_public_key=cbor.encode(dict(cose(case))),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except InvalidAuthenticationResponse:
        return False
    return True


@pytest.mark.parametrize("accepts", [fido2_accepts, webauthn_accepts])
@pytest.mark.parametrize("case", cases("passkey"))
def test_public_libraries_agree(case: dict[str, Any], accepts: Any) -> None:  # noqa: ANN401 - one of two functions
    """Each library accepts exactly what we accept, but for the differences that are listed."""
    assert accepts(case) == (case["outcome"] == "ok" or case["name"] in BEYOND_THEM)


def test_the_list_of_differences_is_short() -> None:
    """Every listed difference is one of the vectors that we refuse."""
    refused = {case.values[0]["name"] for case in cases("passkey") if case.values[0]["outcome"] != "ok"}
    assert refused >= BEYOND_THEM
