"""Facts of records (LOG): registers of licensees, signatures and the keys behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.people import Appoint
from chamberflag.custody.signers import holds_role
from chamberflag.gate.reading import production_paper
from chamberflag.vocabulary.keys import RUNG_PAPER
from chamberflag.vocabulary.words import ItemKind, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.acts.attested import ProvenSigner
    from chamberflag.gate.moment import Moment

ANYONE = frozenset({Role.CREW, Role.RECORDER, Role.BOX})
ENROLS = frozenset({"genesis", "key.enrolled"})
ACQUISITION = ("maker", "model", "calibre", "serial", "supplier")


def acquisition_fields_missing(m: Moment) -> int:
    """Fields of a licensee's acquisition record that are not stated."""
    thing = m.state.things.get(m.weapon)
    if not m.state.settings.licensee or not m.weapon:
        return 0
    return len(ACQUISITION) if thing is None else sum(1 for name in ACQUISITION if not getattr(thing, name))


def disposition_fields_missing(m: Moment) -> int:
    """Fields of a licensee's disposition record that are not stated."""
    return int(m.state.settings.licensee and not getattr(m.step.body, "licence", None))


def required_columns_only(m: Moment) -> bool | None:
    """A licensee's book is shown with the required columns apart from all others; not known: no such view is made yet."""
    return None if m.state.settings.licensee else True


def corrections_overwrite(m: Moment) -> bool:
    """True of every attempt to amend: it would overwrite what was first said."""
    del m
    return True


def completeness_gaps(m: Moment) -> int:
    """Fields of the acquisitions in service that a licensee has not stated: what the log does not hold, the book lacks."""
    if not m.state.settings.licensee:
        return 0
    weapons = [t for t in m.state.things.values() if t.kind == ItemKind.WEAPON and t.accepted_at >= 0]
    return sum(1 for t in weapons for name in ACQUISITION if not getattr(t, name))


def printable(m: Moment) -> bool | None:
    """A licensee's book was given to the agency within a day of its request; not known: no act says that one has asked."""
    return None if m.state.settings.licensee else True


def hosting_stated(m: Moment) -> bool | None:
    """A hosted book's conditions are stated, where there is a licensee."""
    return production_paper(m, "hosting") if m.state.settings.licensee else True


def register_late_or_short(m: Moment) -> bool:
    """True of every attempt to amend an entry inside the term for which it is kept."""
    del m
    return True


def notice_overdue(m: Moment) -> int:
    """A licensee's transfers of which the police were not told in time: the shorter one, as nobody says whether it went to a visitor."""
    if not m.state.settings.licensee:
        return 0
    told, limit = m.state.incident.police_index, min(m.params.get(name, 0) for name in ("uk_notice_days", "uk_visitor_h"))
    return sum(1 for t in m.state.things.values() if t.returned_at > told and m.now - t.gone_at > limit)


def replicas(m: Moment) -> int | None:
    """Copies of the register that are kept apart from the weapons; not known: the outside memory keeps heads of the log, and no copy."""
    del m
    return None


def _holds(m: Moment, signer: ProvenSigner) -> bool:
    """Whether the person has the role they sign in; an appointment makes it."""
    body = m.step.body
    return signer.role in ANYONE or (isinstance(body, Appoint) and signer.role == body.role) or holds_role(m.state, signer)


def signatures_unbound(m: Moment) -> int:
    """Signatures that do not count: a key of nobody, held, or of too low a rung; a role not held; a required signer who is missing."""
    found = 0
    known = {*m.state.settings.root, "box"}
    for signer in m.step.signers:
        record = m.state.keys.get(signer.kid)
        if record is None:  # enrolled by this very act: its enroller answers for whose it is
            found += int(m.step.type not in ENROLS)
            continue
        held = bool(record.held_by)
        nobody = signer.person not in known and signer.person not in m.state.people.persons
        found += int(nobody or held or not _holds(m, signer) or signer.rung > m.step.rung or signer.rung >= RUNG_PAPER)
    return found + m.step.missing


FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {
    f.__name__: f
    for f in (
        acquisition_fields_missing,
        disposition_fields_missing,
        required_columns_only,
        corrections_overwrite,
        completeness_gaps,
        printable,
        hosting_stated,
        register_late_or_short,
        notice_overdue,
        replicas,
        signatures_unbound,
    )
}
