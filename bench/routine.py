"""What happens to one weapon in a day, act after act: checks, looks, declaration, hand-over, use, return, and honest mistakes."""

from __future__ import annotations

from collections.abc import Iterator

from bench.founding import looked
from bench.production import Team
from bench.stage import Ask, Share, Stage
from chamberflag.acts import ceremony, plan, rounds
from chamberflag.acts.body import Claim, Nothing
from chamberflag.vocabulary.words import Action, Contents

LOADED = 4  # dummies that go in
EVERY_LOAD = 6  # one cycle in so many is loaded; the others rehearse with an empty weapon
EVERY_REST = 6  # one cycle in so many ends in the store


class Routine:
    """The acts around one weapon, without end; `resting` after a cycle that ended in the store."""

    def __init__(self, stage: Stage, team: Team) -> None:
        """A weapon that lies in the store."""
        self.stage, self.team = stage, team
        self.resting = True
        self.touched = ""  # the lot that the next act moves
        self._handler = ((team.handler, team.handler_role),)
        self._witness = ((team.witness, "witness"),)
        self._performer = ((team.performer, "performer"),)

    def cycle(self, checks: int, refusals: int, *, rest: bool) -> Iterator[Ask]:
        """One ceremony from check to return. checks: further looks of the handler; refusals: mistakes on the way; rest: into the store."""
        n = LOADED if self.stage.chance.randrange(EVERY_LOAD) == 0 else 0
        if self.resting:
            yield self._ask("take_out", self._handler, Nothing(), Share.HAND)
            self.resting = False
        yield self._look("check", self._handler, 0)
        if n:
            yield self._rounds("load", rounds.LoadRounds(n))
            yield self._look("check", self._handler, n)
        for _ in range(checks):
            yield self._look("check", self._handler, n)
        for number in range(refusals):
            yield self._mistake(number, n)
        yield from self._given(n)
        yield from self._returned(n)
        if rest:
            yield self._ask("put_away", self._handler, Nothing(), Share.HAND)
            self.resting = True

    def _given(self, n: int) -> Iterator[Ask]:
        t, claim = self.team, Claim(Contents.DUMMY if n else Contents.EMPTY, n)
        yield self._look("witness", self._witness, n)
        yield self._ask("declare", (*self._handler, *self._witness), ceremony.Declare(claim, t.shot, t.performer), Share.LOOK)
        yield self._look("show", self._performer, n)
        hand = ceremony.HandOver(claim, t.shot, Action.COCK, fit=True)
        yield self._ask("hand_over", (*self._handler, *self._performer), hand, Share.HAND)
        if n:
            yield self._ask("begin_use", (("ad", "ad"),), plan.BeginUse(t.shot), Share.OTHER)
            yield self._ask("use", self._performer, plan.Use(Action.COCK, shot=t.shot), Share.OTHER)

    def _returned(self, n: int) -> Iterator[Ask]:
        if self.stage.chance.random() < 0.5:
            yield self._ask("collect", self._handler, Nothing(), Share.HAND)
        else:
            yield self._ask("give_back", (*self._performer, *self._handler), Nothing(), Share.HAND)
        yield self._look("check", (*self._handler, *self._witness), n)
        if n:
            yield self._rounds("unload", rounds.Unload(unfired=n))

    def _mistake(self, number: int, n: int) -> Ask:
        """What honest people try too early: the gate refuses, and the ceremony goes on."""
        t, claim = self.team, Claim(Contents.DUMMY if n else Contents.EMPTY, n)
        match number % 4:
            case 0:
                body = ceremony.HandOver(claim, t.shot, Action.COCK, fit=True)
                return self._ask("hand_over", (*self._handler, *self._performer), body, Share.REFUSED)
            case 1:
                return self._ask("show", self._performer, looked(n), Share.REFUSED)
            case 2:
                return self._ask("declare", (*self._handler, *self._witness), ceremony.Declare(claim, t.shot, t.performer), Share.REFUSED)
            case _:
                return self._ask("take_out", self._handler, Nothing(), Share.REFUSED)

    def _look(self, kind: str, signers: tuple[tuple[str, str], ...], n: int) -> Ask:
        return self._ask(kind, signers, looked(n), Share.CHECK if kind == "check" else Share.LOOK)

    def _rounds(self, kind: str, body: rounds.LoadRounds | rounds.Unload) -> Ask:
        items = (self.team.weapon, self.team.lot) if kind == "load" else (self.team.weapon,)
        return Ask(kind, self._handler, body, items, Share.OTHER)

    def _ask(self, kind: str, signers: tuple[tuple[str, str], ...], body: object, share: Share) -> Ask:
        return Ask(kind, signers, body, (self.team.weapon,), share)  # pyright: ignore[reportArgumentType]
