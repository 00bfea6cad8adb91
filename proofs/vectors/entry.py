"""entry.json: acts frozen with their signatures and the decision. Case 1 is the worked example of log.md section 2.6, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.canon import profile
from proofs.vectors.keys import LOG_ORIGIN, Ceremony, b64u, ed, kid, p256, sha, sign_device

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proofs.vectors.canon import Case
    from proofs.vectors.keys import Assertion, Private

TAG, PRACTICE_TAG = b"chamberflag/act/v1\n", b"chamberflag/practice/v1\n"
EARLIER = (b"entry zero\n", b"entry one\n")
RULES = sha(b"rule set").hex()


def leaf(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return sha(b"\0" + entry)


def node(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha(b"\1" + left + right)


def example_act() -> dict[str, object]:
    """Line 1 of the worked example: a hand-over."""
    giver, taker = p256("giver"), ed("taker")
    return {
        "at": 1790000000123,
        "body": {"contents": {"class": "DUMMY", "n": 2}, "permitted": "cock", "shot": "s_12A"},
        "dev": kid(giver),
        "dprev": b64u(sha(b"the giver's act 41")),
        "dseq": 42,
        "id": b64u(sha(b"example act id")[:16]),
        "log": LOG_ORIGIN,
        "rules": RULES,
        "seen": [2, b64u(node(*map(leaf, EARLIER)))],
        "signers": [{"kid": kid(giver), "role": "lead"}, {"kid": kid(taker), "role": "performer"}],
        "subj": [{"id": "w_Qb7mVd2K", "n": 17, "prev": b64u(leaf(EARLIER[1]))}],
        "type": "hand_over",
        "ui": sha(b"app shell").hex(),
        "v": 1,
    }


def example_line() -> bytes:
    """The bytes of the worked example's line 1."""
    return profile.encode(example_act())


def passkey_line(key: Private, made: Assertion, alg: str) -> bytes:
    """A signature line of a passkey."""
    return profile.encode({"ad": b64u(made.ad), "alg": alg, "cd": b64u(made.cd), "kid": kid(key), "sig": b64u(made.sig)}, 4096)


def device_line(key: Private, sig: bytes, alg: str) -> bytes:
    """A signature line of a device key."""
    return profile.encode({"alg": alg, "kid": kid(key), "sig": b64u(sig)})


def signed(act: Mapping[str, object], *, alone: bool = False) -> list[bytes]:
    """Line 1, the giver's passkey, and the taker's device key."""
    line = profile.encode(act)
    giver, taker = p256("giver"), ed("taker")
    first = passkey_line(giver, Ceremony(sha(TAG + line)).assertion(giver), "webauthn-es256")
    second = device_line(taker, sign_device(taker, TAG + line), "ed25519")
    return [line, first] if alone else [line, first, second]


def box(**more: object) -> bytes:
    """The box line."""
    plain: dict[str, object] = {"decision": "permit", "late": False, "recv": 1790000000456, "rules": RULES, "why": []}
    return profile.encode({"box": plain | more}, 16384)


def join(lines: Sequence[bytes]) -> bytes:
    """Each line with its newline."""
    return b"".join(line + b"\n" for line in lines)


def example_entry() -> bytes:
    """The 1,424 bytes of the worked example."""
    return join([*signed(example_act()), box()])


def cases() -> list[Case]:
    """Entries that are read, with their lines and leaf, and bytes that are refused, with the code."""
    return [*_read(), *_refused()]


