"""The form of an entry and of the bodies that this verifier reads: which members, of which type, nothing else. Step 6. log.md 2."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from chamberflag.pack.verify.canon import BIGGEST, canonical, canonical_member, object_of, unb64u_letters
from chamberflag.pack.verify.keys import ALGORITHMS, PASSKEYS, Signature

B64 = rb"([A-Za-z0-9_-]*)"
SIGNATURE = re.compile(
    rb'\{(?:"ad":"%s",)?"alg":"([a-z0-9-]+)",(?:"cd":"%s",)?"kid":"(k_[A-Za-z0-9_-]{22})","sig":"%s"\}\Z' % (B64, B64, B64)
)
# Acts and box lines as they usually look, in their canonical spelling: ACT and BOX below as one pattern each, so that most lines are judged
# at once. What does not match is not wrong: it is judged member by member.
WORDS = {
    b"n": rb"(?:0|[1-9][0-9]{0,14})",
    b"ms": rb"(?:0|[1-9][0-9]{0,13})",
    b"hex": rb"[0-9a-f]{64}",
    b"hash": rb"[A-Za-z0-9_-]{43}",
    b"kid": rb"k_[A-Za-z0-9_-]{22}",
    b"token": rb"[ !#-\[\]-~]{1,120}",
}
ROWS = {
    b"signer": rb'\{"kid":"%(kid)s","role":"[a-z_]+"\}' % WORDS,
    b"subject": rb'\{"id":"%(token)s"(?:,"n":%(n)s)?(?:,"prev":"%(hash)s")?\}' % WORDS,
}
USUAL_ACT = re.compile(
    rb'\{"at":%(n)s,"body":(\{.*\}),"dev":"%(kid)s","dprev":"%(hash)s","dseq":[1-9][0-9]{0,14},"id":"[A-Za-z0-9_-]{22}","log":"%(token)s",'
    rb'"rules":"%(hex)s","seen":\[%(n)s,"%(hash)s"\],"signers":\[%(signer)s(?:,%(signer)s)*\],"subj":\[(?:%(subject)s(?:,%(subject)s)*)?\],'
    rb'"type":"[a-z._]+","ui":"%(hex)s","v":1\}\Z' % {**WORDS, **ROWS}
)
USUAL_BOX = re.compile(
    rb'\{"box":\{"decision":"(permit|refuse|recorded)","late":(true|false),'
    rb'(?:"place":\[\{"id":"(%(token)s)","n":(%(n)s),"prev":"(%(hash)s)"\}\],)?'
    rb'"recv":(%(ms)s),"rules":"(%(hex)s)","why":\[\]\}\}\Z' % WORDS
)
ENTRY_LIMIT, LINE_LIMIT, SIGNATURE_LIMIT = 16_384, 8_192, 4_096
SIGNERS, SUBJECTS = 16, 200
OF_PASSKEYS = frozenset(alg.encode() for alg in PASSKEYS)
OF_KEYS = frozenset(alg.encode() for alg in ALGORITHMS) - OF_PASSKEYS
LATEST = 253_402_300_799_999  # ms: the end of the year 9999, behind which no calendar goes
Check = Callable[[Any], bool]

ROLES = frozenset(
    "lead assistant witness ad safety performer producer director dp camera stunt medic upm dealer"  # noqa: SIM905 - a list for people
    " case_owner authority outsider crew recorder box".split()
)
TYPES = frozenset(
    "open_day close_day wrap duty_on duty_off meet join_meeting day_declaration announce call_cut call_hold call_break"  # noqa: SIM905
    " raise_concern answer_concern ask_to_see say_seen notice add_person document appoint train enter_zone leave_zone"
    " key.enrolled key.revoked key.compromised_since adopt_rules override acknowledge lift_hold origins.set log.key.next"
    " withdraw_decline bring_in accept clearance test_fire open_store close_store take_out put_away pick_up pass_on attend"
    " give_back collect set_down leave_set clean repair return_item quarantine release prove_round count load unload dispose"
    " fill strip insert take_magazine_out"
    " second_witness issue_moulded collect_moulded lend change_hands lay take_up"
    " check prove_bore observe witness declare show hand_over look_away decline plan_shot sign_plan consult assess line_clear"
    " line_lost begin_use use stop report review bullet_removed lift_lockdown resume make_safe move_to_evidence thaw"
    " add_exhibit give_account correct amend welfare_check export legal_hold.placed legal_hold.lifted redaction.done genesis"
    " draft.abandoned unbound.counted clock.stepped fork.suspected self_test.ran start_without_memory look_in give prepare"
    " finish".split()
)


def text(most: int, least: int = 1) -> Check:
    """A check for a text of so many characters."""
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def whole(least: int = 0, most: int = BIGGEST) -> Check:
    """A check for a whole number in a range."""
    return lambda value: type(value) is int and least <= value <= most


def like(pattern: str) -> Check:
    """A check for a text of a pattern."""
    found = re.compile(pattern + r"\Z")
    return lambda value: isinstance(value, str) and found.match(value) is not None


def list_of(check: Check, least: int = 0, most: int = 10**6) -> Check:
    """A check for a list of such members."""
    return lambda value: (
        isinstance(value, list) and least <= len(cast("list[Any]", value)) <= most and all(map(check, cast("list[Any]", value)))
    )


def one_of(*values: str) -> Check:
    """A check for one of these texts."""
    return lambda value: isinstance(value, str) and value in values


def _table(shape: dict[str, Check], wanted: frozenset[str], value: Any) -> bool:  # noqa: ANN401 - what was decoded
    if not isinstance(value, dict):
        return False
    table = cast("dict[str, Any]", value)
    if not wanted.issubset(table):
        return False
    for name, member in table.items():
        check = shape.get(name)
        if check is None or not check(member):
            return False
    return True


def shaped(**members: Check) -> Check:
    """A check for an object with these members; a name that ends with _ may be absent."""
    shape = {name.rstrip("_"): check for name, check in members.items()}
    wanted = frozenset(name for name in members if not name.endswith("_"))
    return lambda value: _table(shape, wanted, value)


def boolean(value: Any) -> bool:  # noqa: ANN401 - what was decoded
    """Whether a value is true or false."""
    return type(value) is bool


def _seen(value: Any) -> bool:  # noqa: ANN401 - what was decoded
    row = cast("list[Any]", value) if isinstance(value, list) else []
    return len(row) == 2 and type(row[0]) is int and 0 <= row[0] <= BIGGEST and _HASH(row[1])


def _flat(value: Any) -> bool:  # noqa: ANN401 - what was decoded
    return isinstance(value, dict) and all(type(member) in (bool, int, str) for member in cast("dict[str, Any]", value).values())


_TOKEN, _LONG, _STRING = text(120), text(1000), text(10**6, 0)
_KID, _ID, _HASH, _HEX = like(r"k_[A-Za-z0-9_-]{22}"), like(r"[A-Za-z0-9_-]{22}"), like(r"[A-Za-z0-9_-]{43}"), like(r"[0-9a-f]{64}")

ACT = shaped(
    v=whole(1, 1),
    log=_TOKEN,
    id=_ID,
    type=lambda value: _TOKEN(value) and value in TYPES,
    at=whole(),
    body=lambda value: isinstance(value, dict),
    signers=list_of(shaped(kid=_KID, role=lambda value: isinstance(value, str) and value in ROLES), 1, SIGNERS),
    dev=_KID,
    dseq=whole(1),
    dprev=_HASH,
    seen=_seen,
    subj=list_of(shaped(id=_TOKEN, n_=whole(), prev_=_HASH), 0, SUBJECTS),
    rules=_HEX,
    ui=_HEX,
)
WHY = shaped(rule=_STRING, facts=_flat, part_=text(10**6), about_=text(10**6), step_=whole(1), unknown_=list_of(_STRING, 1))
BOX = shaped(
    decision=one_of("permit", "refuse", "recorded"),
    late=boolean,
    recv=whole(0, LATEST),
    rules=_STRING,
    why=list_of(WHY),
    place_=list_of(shaped(id=_STRING, n=whole(-BIGGEST), prev=_STRING), 1),
    done_=whole(-BIGGEST),
    pin_=list_of(_KID, 1),
)
ROOT = shaped(spki=_LONG, alg=_TOKEN, person=_TOKEN, rung_=whole(-BIGGEST), rp_id_=_TOKEN, origins_=list_of(_TOKEN))
BODIES = {
    "genesis": shaped(
        kind=_TOKEN,
        origin=_TOKEN,
        vkey=_LONG,
        formats=list_of(_TOKEN),
        people=list_of(ROOT),
        rules=_TOKEN,
        packs_=list_of(_TOKEN),
        rp_id_=_TOKEN,
        origins_=list_of(_TOKEN),
        memory_=_TOKEN,
        policy_=_LONG,
        predecessor_=_TOKEN,
        pilot_=boolean,
        licensee_=boolean,
        unit_=_TOKEN,
    ),
    "key.enrolled": shaped(
        spki=_LONG,
        alg=_TOKEN,
        person=_TOKEN,
        device_=_TOKEN,
        rung_=whole(-BIGGEST),
        rp_id_=_TOKEN,
        origins_=list_of(_TOKEN),
        backup_=whole(-BIGGEST),
        label_=_TOKEN,
    ),
    "key.revoked": shaped(kid=_TOKEN, reason_=_TOKEN),
    "key.compromised_since": shaped(kid=_TOKEN, since=whole()),
    "origins.set": shaped(origins=list_of(_TOKEN)),
    "redaction.done": shaped(leaf=whole(0, 100_000), field=_TOKEN, basis=_TOKEN),
}


def split(data: bytes) -> tuple[bytes, list[bytes], dict[str, Any]] | None:
    """(line 1, signature lines, box line) of an entry; None where the bytes are no entry."""
    if len(data) > ENTRY_LIMIT or not data.endswith(b"\n"):
        return None
    lines = data[:-1].split(b"\n")
    if len(lines) < 3 or b"" in lines or len(lines[0]) > LINE_LIMIT:
        return None
    box = usual_box(lines[-1]) or any_box(lines[-1])
    return (lines[0], lines[1:-1], box) if box is not None else None


def usual_box(line: bytes) -> dict[str, Any] | None:
    """What the box added, where it gave no reasons and moved one item at most; None where that is for `any_box` to say."""
    found = USUAL_BOX.match(line)
    if found is None:
        return None
    decision, late, item, n, prev, recv, rules = found.groups()
    made: dict[str, Any] = {
        "decision": decision.decode("ascii"),
        "late": late == b"true",
        "recv": int(recv),
        "rules": rules.decode("ascii"),
        "why": [],
    }
    if item is not None:
        made["place"] = [{"id": item.decode("ascii"), "n": int(n), "prev": prev.decode("ascii")}]
    return made


def any_box(line: bytes) -> dict[str, Any] | None:
    """What the box added; None where the line has not its form."""
    made = canonical(line, ENTRY_LIMIT)
    return made["box"] if made is not None and len(made) == 1 and BOX(made.get("box")) else None


def act_of(line: bytes) -> tuple[str, dict[str, Any]]:
    """(code, act): an empty code for an act in its form; `entry.unknown` for one of another version or kind; else `entry.form`."""
    act = usual_act(line)
    return ("", act) if act is not None else any_act(line)


def usual_act(line: bytes) -> dict[str, Any] | None:
    """The act, where it is in its form and looks as most do; None where that is for `any_act` to say."""
    found = USUAL_ACT.match(line) if len(line) <= LINE_LIMIT else None
    act = object_of(line) if found is not None and canonical_member(found[1], LINE_LIMIT) else None
    if act is None or act["type"] not in TYPES or len(act["signers"]) > SIGNERS or len(act["subj"]) > SUBJECTS:
        return None
    if any(signer["role"] not in ROLES for signer in act["signers"]) or _twice(act["signers"], "kid") or _twice(act["subj"], "id"):
        return None
    return act


def any_act(line: bytes) -> tuple[str, dict[str, Any]]:
    """The same as `act_of`, member by member."""
    act = canonical(line, LINE_LIMIT)
    if act is None:
        return "entry.form", {}
    if type(act.get("v")) is int and act["v"] != 1:
        return "entry.unknown", {}
    if isinstance(act.get("type"), str) and 1 <= len(act["type"]) <= 120 and act["type"] not in TYPES:
        return "entry.unknown", {}
    if not ACT(act) or _twice(act["signers"], "kid") or _twice(act["subj"], "id"):
        return "entry.form", {}
    return "", act


def _twice(rows: list[dict[str, Any]], name: str) -> bool:
    return len(rows) > 1 and len({row[name] for row in rows}) != len(rows)


def signature_of(line: bytes) -> Signature | None:
    """A signature line; None where it is none. The pattern is the one canonical spelling."""
    found = SIGNATURE.match(line) if len(line) <= SIGNATURE_LIMIT else None
    if found is None:
        return None
    ad, alg, cd, kid, sig = found.groups()
    if alg not in (OF_PASSKEYS if ad is not None and cd is not None else OF_KEYS if ad is cd else ()):
        return None
    raw, told, client = unb64u_letters(sig), unb64u_letters(ad or b""), unb64u_letters(cd or b"")
    if raw is None or told is None or client is None:
        return None
    return Signature(alg.decode("ascii"), kid.decode("ascii"), raw, told, client)
