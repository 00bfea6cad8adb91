"""act-digest.json, device-key.json, words.json: what is signed, by which device keys, and its read-back words. Source: log.md 2.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chamberflag.canon import profile
from chamberflag.seal.words import LISTS
from proofs.vectors.entry import PRACTICE_TAG, TAG, device_line, example_line
from proofs.vectors.keys import b64u, ed, kid, p256, pkcs8, rsa_key, seed, sha, sign_device, sign_raw, spki

if TYPE_CHECKING:
    from proofs.vectors.canon import Case
    from proofs.vectors.keys import Private

OTHER_LINE = profile.encode({"type": "stop", "v": 1})
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key.
ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")


def words(digest: bytes, lang: str) -> list[str]:
    """The pair: first byte, second byte."""
    return [LISTS[lang][digest[0]], LISTS[lang][digest[1]]]


def lists() -> dict[str, str]:
    """SHA-256 of each list, one word a line."""
    return {lang: sha("".join(word + "\n" for word in chosen).encode()).hex() for lang, chosen in LISTS.items()}


def act_digest() -> list[Case]:
    """M and D of some lines, with both tags."""
    lines = (
        ("worked-example", "The hand-over of log.md section 2.6.", example_line()),
        ("smallest", "The smallest line.", b"{}"),
        ("text", "A text beyond ASCII is signed as its UTF-8 bytes.", profile.encode({"t": "café 🎬"})),
        ("longest", "8,192 bytes.", profile.encode({"a": "x" * 8184})),
    )
    return [
        {
            "name": name + suffix,
            "why": why if tag == TAG else f"{why} In practice mode nothing has the digest of a record.",
            "line_b64u": b64u(line),
            "tag": tag.decode(),
            "message_sha256_hex": sha(tag + line).hex(),
            "words_en": words(sha(tag + line), "en"),
            "words_es": words(sha(tag + line), "es"),
        }
        for name, why, line in lines
        for suffix, tag in (("", TAG), ("-practice", PRACTICE_TAG))
    ]


def word_pairs() -> list[Case]:
    """Every word of both lists, once in the first place and once in the second."""
    return [
        {
            "name": f"prefix-{i:02x}{255 - i:02x}",
            "why": "The first two bytes of the digest choose the words.",
            "prefix_hex": f"{i:02x}{255 - i:02x}",
            "en": words(bytes([i, 255 - i]), "en"),
            "es": words(bytes([i, 255 - i]), "es"),
        }
        for i in range(256)
    ]


def device_keys() -> list[Case]:
    """Signatures of both kinds of device key, and keys that no enrolment may accept."""
    line = example_line()
    curve, edwards = p256("device p256"), ed("device ed25519")
    r_s = sign_device(curve, TAG + line)
    made = sign_device(edwards, TAG + line)
    order = P256_ORDER.to_bytes(32)
    forged = "signature.forged"
    return [
        _signed("good-p256", "r || s, deterministic here; others differ each time.", curve, r_s),
        _signed("good-ed25519", "Ed25519 signs the same bytes the same way everywhere.", edwards, made),
        _signed("good-p256-practice", "The practice tag.", curve, sign_device(curve, PRACTICE_TAG + line), practice=True),
        _signed("good-ed25519-practice", "The practice tag.", edwards, sign_device(edwards, PRACTICE_TAG + line), practice=True),
        _signed("p256-other-s", "n - s holds as well: ECDSA has two forms, and both are this key's.", curve, _other_s(r_s)),
        _signed("p256-other-line", "Over another act.", curve, sign_device(curve, TAG + OTHER_LINE), forged),
        _signed("ed25519-other-line", "Over another act.", edwards, sign_device(edwards, TAG + OTHER_LINE), forged),
        _signed("p256-practice-tag", "A practice signature is none of a record.", curve, sign_device(curve, PRACTICE_TAG + line), forged),
        _signed("ed25519-digest", "Over the digest instead of the message.", edwards, sign_device(edwards, sha(TAG + line)), forged),
        _signed("p256-der", "DER where r || s belongs.", curve, sign_raw(curve, TAG + line), "signature.form"),
        _signed("p256-short", "63 bytes.", curve, r_s[:63], "signature.form"),
        _signed("ed25519-long", "65 bytes.", edwards, made + b"\0", "signature.form"),
        _signed("p256-zero", "r = s = 0.", curve, bytes(64), forged),
        _signed("p256-r-is-the-order", "r must be below the order.", curve, order + r_s[32:], forged),
        _signed("ed25519-s-not-reduced", "S must be below the order: else one signature has two forms.", edwards, _bigger_s(made), forged),
        _signed("ed25519-bit", "One bit of R.", edwards, bytes([made[0] ^ 1]) + made[1:], forged),
        *_refused_keys(),
    ]


def _refused_keys() -> list[Case]:
    curve = p256("device p256")
    uncompressed = spki(curve)
    packed = curve.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    compressed = b"\x30\x39" + uncompressed[2:23] + b"\x03\x22\x00" + packed
    low = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    p384 = ec.derive_private_key(int.from_bytes(seed("stranger")), ec.SECP384R1())
    p384_spki = p384.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return [
        _key("key-compressed", "A compressed point: one key would have two ids.", compressed, "p256", "key.form"),
        _key("key-byte-behind", "A byte behind the DER.", uncompressed + b"\0", "p256", "key.form"),
        _key(
            "key-off-the-curve", "A point that is not on the curve.", uncompressed[:-1] + bytes([uncompressed[-1] ^ 1]), "p256", "key.form"
        ),
        _key("key-empty", "No key.", b"", "ed25519", "key.form"),
        _key("key-identity", "The neutral element: any signature could hold.", ED25519_HEAD + b"\1" + bytes(31), "ed25519", "key.weak"),
        _key("key-small-order", "A point of order eight.", ED25519_HEAD + low, "ed25519", "key.weak"),
        _key("key-zero", "A point of order four.", ED25519_HEAD + bytes(32), "ed25519", "key.weak"),
        _key(
            "key-identity-not-reduced",
            "y = p + 1, the neutral element again.",
            ED25519_HEAD + b"\xee" + b"\xff" * 30 + b"\x7f",
            "ed25519",
            "key.weak",
        ),
        _key(
            "key-not-reduced",
            "y = p + 3: one key would have two ids.",
            ED25519_HEAD + b"\xf0" + b"\xff" * 30 + b"\x7f",
            "ed25519",
            "key.form",
        ),
        _key("key-p384", "Another curve.", p384_spki, "p256", "key.kind"),
        _key("key-rsa-1024", "RSA of 1,024 bits.", spki(rsa_key("weak rsa", 1024)), "webauthn-rs256", "key.weak"),
        _key("key-of-another-kind", "An Ed25519 key enrolled for P-256.", spki(ed("device ed25519")), "p256", "key.kind"),
        _key("key-unknown-algorithm", "The list of algorithms is closed.", uncompressed, "es384", "key.kind"),
    ]


def _other_s(r_s: bytes) -> bytes:
    return r_s[:32] + (P256_ORDER - int.from_bytes(r_s[32:])).to_bytes(32)


def _bigger_s(made: bytes) -> bytes:
    order = 2**252 + 27742317777372353535851937790883648493
    return made[:32] + (int.from_bytes(made[32:], "little") + order).to_bytes(32, "little")


def _signed(name: str, why: str, key: Private, sig: bytes, outcome: str = "ok", *, practice: bool = False) -> Case:
    alg = "p256" if isinstance(key, ec.EllipticCurvePrivateKey) else "ed25519"
    line = example_line()
    case: Case = {
        "name": name,
        "why": why,
        "alg": alg,
        "pkcs8_b64u": b64u(pkcs8(key)),
        "spki_b64u": b64u(spki(key)),
        "kid": kid(key),
        "line_b64u": b64u(line),
        "practice": practice,
        "sig_b64u": b64u(sig),
        "outcome": outcome,
    }
    if outcome == "ok":
        case["signature_line"] = device_line(key, sig, alg).decode()
    return case


def _key(name: str, why: str, der: bytes, alg: str, outcome: str) -> Case:
    return {"name": name, "why": why, "alg": alg, "spki_b64u": b64u(der), "outcome": outcome}
