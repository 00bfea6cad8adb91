"""recorder.audit: what `log fsck` says of entries that a box with altered software has written under its own good signatures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chamberflag import app
from chamberflag.acts import box, people
from chamberflag.canon.profile import b64u
from chamberflag.log.rebuild import Damage
from chamberflag.recorder import record
from chamberflag.recorder.audit import Auditor
from chamberflag.recorder.chains import Chains
from chamberflag.recorder.compose import Device
from tests.company import AD, LEAD, ORIGIN, PRODUCER, RP, WEB, Company


def audited(company: Company, start: int = 0) -> list[Damage]:
    """Every entry from a place on, judged again."""
    head = company.ledger.head()
    assert head is not None
    auditor = Auditor(app.empty_state(), app.rules_for, app.act_table(), lambda stop: company.ledger.entries(0, stop))
    return [one for index in range(start, head.size) for one in auditor(index, company.ledger.entry(index))]


@pytest.mark.parametrize("start", [0, 1, 40])
def test_an_honest_log_is_sound(start: int) -> None:
    """A whole morning, from the first entry or from any place on: nothing to say."""
    assert audited(Company().crew().stock().opened().loaded(), start) == []


def second_genesis(company: Company) -> None:
    """Two strangers found the log again."""
    mine = tuple(box.RootKey(b64u(company.key(p).key.spki), "webauthn-es256", p) for p in ("thief", "friend"))
    again = box.Genesis("example", ORIGIN, "x", ("v1",), mine, company.rec.rules.digest, rp_id=RP, origins=(WEB,))
    company.do("genesis", [("thief", "box"), ("friend", "lead")], again)


def in_the_name_of_the_box(company: Company) -> None:
    """A person writes an entry of the box's."""
    company.do("clock.stepped", [("ad", "box")], box.ClockStepped(5))


def enrolled_again(company: Company) -> None:
    """A revoked key comes back by a second enrolment."""
    company.do("key.revoked", [PRODUCER], people.KeyRevoked(company.key("dp").kid))
    company.do("key.enrolled", [("dp", "dp"), PRODUCER], people.KeyEnrolled(
        b64u(company.key("dp").key.spki), "webauthn-es256", "dp", rp_id=RP, origins=(WEB,)))  # fmt: skip


def out_of_its_chain(company: Company) -> None:
    """An act that does not follow the last one of its phone."""
    kid = company.key("ad").kid
    company.do("call_cut", [AD], device=Device(kid, company.ledger.device_head(kid)[0] + 1, b"x" * 32, (0, bytes(32))))


def over_a_stale_form(company: Company) -> None:
    """A gated act that is permitted over a form out of date."""
    company.do("take_out", [LEAD], None, ["w1"], subjects=[("w1", 1, bytes(32))])


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (second_genesis, "act.founding"),
        (in_the_name_of_the_box, "act.box_only"),
        (enrolled_again, "key.taken"),
        (out_of_its_chain, "device.chain"),
        (over_a_stale_form, "subject.chain"),
    ],
)
def test_what_an_altered_box_writes_is_named(monkeypatch: pytest.MonkeyPatch, forge: Callable[[Company], None], code: str) -> None:
    """A box that leaves out one check writes an entry that looks well; fsck names that check, and only that entry."""
    company = Company().crew().stock()
    assert audited(company) == []
    monkeypatch.setattr(record, "check_author", lambda *_: None)
    monkeypatch.setattr(record, "check_enrolment", lambda *_, **__: None)
    monkeypatch.setattr(record, "codes_of", lambda *_: ())
    monkeypatch.setattr(Chains, "check", lambda *_: "")
    size = company.rec.state.size
    forge(company)
    assert company.rec.state.size > size
    assert [(one.code, one.place) for one in audited(company)][:1] == [(code, f"entry {company.rec.state.size - 1}")]
