"""gate: what a legal hold keeps. Source: acts.md (`redaction.done`), log.md section 5."""

from __future__ import annotations

from chamberflag.acts import incident
from chamberflag.ledger.decided import as_why
from chamberflag.ledger.wording import said
from tests.company import LEAD, PRODUCER, SAFETY, Company

OWNER = ("case", "case_owner")
ERASED = incident.Redaction(3, "note", "request of the person")


def test_nothing_is_erased_while_a_legal_hold_stands() -> None:
    """Erased before it; refused under it, with what to do; of two holds each is lifted by itself; erased again after the last."""
    company = Company().crew()

    def erased() -> set[str]:
        return company.why(company.do("redaction.done", [PRODUCER, SAFETY], ERASED))

    assert erased() == set()
    for other in (LEAD, PRODUCER):
        assert company.why(company.do("legal_hold.placed", [OWNER, other])) == set()
    assert erased() == {"legal_hold"}
    company.do("legal_hold.lifted", [OWNER, LEAD])
    refused = company.do("redaction.done", [PRODUCER, SAFETY], ERASED)
    assert refused.decision is not None
    assert "case owner" in said(company.rec.rules, as_why(refused.decision.why[0])).clears
    company.do("legal_hold.lifted", [OWNER, PRODUCER])
    assert erased() == set()


def test_a_hold_that_was_not_placed_does_not_stand() -> None:
    """Placing one that is refused, and lifting one that is not there, change nothing."""
    company = Company().crew()
    assert company.why(company.do("legal_hold.placed", [PRODUCER, LEAD])) == {"LOG-11"}
    company.do("legal_hold.lifted", [OWNER, LEAD])
    assert company.why(company.do("redaction.done", [PRODUCER, SAFETY], ERASED)) == set()
    company.do("legal_hold.placed", [OWNER, LEAD])
    assert company.why(company.do("redaction.done", [PRODUCER, SAFETY], ERASED)) == {"legal_hold"}
