"""recorder: the three chains of an act, and what is sent twice, too late, or over another tree. log.md section 3."""

from __future__ import annotations

from typing import Any

import pytest

from chamberflag.acts import ceremony, incident
from chamberflag.acts.act import Act, decode, encode
from chamberflag.recorder import receipt as receipts
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device
from chamberflag.seal.digest import act_digest
from chamberflag.seal.note import note_key
from chamberflag.seal.signature import encode_line
from chamberflag.vocabulary.words import Chamber
from tests.company import AD, EMPTY, LEAD, ORIGIN, PRODUCER, Company


@pytest.fixture
def company() -> Company:
    """Weapons accepted."""
    return Company().crew().stock()


def device(company: Company, person: str = "ad", **changes: Any) -> Device:  # noqa: ANN401
    """What a phone knows, with members replaced."""
    kid = company.key(person).kid
    dseq, dprev = company.ledger.device_head(kid)
    head = company.ledger.head()
    assert head is not None
    fields: dict[str, Any] = {"kid": kid, "dseq": dseq + 1, "dprev": dprev, "seen": (head.size, head.frontier.root()), **changes}
    return Device(**fields)


def last(company: Company) -> bytes:
    """The newest entry."""
    head = company.ledger.head()
    assert head is not None
    return company.ledger.entry(head.size - 1)


def test_a_replay_gets_the_first_receipt(company: Company) -> None:
    """The same act sent again after others gets the receipt of the first time, byte for byte, and makes no entry."""
    signed = company.signed("call_cut", [AD])
    first = company.rec.submit(signed, company.now)
    for _ in range(40):
        company.do("call_hold", [LEAD])
    head = company.ledger.head()
    again = company.rec.submit(signed, company.now + 999)
    assert first.receipt is not None
    assert again.receipt is not None
    assert (again.replayed, again.index, again.receipt.text()) == (True, first.index, first.receipt.text())
    assert company.ledger.head() == head
    vkey = note_key(ORIGIN, company.log_key.public_key().public_bytes_raw())
    receipts.verify(receipts.parse(again.receipt.text()), company.ledger.entry(first.index), [vkey])


def test_each_act_of_a_group_has_its_receipt_for_ever(company: Company) -> None:
    """Receipts of a group stand under one checkpoint, and are the same when asked for later."""
    group = [company.signed("call_cut", [(p, "crew")]) for p in ("ad", "dp", "medic", "perf", "perf2")]
    first = [a.receipt.text() for a in company.rec.submit_all(group, company.now) if a.receipt]
    company.do("call_hold", [LEAD])
    assert [a.receipt.text() for a in company.rec.submit_all(group, company.now) if a.receipt] == first
    assert len({receipts.parse(text).note for text in first}) == 1


def test_one_act_twice_in_one_group(company: Company) -> None:
    """The doubled delivery inside one group is one entry."""
    signed = company.signed("call_cut", [AD])
    first, second = company.rec.submit_all([signed, signed], company.now)
    assert first.receipt is not None
    assert second.receipt is not None
    assert (second.index, second.replayed, second.receipt.text()) == (first.index, True, first.receipt.text())


def test_one_id_over_two_acts(company: Company) -> None:
    """An id names one act for ever: over other bytes it is refused, in one group as later."""
    one = company.signed("call_cut", [AD], act_id=b"i" * 16)
    two = company.signed("call_hold", [LEAD], act_id=b"i" * 16)
    answers = company.rec.submit_all([one, two], company.now)
    assert [company.why(a) for a in answers] == [set(), {"act.id_reused"}]
    assert company.why(company.rec.submit(two, company.now)) == {"act.id_reused"}


def test_a_number_left_out_is_named(company: Company) -> None:
    """Three acts that the phone has signed and the box never got are named by their numbers; the act itself is recorded."""
    kid = company.key("ad").kid
    dseq, _ = company.ledger.device_head(kid)
    answer = company.do("call_cut", [AD], device=device(company, dseq=dseq + 4, dprev=b"x" * 32))
    assert company.why(answer) == set()
    assert answer.gap == f"{dseq + 1} to {dseq + 3}"
    assert company.do("call_cut", [AD]).gap == ""


def test_a_stop_that_was_overtaken_is_still_recorded(company: Company) -> None:
    """Two acts of one phone change places on the way: the later one names the gap, and the stop that comes after it fills it."""
    here = device(company)
    stop = company.signed("stop", [AD], device=here)
    after = device(company, dseq=here.dseq + 1, dprev=act_digest(stop.line))
    assert company.do("call_cut", [AD], device=after).gap == f"{here.dseq} to {here.dseq}"
    answer = company.rec.submit(stop, company.now)
    assert company.why(answer) == set()
    assert company.rec.state.core.unit["stopped"]
    assert company.rec.submit(stop, company.now).replayed
    assert company.do("call_cut", [AD]).gap == ""


