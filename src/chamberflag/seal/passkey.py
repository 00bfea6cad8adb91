"""Whether a passkey assertion proves a digest. Source: log.md section 2.3; W3C Web Authentication, section 7.2.

In this order, all of them:
1 clientDataJSON parses; `type` is webauthn.get; `crossOrigin` is absent or false. It is parsed, never compared as text: browsers add
  members of their own, and its length varies between two signatures of one key.
2 `challenge` is the act digest.
3 `origin` is in the list of the key's enrolment, or of a later `origins.set`.
4 authenticatorData begins with the hash of the key's RP id; user present; user verified.
5 the signature holds under the enrolled key and its algorithm.
The counter is recorded and never enforced: synced passkeys report 0, queues arrive out of order.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import msgspec

from chamberflag.canon.profile import unb64u
from chamberflag.seal.algorithms import prove
from chamberflag.vocabulary.errors import Malformed, Unproven
from chamberflag.vocabulary.keys import EnrolledKey

UP, UV, BE, BS = 0x01, 0x04, 0x08, 0x10
FLAGS_AT = 32
AD_LEAST = 37  # RP id hash, flags, counter


def check(ad: bytes, cd: bytes, sig: bytes, alg: str, digest: bytes, key: EnrolledKey, origins: tuple[str, ...] = ()) -> None:
    """Raise Unproven unless the assertion (authenticatorData, clientDataJSON, signature) is this key's over `digest`, 32 bytes."""
    _client_data(cd, digest, key.kid, key.origins + origins)
    _authenticator_data(ad, key)
    if alg != key.alg:
        raise Unproven("signature.algorithm", f"the key was enrolled for {key.alg}, the signature says {alg}", key.kid)
    prove(_der(key.spki), alg, sig, ad + hashlib.sha256(cd).digest(), key.kid)


@lru_cache(maxsize=4096)
def _der(spki: str) -> bytes:
    return unb64u(spki)


def _client_data(cd: bytes, digest: bytes, kid: str, origins: tuple[str, ...]) -> None:
    try:
        client: Any = msgspec.json.decode(cd)
    except (msgspec.DecodeError, ValueError, RecursionError):
        client = None
    if type(client) is not dict:
        raise Unproven("passkey.form", "clientDataJSON is not a JSON object", kid)
    said: dict[str, object] = client  # pyright: ignore[reportUnknownVariableType]
    if said.get("type") != "webauthn.get":
        raise Unproven("passkey.type", "the client data is not of an assertion (webauthn.get)", kid)
    if said.get("crossOrigin", False) is not False:
        raise Unproven("passkey.cross_origin", "the assertion was made inside a page of another origin", kid)
    challenge = said.get("challenge")
    try:
        signed = unb64u(challenge) if isinstance(challenge, str) else b""
    except Malformed:
        signed = b""
    if signed != digest:
        raise Unproven("passkey.challenge", "the assertion is for another act", kid)
    if said.get("origin") not in origins:
        raise Unproven("passkey.origin", "the assertion was made on an origin that the key's enrolment does not allow", kid)


def _authenticator_data(ad: bytes, key: EnrolledKey) -> None:
    if len(ad) < AD_LEAST:
        raise Unproven("passkey.form", f"authenticatorData has {len(ad)} bytes, at least {AD_LEAST} belong", key.kid)
    if ad[:FLAGS_AT] != hashlib.sha256(key.rp_id.encode()).digest():
        raise Unproven("passkey.rp_id", "the assertion is for another relying party", key.kid)
    if not ad[FLAGS_AT] & UP:
        raise Unproven("passkey.presence", "the user was not present", key.kid)
    if not ad[FLAGS_AT] & UV:
        raise Unproven("passkey.verification", "the authenticator did not check the user by face, finger or PIN", key.kid)
