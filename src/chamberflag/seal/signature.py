"""Signature lines, lines 2 ... k+1 of an entry, and their checking. The list of algorithms is closed. Source: log.md section 2.3.

A device key: `{"alg":"ed25519","kid":"k_...","sig":"..."}`
A passkey: `{"ad":"...","alg":"webauthn-es256","cd":"...","kid":"k_...","sig":"..."}`
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from chamberflag.canon import profile
from chamberflag.canon.profile import unb64u
from chamberflag.seal import passkey
from chamberflag.seal.algorithms import prove
from chamberflag.seal.digest import act_digest, message
from chamberflag.seal.keys import ALG_KEYS, kid_of
from chamberflag.vocabulary.errors import Malformed, Unproven
from chamberflag.vocabulary.keys import PASSKEY_ALGS, EnrolledKey

SIGNATURE_LIMIT = 4096


class SignatureLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One signature: `alg kid sig`, for passkeys also authenticatorData `ad` and clientDataJSON `cd`, all base64url."""

    alg: str
    kid: str
    sig: str
    ad: str | None = None
    cd: str | None = None


_decoder = msgspec.json.Decoder(SignatureLine)


def parse_line(data: bytes) -> SignatureLine:
    """A signature line from its canonical bytes. Raises Malformed."""
    line = profile.decode_as(_decoder, data, SIGNATURE_LIMIT) or _slowly(data)
    if line.alg not in ALG_KEYS:
        raise Malformed("malformed.algorithm", f"no algorithm is called {line.alg!r}", "signature.alg")
    wanted = line.alg in PASSKEY_ALGS
    if (line.ad is not None, line.cd is not None) != (wanted, wanted):
        raise Malformed("malformed.form", "a passkey signature has `ad` and `cd`, a device key's has neither", "signature")
    for name, text in (("sig", line.sig), ("ad", line.ad), ("cd", line.cd)):
        if text is not None:
            try:
                unb64u(text)
            except Malformed as error:
                raise Malformed(error.code, error.text, f"signature.{name}") from None
    return line


def _slowly(data: bytes) -> SignatureLine:
    """The same in two passes, which name what is wrong."""
    profile.decode(data, SIGNATURE_LIMIT)
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise Malformed("malformed.form", str(error), "signature") from None


def encode_line(line: SignatureLine) -> bytes:
    """The canonical bytes of a signature line."""
    return profile.encode(msgspec.to_builtins(line), SIGNATURE_LIMIT)


def verify(sig: SignatureLine, key: EnrolledKey, line: bytes, *, practice: bool = False, origins: tuple[str, ...] = ()) -> None:
    """Raise Unproven unless `sig` is this key's signature over line 1 of an act; origins: allowed beside those of the enrolment."""
    if sig.kid != key.kid:
        raise Unproven("signature.key", "the signature names another key", sig.kid)
    spki = _spki(key.kid, key.spki)
    if sig.alg in PASSKEY_ALGS and key.alg in PASSKEY_ALGS and sig.ad is not None and sig.cd is not None:
        digest = act_digest(line, practice=practice)
        passkey.check(unb64u(sig.ad), unb64u(sig.cd), unb64u(sig.sig), sig.alg, digest, key, origins)
        return
    if sig.alg != key.alg or sig.alg in PASSKEY_ALGS:
        raise Unproven("signature.algorithm", f"the key was enrolled for {key.alg}, the signature says {sig.alg}", sig.kid)
    prove(spki, sig.alg, unb64u(sig.sig), message(line, practice=practice), sig.kid)


@lru_cache(maxsize=4096)
def _spki(kid: str, spki: str) -> bytes:
    """The key's DER, whose hash must be its id. Raises Unproven(signature.key)."""
    der = unb64u(spki)
    if kid_of(der) != kid:
        raise Unproven("signature.key", "the id of the enrolled key is not the hash of the key", kid)
    return der