@pytest.mark.parametrize("before", [True, False])
def test_a_late_act_fits_between_its_neighbours(company: Company, *, before: bool) -> None:
    """Another act in the place that was left out is refused: it follows another one, or is not the one that the next one follows."""
    here = device(company)
    cut = company.signed("call_cut", [AD], device=here)
    company.do("call_hold", [AD], device=device(company, dseq=here.dseq + 1, dprev=act_digest(cut.line)))
    other = device(company, dseq=here.dseq, dprev=b"x" * 32 if before else here.dprev)
    assert company.why(company.do("stop", [AD], device=other)) == {"device.chain"}


def test_one_number_over_two_acts_is_a_fork(company: Company) -> None:
    """A phone that has signed two acts as one number: the second stays out, and an entry of the box tells everybody, once."""
    here = device(company)
    company.do("call_cut", [AD], device=here)
    assert company.why(company.do("call_hold", [AD], device=here)) == {"device.fork"}
    told = last(company)
    assert b'"type":"fork.suspected"' in told
    assert f'"dev":"{here.kid}","dseq":{here.dseq}'.encode() in told
    size = company.rec.state.size
    assert company.why(company.do("stop", [AD], device=here)) == {"device.fork"}
    assert company.rec.state.size == size


def test_the_next_number_follows_the_last_act(company: Company) -> None:
    """The right number over another last act is refused."""
    assert company.why(company.do("call_cut", [AD], device=device(company, dprev=b"y" * 32))) == {"device.chain"}


def test_a_device_nobody_has_enrolled(company: Company) -> None:
    """An act composed on a device that is neither enrolled nor one of its signers goes into nobody's chain."""
    strange = device(company, kid="k_" + "B" * 22, dseq=1, dprev=bytes(32))
    assert company.why(company.do("call_cut", [AD], device=strange)) == {"device.unknown"}


def test_a_signer_who_was_shown_another_tree(company: Company) -> None:
    """`seen` that is no beginning of this log: the act stays out, `fork.suspected` says size and root, and the log goes on."""
    head = company.ledger.head()
    assert head is not None
    before = company.rec.state.size
    answer = company.do("call_cut", [AD], device=device(company, seen=(10, b"z" * 32)))
    assert company.why(answer) == {"seen.other"}
    assert company.rec.state.size == before + 1
    assert b'"type":"fork.suspected"' in last(company)
    assert b'"size":10' in last(company)
    ahead = company.do("call_cut", [AD], device=device(company, seen=(head.size + 50, b"z" * 32)))
    assert company.why(ahead) == {"seen.ahead"}
    assert company.rec.state.size == before + 2
    assert company.why(company.do("call_cut", [AD], device=device(company, seen=(10, b"z" * 32)))) == {"seen.other"}
    assert company.rec.state.size == before + 2  # told once
    assert company.why(company.do("call_cut", [AD])) == set()


@pytest.mark.parametrize("size", [0, 1, 2, 7, 30])
def test_every_beginning_of_the_log_may_have_been_seen(company: Company, size: int) -> None:
    """A phone that was away has seen less, and that is no fault."""
    from chamberflag.log.tree import frontier_of  # noqa: PLC0415

    root = frontier_of(company.ledger.node, size).root()
    assert company.why(company.do("call_cut", [AD], device=device(company, seen=(size, root)))) == set()


def test_a_stale_finding_is_placed(company: Company) -> None:
    """A witness who found a bullet on a form that is out of date is heard: the finding is recorded where the box puts it."""
    company.opened().loaded()
    found = ceremony.Look((Chamber.BULLET, *[Chamber.EMPTY] * 5))
    stale = company.signed("witness", [("ad", "witness")], found, ["w1"])
    company.do("set_down", [LEAD], None, ["w1"])
    answer = company.rec.submit(stale, company.now)
    assert answer.decision is not None
    assert answer.decision.verdict == "recorded"
    assert b'"place":[{"id":"w1","n":' in company.ledger.entry(answer.index)
    assert company.rec.state.core.unit["lockdown"]


def test_a_stale_collect_stands_and_the_rest_is_refused(company: Company) -> None:
    """`look_in` on a form out of date: the weapon is collected all the same, the check is refused as stale."""
    company.do("take_out", [("asst", "assistant")], None, ["w1"])
    steps = {"steps": [{"type": "collect"}, {"type": "check", "chambers": ["EMPTY"] * 6}]}
    stale = company.signed("look_in", [LEAD], steps, ["w1"])
    company.do("call_cut", [AD], None, ["w1"])
    answer = company.rec.submit(stale, company.now)
    assert answer.decision is not None
    assert "subject_stale" in {r.rule for r in answer.decision.why}
    assert (answer.decision.verdict, answer.decision.done) == ("refuse", 1)
    assert b'"done":1' in company.ledger.entry(answer.index)
    assert company.rec.state.core.weapons["w1"]["holder"] == "lead"


def edited(company: Company, signed: Signed, **changes: Any) -> Signed:  # noqa: ANN401
    """The act with members replaced, signed again."""
    act = decode(signed.line)
    line = encode(Act(**{**{name: getattr(act, name) for name in act.__struct_fields__}, **changes}))
    return Signed(line, (encode_line(company.key("ad").sign(line)),))


