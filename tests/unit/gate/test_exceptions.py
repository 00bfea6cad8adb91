from __future__ import annotations

import pytest

from chamberflag.acts import people
from chamberflag.ledger.decided import as_why
from chamberflag.ledger.wording import said
from tests.company import LEAD, PRODUCER, Company


@pytest.mark.parametrize("rule", ["INC-01", "HND-07"])
def test_an_exception_that_a_rule_does_not_have_is_refused_under_it(rule: str) -> None:
    """Whoever signs one: the attempt is an entry, says that there is no exception, and says what to do."""
    company = Company().crew().stock()
    answer = company.do("override", [LEAD, PRODUCER], people.Override(rule))
    assert company.why(answer) == {rule}
    assert answer.decision is not None
    told = said(company.rec.rules, as_why(answer.decision.why[0]))
    assert told.text.startswith("There is no exception")
    assert told.clears
    assert not company.rec.state.overrides