def _read() -> list[Case]:
    act = example_act()
    lines = signed(act)
    alone = act | {"body": {}, "signers": [{"kid": kid(p256("giver")), "role": "lead"}], "subj": [{"id": "w_Qb7mVd2K"}], "type": "collect"}
    mine = signed(alone, alone=True)
    why = [{"facts": {"f_two_looks": False, "n": 2, "w_place": "table"}, "rule": "HND-02"}, {"facts": {}, "rule": "subject_stale"}]
    step = [{"facts": {}, "rule": "HND-02", "step": 2}]
    place = [{"id": "w_Qb7mVd2K", "n": 18, "prev": b64u(leaf(EARLIER[0]))}]
    return [
        _good("worked-example", "The worked example: two signers, permitted.", [*lines, box()]),
        _good("refused", "A refusal is an entry, with every failed rule and what it read.", [*lines, box(decision="refuse", why=why)]),
        _good("recorded-and-placed", "An act that no rule may block, placed by the box.", [*mine, box(decision="recorded", place=place)]),
        _good("late", "Composed out of reach: never good for a gate.", [*mine, box(decision="recorded", late=True, place=place)]),
        _good(
            "stopped-at-step-2", "Of a joint act the first step stands.", [*lines, box(decision="refuse", done=1, place=place, why=step)]
        ),
        _good("pin-checked", "The box checked the PIN of a device key.", [*lines, box(pin=[kid(ed("taker"))])]),
        _good("text-beyond-ascii", "Lengths count bytes.", [*signed(act | {"body": {"shot": "é 🎬"}}), box()]),
        _good("bytes-16384", "The longest entry.", _long(lines, 16384)),
    ]


def _refused() -> list[Case]:
    lines = signed(example_act())
    act, first, second = lines
    no_client = profile.encode({key: value for key, value in profile.decode(first).items() if key != "cd"})
    blank = b" " * (8193 - len(act))
    table = (
        ("no-newline-at-the-end", "The last line ends like every other.", join([*lines, box()])[:-1], "form"),
        ("two-lines", "An act without signatures is no entry.", join([act, box()]), "form"),
        ("empty", "No bytes.", b"", "form"),
        ("empty-line", "A line without content.", join([*lines, b"", box()]), "form"),
        ("carriage-return", "Lines end with one newline byte.", join([*lines, box()]).replace(b"\n", b"\r\n"), "form"),
        ("act-not-canonical", "A blank in line 1.", join([act.replace(b'"v":1', b'"v": 1'), first, second, box()]), "form"),
        ("signature-not-canonical", "A blank in a signature line.", join([act, first.replace(b":", b": ", 1), second, box()]), "form"),
        ("signature-padded", "base64url has no padding.", join([act, second.replace(b'"}', b'=="}'), box()]), "form"),
        ("signature-trailing-bits", "The bits behind the last byte are zero.", join([act, second.replace(b'w"}', b'x"}'), box()]), "form"),
        ("signature-without-client-data", "A passkey's line has both parts.", join([act, no_client, box()]), "form"),
        ("signature-unknown-member", "No other member.", join([act, second.replace(b'{"alg"', b'{"a":1,"alg"'), box()]), "form"),
        ("signature-unknown-algorithm", "The list is closed.", join([act, second.replace(b"ed25519", b"ed448"), box()]), "algorithm"),
        ("box-not-canonical", "The box line is canonical too.", join([*lines, box().replace(b'{"box":', b'{ "box":')]), "form"),
        ("box-unknown-decision", "permit, refuse or recorded.", join([*lines, box(decision="maybe")]), "form"),
        ("box-unknown-member", "No other member.", join([*lines, box(mood="good")]), "form"),
        ("box-optional-empty", "What is optional is absent when it is empty.", join([*lines, box(place=[])]), "form"),
        ("box-missing", "The last line is the box line.", join(lines), "form"),
        ("bytes-16385", "One byte too many.", join(_long(lines, 16385)), "size"),
        ("line-1-of-8193", "Line 1 has at most 8,192 bytes.", join([act + blank, first, second, box()]), "size"),
    )
    return [{"name": n, "why": why, "entry_b64u": b64u(entry), "outcome": f"malformed.{code}"} for n, why, entry, code in table]


def _long(lines: Sequence[bytes], size: int) -> list[bytes]:
    """The lines of an entry of `size` bytes."""

    def whole(count: int) -> list[bytes]:
        return [*lines, box(decision="refuse", why=[{"facts": {"a": "x" * count}, "rule": "HND-02"}])]

    return whole(size - len(join(whole(0))))


def _good(name: str, why: str, lines: Sequence[bytes]) -> Case:
    entry = join(lines)
    return {
        "name": name,
        "why": why,
        "lines": [line.decode() for line in lines],
        "entry_b64u": b64u(entry),
        "leaf_hex": leaf(entry).hex(),
        "digest_hex": sha(TAG + lines[0]).hex(),
        "outcome": "ok",
    }