def test_unknown_types_and_versions_are_refused(company: Company) -> None:
    """An act of a kind or version that this program does not know is not recorded and not guessed at."""
    signed = company.signed("call_cut", [AD])
    for changes, code in (({"type": "teleport"}, "malformed.act_type"), ({"v": 2}, "malformed.form"), ({"log": "other"}, "act.log")):
        assert company.why(company.rec.submit(edited(company, signed, **changes), company.now)) == {code}
    wrong = signed.line.replace(b'"body":{}', b'"body":{"extra":1}')
    resigned = Signed(wrong, (encode_line(company.key("ad").sign(wrong)),))
    assert company.why(company.rec.submit(resigned, company.now)) == {"malformed.body"}


def test_a_joint_act_and_its_single_steps_end_alike(company: Company) -> None:
    """`look_in` leaves the weapon as `take_out` and `check` do, one after the other."""
    other = Company().crew().stock()
    steps = {"steps": [{"type": "take_out"}, {"type": "check", "chambers": ["EMPTY"] * 6}]}
    assert company.why(company.do("look_in", [LEAD], steps, ["w1"])) == set()
    for kind, body in (("take_out", None), ("check", EMPTY)):
        assert other.why(other.do(kind, [LEAD], body, ["w1"], wait=1000)) == set()
    joint, single = company.rec.state.core.weapons["w1"], other.rec.state.core.weapons["w1"]
    clocks = {name for name in joint if name.endswith(("_at", "_by_time")) or name in {"t_chk", "checked", "bore_at"}}
    assert {k: v for k, v in joint.items() if k not in clocks} == {k: v for k, v in single.items() if k not in clocks}


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([], "malformed.body"),
        ([{"type": "take_out"}], "malformed.body"),
        ([{"type": "check", "chambers": ["EMPTY"] * 6}, {"type": "take_out"}], "malformed.body"),
        ([{"type": "take_out"}, {"type": "check", "chambers": ["LOADED"] * 6}], "malformed.body"),
        ([{"type": "stop"}, {"type": "check", "chambers": ["EMPTY"] * 6}], "malformed.body"),
    ],
)
def test_a_joint_act_has_its_own_steps_in_their_order(company: Company, steps: list[dict[str, object]], code: str) -> None:
    """Steps missing, exchanged, of another kind or without form: no entry."""
    before = company.ledger.head()
    assert company.why(company.do("look_in", [LEAD], {"steps": steps}, ["w1"])) == {code}
    assert company.ledger.head() == before


def test_the_put_away_at_the_end_waits_for_the_steps_before_it(company: Company) -> None:
    """`finish` refused at its check, which left two chambers out: collected it is, put away it is not."""
    company.opened().loaded()
    company.do("pass_on", [LEAD, ("asst", "assistant")], None, ["w1"])
    check = {"type": "check", "chambers": ["DUMMY"] * 4}
    body = {"counted": 5, "steps": [{"type": "collect"}, check, {"type": "unload"}, {"type": "put_away"}]}
    answer = company.do("finish", [LEAD, ("ad", "witness")], body, ["w1", "dm"])
    assert answer.decision is not None
    assert answer.decision.verdict == "refuse"
    assert answer.decision.done == 1
    assert company.rec.state.core.weapons["w1"]["loc"] == "hand"
    assert company.rec.state.core.weapons["w1"]["holder"] == "lead"


def test_another_tree_closes_the_gated_acts_and_no_other(company: Company) -> None:
    """Who was shown another log stops everybody's gated acts, whichever device; what is fail-safe is recorded, and evidence can leave."""
    assert company.why(company.do("open_store", [LEAD], None, ["safe"])) == set()
    company.do("call_cut", [AD], device=device(company, seen=(10, b"z" * 32)))
    assert company.why(company.do("open_store", [LEAD], None, ["safe"])) == {"fork"}
    assert company.why(company.do("stop", [AD])) == set()
    assert company.rec.state.core.unit["stopped"]
    assert "fork" not in company.why(company.do("export", [PRODUCER], incident.Export()))


def test_a_device_that_forks_closes_its_own_gated_acts(company: Company) -> None:
    """One number over two acts: what this device sends is refused where it is gated, and recorded where it is not; others go on."""
    here = device(company)
    first = company.signed("call_cut", [AD], device=here)
    company.rec.submit(first, company.now)
    company.do("call_hold", [AD], device=here)
    after = device(company, kid=here.kid, dseq=here.dseq + 1, dprev=act_digest(first.line))
    shut = company.signed("open_store", [LEAD], None, ["safe"], device=after)
    assert company.why(company.rec.submit(shut, company.now)) == {"fork"}
    later = device(company, kid=here.kid, dseq=here.dseq + 2, dprev=act_digest(shut.line))
    assert company.why(company.do("stop", [AD], device=later)) == set()
