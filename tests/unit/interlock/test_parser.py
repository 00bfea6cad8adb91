"""The rule language: what is not listed is an error that names file, rule and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.tree import BOOL, walk
from chamberflag.vocabulary.errors import Malformed
from tests.unit.interlock.worlds import RULES

SCHEMA = RULES.model.schema
RULE = Reading({"who": "Person", "n": "Count", "found": "Contents"}, facts=True)

# expression -> column and message, each construct that the language does not have
BAD = {
    "": (1, "not an expression"),
    "w.quar and": (11, "not an expression"),
    "w.quar = True": (8, "not an expression"),
    "0 < n < 5": (1, "chained comparisons are not in the rule language"),
    "w.quar is True": (1, "Is is not in the rule language"),
    "n * 2 == 4": (3, "'*' is not in the rule language"),
    "n / 2 == 4": (3, "'/' is not in the rule language"),
    "-1 < n": (1, "UnaryOp is not in the rule language"),
    "n < 1.5": (5, "float is not in the rule language"),
    "n == None": (6, "NoneType is not in the rule language"),
    "who == b'x'": (8, "bytes is not in the rule language"),
    "(lambda: True)()": (8, "':' is not in the rule language"),
    "len(who) == 1": (1, "only implies(a, b) and distinct(a, b, ...) may be called"),
    "implies(w.quar)": (1, "only implies(a, b) and distinct(a, b, ...) may be called"),
    "distinct(who)": (1, "only implies(a, b) and distinct(a, b, ...) may be called"),
    "distinct(who, n)": (1, "distinct() compares things of one sort"),
    "w.quar == 1": (1, "compares Bool with Int"),
    "w.loc == 'bag'": (10, "'bag' is not a Loc; it is one of store, hand, unattended, inserted, laid"),
    "'store' == 'hand'": (12, "'hand' is not a value here"),
    "w.loc < 'hand'": (1, "only whole numbers have an order"),
    "w.loc in 'hand'": (10, "`in` needs a list of literals in parentheses"),
    "w.loc in ()": (10, "`in` needs a list of literals in parentheses"),
    "w.loc in ('hand', 1)": (19, "compares Loc with Int"),
    "n in (who,)": (6, "`in` needs a list of literals in parentheses"),
    "w.quar + w.quar == 2": (1, "+ and - need whole numbers"),
    "not n": (5, "a truth value is needed here, this is Int"),
    "n and w.quar": (1, "a truth value is needed here, this is Int"),
    "n": (1, "expected Bool, this is Int"),
    "w.quar if n > 0 else n": (1, "the two branches are Bool and Int"),
    "w.quad": (1, "no field w.quad"),
    "x.quar": (1, "unknown name x"),
    "f.moon_full": (1, "no fact is called moon_full"),
    "who.boss": (1, "no role is called boss"),
    "n.lead": (1, ".lead is asked of something that is no person"),
    "w.holder.failed": (1, "no role is called failed"),
    "w.t_bullet == 0": (1, "a rule may not read the physical world (w.t_bullet)"),
    "new.w.quar": (1, "new.* is for ensures, only and step invariants"),
    "each.quar": (1, "each.* is for effects on every weapon"),
    "quar": (1, "unknown name quar"),
    "n == 99999999999999999999": (6, "a number this large is not in the rule language"),
    "w.quar or [True]": (11, "'[' is not in the rule language"),
    "w.quar or w.loc == 'h\\x61nd'": (22, "'\\\\' is not in the rule language"),
    "w.quar # always": (8, "'#' is not in the rule language"),
    "w.quar\nor True": (7, "'\\n' is not in the rule language"),
    "w.\uff51uar": (3, "'\uff51' is not in the rule language"),
    "(w.quar := True)": (9, "':' is not in the rule language"),
    "w.quar, w.quar": (1, "Tuple is not in the rule language"),
    "  n == w.quar": (3, "compares Int with Bool"),
    "(not " * 70 + "w.quar" + ")" * 70: (302, "the expression is too large: at most 60 deep and 5000 parts with its definitions"),
    "w.quar or " * 500 + "w.quar": (1, "the expression has 5006 characters; at most 4000"),
}


@pytest.mark.parametrize("text", BAD)
def test_what_the_language_does_not_have_is_named_with_its_column(text: str) -> None:
    """Each construct that is not listed is one error with file, rule, column and the expression itself."""
    column, message = BAD[text]
    with pytest.raises(Malformed) as caught:
        Parser(SCHEMA, RULE, text, "rules/storage.toml STO-99").parse(BOOL)
    shown = text if len(text) <= 200 else text[:200] + "..."
    assert (caught.value.place, caught.value.text) == (f"rules/storage.toml STO-99, column {column}", f"{message}, in: {shown}")


def test_a_rule_that_may_not_read_facts_says_so() -> None:
    """Invariants and effects read no fact."""
    with pytest.raises(Malformed, match="facts may be read by rules and ensures only"):
        Parser(SCHEMA, Reading(), "f.lot_held", "x").parse(BOOL)


def test_an_effect_on_every_weapon_reads_no_single_one() -> None:
    """`each` is not mixed with the act's own weapon, or the cutoff of the proof would be lost."""
    with pytest.raises(Malformed, match=r"reads each\.\*, g\.\* and parameters only"):
        Parser(SCHEMA, Reading(each=True), "each.quar or w.quar", "x").parse(BOOL)


WORDS = st.sampled_from(
    [
        "w.quar",
        "w.n",
        "w.holder",
        "g.stopped",
        "f.lot_held",
        "f.attend_age_ms",
        "who",
        "n",
        "nobody",
        "cold",
        "hot",
        "True",
        "'EMPTY'",
        "7",
        "CHECK_VALID_MIN",
        "not",
        "and",
        "or",
        "if",
        "else",
        "in",
        "==",
        "!=",
        "<",
        "<=",
        "+",
        "-",
        "(",
        ")",
        ",",
        "implies(",
        "distinct(",
        ".lead",
        "w.",
        "f.",
        "new.w.n",
        "'",
        "*",
        "lambda",
        ":",
        "\\",
        "{",
        "__class__",
        "x",
    ]
)


@given(st.one_of(st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=60)))
@settings(max_examples=400)
def test_any_text_is_an_expression_or_one_clear_error(text: str) -> None:
    """No text whatever raises anything but Malformed, and the error names the place."""
    try:
        made = Parser(SCHEMA, RULE, text, "rules/x.toml X-01").parse(BOOL)
    except Malformed as error:
        assert error.place.startswith("rules/x.toml X-01, column ") or "definition" in error.place  # noqa: PT017
    else:
        assert all(node[0] for node in walk(made))


def test_a_definition_that_speaks_of_itself_or_grows_without_end_is_refused() -> None:
    """Definitions are expanded in place: a circle, and an expansion that doubles at each step, end in an error."""
    from dataclasses import replace  # noqa: PLC0415

    circle = replace(SCHEMA, definitions={"a": "b and w.quar", "b": "not a"})
    with pytest.raises(Malformed, match="definition a speaks of itself"):
        Parser(circle, RULE, "a", "x").parse(BOOL)
    doubling = replace(SCHEMA, definitions={f"d{i}": f"d{i + 1} and d{i + 1}" for i in range(50)} | {"d50": "w.quar"})
    with pytest.raises(Malformed, match="too large"):
        Parser(doubling, RULE, "d0", "x").parse(BOOL)
    broken = replace(SCHEMA, definitions={"a": "w.quar and"})
    with pytest.raises(Malformed, match="not an expression"):
        Parser(broken, RULE, "a", "x").parse(BOOL)
