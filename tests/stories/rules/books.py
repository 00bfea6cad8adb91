"""Days of stores, counts, registers and records."""

from __future__ import annotations

from tests.stories.rules.told import W3, Told, items, without

UNTOLD = ("06:51  ada opens the day", '06:50:30  ada acknowledges: rule REC-05, reason "it is being done"\n06:51  ada opens the day')


def closed(rule: str) -> str:
    """The day is not closed with a weapon in a hand, and is closed when it lies in the store."""
    return f"""
20:00  wes and dora count DUMMIES: 10 and 10
20:01  wes and dora count BLK: 19 and 19, cases 1
20:02  wes takes out W1
20:03  wes and ada close the day
       expect refused {rule}
20:04  wes puts away W1 into SAFE
20:04:30  wes closes SAFE
20:05  wes and ada close the day
       expect recorded
"""


DAYS = (
    Told(
        "LOG-05",
        """
08:00  pru exports: case c1
       expect recorded
08:01  pru and wes adopt rules: packs base+us, params weapons_per_handler=4
08:02  ada opens the day at barn: day d2, public_view no
08:03  pru documents production: kind hosting
08:04  pru exports: case c1
       expect recorded LOG-05
""",
        edits=[(' model "Frontier revolver", serial HF-20455', " serial HF-20455")],
        flags=("licensee",),
    ),
    Told(
        "LOG-07",
        """
08:00  pru exports: case c1
       expect refused only LOG-07
08:01  pru documents production: kind hosting
08:02  pru exports: case c1
       expect recorded
""",
        "us",
        flags=("licensee",),
    ),
    Told(
        "LOG-08",
        """
08:00  ada calls cut [cut]
08:01  ada amends: of [cut]
       expect refused LOG-08
""",
        "uk",
        never=True,
    ),
    Told(
        "LOG-09",
        """
08:00  wes and pru return W2
08:01  wes opens SAFE
       expect recorded
day 2027-03-11
08:00  wes opens SAFE
day 2027-03-12
08:00  wes opens SAFE
       expect recorded LOG-09
08:01  pru gives notice: kind police, ref "transfer of W2"
08:02  wes opens SAFE
       expect recorded
""",
        "uk",
        [UNTOLD],
        ("licensee",),
    ),
    Told(
        "STO-05",
        """
08:00  ana opens CAGE
       expect recorded
08:01  kim opens CAGE
       expect refused only STO-05
""",
        edits=[("  CASE    container", "  CAGE    store\n  CASE    container")],
    ),
    Told(
        "STO-06",
        """
08:00  ana brings in W3: supplier hill-armoury, receipt HA-573, other_production no, transport
       expect recorded STO-06
08:01  ana brings in W4: supplier hill-armoury, receipt HA-574, other_production no, transport, accompanied_by ana
       expect recorded
""",
        edits=[items(W3, W3.replace("W3", "W4"))],
    ),
    Told(
        "STO-07",
        """
08:00  ana brings in R1: supplier hill-armoury, receipt HA-575, other_production no
08:01  wes and dora accept R1
08:02  wes takes out R1
08:03  wes puts away R1 into SAFE: locked no
       expect recorded STO-07
08:04  wes puts away R1 into SAFE
       expect recorded
""",
    ),
    Told("REC-01", closed("REC-01")),
    Told("STO-12", closed("STO-12")),
    Told(
        "REC-06",
        """
07:59  wes and pru wrap the production
       expect refused only REC-06
08:00  wes and pru return W1 W2
08:01  wes and pru return DUMMIES: count 10
08:02  wes and pru return BLK: count 19
08:03  wes and pru wrap the production
       expect recorded
""",
    ),
    Told(
        "STO-01",
        """
09:00  wes takes out W1
09:01  wes puts away W1 into SAFE: locked no
09:02  wes takes out W1
       expect refused STO-01
09:03  ana takes out W2
       expect recorded
""",
    ),
    Told(
        "STO-10",
        """
09:00  wes takes out W1
       expect refused only STO-10
09:01  pru documents production: kind sign_photo
09:02  wes takes out W1
       expect recorded
""",
        edits=[without("kind sign_photo")],
    ),
)
