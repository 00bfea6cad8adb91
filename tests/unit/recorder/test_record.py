"""The only way into the log: what becomes an entry, what does not, and that a repeat is answered with the first receipt."""

from __future__ import annotations

import pytest

from chamberflag.acts import day, people
from chamberflag.canon.profile import b64u
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.receipt import parse, verify
from chamberflag.seal.note import note_key
from chamberflag.seal.signature import encode_line
from tests.company import AD, EMPTY, LEAD, ORIGIN, PRODUCER, RP, WEB, Company


@pytest.fixture
def company() -> Company:
    """People and stock."""
    return Company().crew().stock()


def test_a_receipt_proves_its_entry_and_no_other(company: Company) -> None:
    """The receipt's text leads from the entry's bytes to the signed checkpoint; another entry's bytes do not."""
    answer = company.do("call_cut", [AD])
    assert answer.receipt is not None
    receipt = parse(answer.receipt.text())
    keys = [note_key(ORIGIN, company.log_key.public_key().public_bytes_raw())]
    assert verify(receipt, company.ledger.entry(answer.index), keys).size == answer.index + 1
    with pytest.raises(Exception, match=r"proof\.inclusion"):
        verify(receipt, company.ledger.entry(answer.index - 1), keys)


def test_the_same_act_again_gets_the_first_entry(company: Company) -> None:
    """A repeat adds nothing and is answered with the entry it already is."""
    signed = company.signed("call_cut", [AD])
    first = company.rec.submit(signed, company.now)
    again = company.rec.submit(signed, company.now + 5)
    assert (again.index, again.replayed) == (first.index, True)
    head = company.ledger.head()
    assert head is not None
    assert head.size == first.index + 1


def test_the_same_id_over_other_bytes_is_refused(company: Company) -> None:
    """An id names one act for ever."""
    company.do("call_cut", [AD], act_id=b"i" * 16)
    assert company.why(company.do("call_hold", [AD], act_id=b"i" * 16)) == {"act.id_reused"}


def test_a_signature_by_another_key_makes_no_entry(company: Company) -> None:
    """A forged signature is answered with its code and leaves no entry."""
    signed = company.signed("call_cut", [AD])
    line = company.key("dp").sign(signed.line)
    forged = Signed(signed.line, (encode_line(type(line)(line.alg, company.key("ad").kid, line.sig, line.ad, line.cd)),))
    before = company.ledger.head()
    assert company.why(company.rec.submit(forged, company.now)) == {"signature.forged"}
    assert company.ledger.head() == before


def test_a_missing_signature_makes_no_entry(company: Company) -> None:
    """Every named signer has signed, or nothing happens."""
    signed = company.signed("accept", [LEAD, AD])
    assert company.why(company.rec.submit(Signed(signed.line, signed.signatures[:1]), company.now)) == {"signature.count"}


def test_a_stale_form_is_refused_and_a_fail_safe_act_is_placed(company: Company) -> None:
    """Two people act on the weapon as it was: the second gated act is refused `subject_stale`; a set_down finds its place."""
    stale = company.signed("check", [LEAD], EMPTY, ["w1"])
    company.do("take_out", [("asst", "assistant")], None, ["w1"])
    assert "subject_stale" in company.why(company.rec.submit(stale, company.now))
    answer = company.do("set_down", [LEAD], None, ["w1"])
    assert answer.decision is not None
    assert answer.decision.verdict == "recorded"


def test_a_revoked_key_opens_nothing(company: Company) -> None:
    """After its revocation an act of the key is late, and late acts satisfy no gate."""
    company.do("key.revoked", [PRODUCER], people.KeyRevoked(company.key("ad").kid))
    assert "late" in company.why(company.do("meet", [AD], day.Meet()))


def test_a_lost_phone_is_held_until_reviewed(company: Company) -> None:
    """A key reported lost signs no gated act (LOG-11); a stop by it is recorded all the same."""
    from chamberflag.acts import incident  # noqa: PLC0415

    company.do("report", [AD], incident.Report("lost_phone", key=company.key("dp").kid))
    assert "LOG-11" in company.why(company.do("join_meeting", [("dp", "dp")], day.JoinMeeting()))
    stop = company.do("stop", [("dp", "dp")])
    assert stop.decision is not None
    assert stop.decision.verdict == "recorded"


def test_a_key_enrolled_to_one_person_is_not_given_to_another(company: Company) -> None:
    """Enrolling a key again under another name is refused with its own code."""
    spki = b64u(company.key("dp").key.spki)
    answer = company.do(
        "key.enrolled", [("dp", "crew"), PRODUCER], people.KeyEnrolled(spki, "webauthn-es256", "ad", rp_id=RP, origins=(WEB,))
    )
    assert company.why(answer) == {"key.taken"}


def test_a_key_bound_to_nobody_makes_an_entry_that_is_refused(company: Company) -> None:
    """A good signature by an enrolled key without a person is an entry, refused by LOG-11."""
    spki = b64u(company.key("ghost").key.spki)
    company.do(
        "key.enrolled", [("ghost", "crew"), PRODUCER], people.KeyEnrolled(spki, "webauthn-es256", "nobody", rp_id=RP, origins=(WEB,))
    )
    answer = company.do("join_meeting", [("ghost", "crew")], day.JoinMeeting())
    assert company.why(answer) == {"LOG-11"}


def test_a_key_that_is_not_enrolled_makes_no_entry(company: Company) -> None:
    """Without an enrolment there is nobody to answer for the signature."""
    assert company.why(company.do("join_meeting", [("unknown", "crew")], day.JoinMeeting())) == {"key.unknown"}


def test_an_act_for_another_log_is_refused(company: Company) -> None:
    """The log's name is part of what was signed."""
    assert company.why(company.do("call_cut", [AD], log="other.example/cf/p_2/main/1")) == {"act.log"}


def test_a_group_is_judged_act_by_act(company: Company) -> None:
    """Two check-outs of one weapon in one group: the second meets the state that the first leaves."""
    first = company.signed("take_out", [LEAD], None, ["w1"])
    second = company.signed("take_out", [("asst", "assistant")], None, ["w1"])
    answers = company.rec.submit_all([first, second], company.now)
    assert company.why(answers[0]) == set()
    assert "subject_stale" in company.why(answers[1])
