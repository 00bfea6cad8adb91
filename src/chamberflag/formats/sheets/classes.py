"""The words under which a class of weapon or round is found, English and Spanish. Source: domain words, sections 1 and 3.

A whole cell that is one of the first list is that class. Words inside a longer text only suggest one. Dangerous words decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from chamberflag.formats.sheets.cells import plainly
from chamberflag.formats.sheets.wordlists import wordlist
from chamberflag.vocabulary.words import Load, RoundClass, WeaponClass

_WEAPON_WORDS = wordlist("""
FUNCTIONAL: functional | functioning | working | fully functional | operational | real firearm | live firing | live fire |
    live-fire capable | firing | section 1 | funcional | operativa | operativo | arma de fuego real | arma real |
    en funcionamiento
BLANK_ADAPTED: blank adapted | blank-adapted | adapted for blanks | blank converted | blank conversion | converted to blank |
    blank firing adapted | bfa | adaptada a fogueo | adaptado a fogueo | adaptada para fogueo | convertida a fogueo |
    modificada para fogueo
BLANK_ONLY: blank only | blank-only | blank firing only | blanks only | blank firing non convertible | dedicated blank firer |
    starting pistol | starter pistol | solo fogueo | solo de fogueo | de fogueo | arma detonadora | detonadora | alarma y senales |
    arma de alarma y senales
DEACTIVATED: deactivated | de-activated | deac | deact | decommissioned | demilled | demilitarised | demilitarized | inert firearm |
    inutilizada | inutilizado | desactivada | desactivado
REPLICA: replica | non firing | non-firing | nonfiring | non-firing replica | non firing replica | non gun | non-gun | imitation |
    imitation firearm | look alike | realistic imitation firearm | rif | electronic | electronic flash | replica no funcional |
    imitacion | simulada | no funcional | no dispara
RUBBER: rubber | rubber gun | solid rubber | hard rubber | soft rubber | foam | resin | moulding | molding | moulded |
    solid moulding | stunt rubber | urethane | goma | caucho | espuma | resina | de goma | goma dura | goma blanda
PELLET: pellet | airsoft | air soft | air gun | airgun | air pistol | air rifle | bb | bb gun | co2 | gas blowback | gbb |
    aire comprimido | balines | de balines | carabina de aire
MAGAZINE: magazine | magazines | mag | box magazine | spare magazine | cargador | cargadores
""")
# From the strictest class to the lightest.
_WEAPON_HINTS: Mapping[WeaponClass, tuple[str, ...]] = {
    WeaponClass(name): words
    for name, words in wordlist("""
BLANK_ADAPTED: blank | fogueo | converted
BLANK_ONLY: starter | starting pistol | top vent | front vent | side vent | solo fogueo | detonadora | alarma
PELLET: airsoft | air soft | air gun | airgun | pellet | co2 | bb gun | gas blowback | aire comprimido | balines
DEACTIVATED: deactivat | deac | decommission | demil | inutilizad | desactivad
REPLICA: replica | non firing | nonfiring | non gun | imitation | imitacion | simulad | denix | plugged | plugfire | plug fire
RUBBER: rubber | foam | resin | moulding | molding | urethane | goma | caucho | espuma | resina
""").items()
}
# What says of a weapon how it is built, and not whether it fires.
_BUILT = re.compile(
    r"\b(pistol|revolver|rifle|shotgun|carbine|musket|handgun|long ?gun|sidearm|derringer|smg|submachine|machine ?gun|receiver|frame|"
    r"firearm|gun|weapon|single action|double action|semi ?auto\w*|bolt|lever|pump|break|flintlock|pistola|fusil|escopeta|carabina|"
    r"mosquete|ametralladora|subfusil|arma)s?\b"
)
DANGEROUS = frozenset(
    {"prop", "prop gun", "prop weapon", "prop firearm", "cold", "hot", "live", "safe", "clear", "loaded", "hero", "atrezo", "utileria"}
)

_ROUND_WORDS = wordlist("""
BULLET: bullet | bullets | bullet round | bullet rounds | live | live round | live rounds | live ammo | live ammunition | ball |
    ball ammunition | fmj | full metal jacket | hollow point | jhp | soft point | lead round nose | wadcutter | buckshot |
    birdshot | slug | shot shell | practice ammunition | factory ammunition | bala | balas | municion real |
    con bala | cartucho con bala | fuego real | perdigones | postas
PRIMED_INERT: primed inert | primed dummy | inert with primer | inert with live primer | bullet with primer | primer only |
    primed case with bullet | inerte con piston | inerte con fulminante
DUMMY: dummy | dummies | dummy round | dummy rounds | inert dummy | snap cap | snap caps | drill round | drill rounds |
    action proving dummy | inertes de manejo | salvas inertes | maniqui | cartucho de manejo
BLANK: blank | blanks | blank round | blank rounds | blank cartridge | blank cartridges | blank ammunition | fogueo |
    cartucho de fogueo | salva | salvas | de fogueo
SPENT: spent | spent case | spent cases | fired case | fired cases | brass | empty cases | empty case | casings | vaina | vainas |
    casquillo | casquillos | vainas vacias
UNPROVED: unproved | unproven | doubtful | unchecked | sin comprobar | dudoso | dudosos
""")
_LOAD_WORDS = wordlist("""
quarter: quarter | quarter load | quarter flash | 1/4 flash | 1/4 | 1/4 load | 25% | 25 | flash | cuarto | un cuarto | cuarto de carga
half: half | half load | half flash | 1/2 flash | 1/2 | 1/2 load | 50% | 50 | medium | media | media carga | mitad
three_quarter: three quarter | three-quarter | three quarters | three_quarter | 3/4 | 3/4 load | 75% | 75 | tres cuartos
full: full | full load | full flash | 1/1 | 100% | 100 | heavy | completa | carga completa | plena | total
""")
# What may be several classes, and is none.
_UNSAID: Mapping[str, tuple[RoundClass, str]] = {
    **dict.fromkeys(
        ("inert", "inerte", "inertes", "cartucho inerte", "inert round", "inert rounds"),
        (RoundClass.UNPROVED, "whether its primer is live"),
    ),
    **dict.fromkeys(("ammunition", "ammo", "rounds", "cartridges", "municion", "cartuchos"), (RoundClass.UNPROVED, "which class they are")),
}
_LOAD_IN_CLASS = re.compile(r"\b(quarter|half|three|full|loads?|media|carga|completa|cuartos?|tres|un|1 4|1 2|3 4|25|50|75|100)\b")
_FIVE_IN_ONE = re.compile(r"\b5 ?in ?1\b|\bfive in one\b")
K = TypeVar("K")


def _table(words: Mapping[str, tuple[str, ...]], kinds: Iterable[K]) -> dict[str, K]:
    return {plainly(word): kind for kind in kinds for word in (str(kind), *words.get(str(kind), ()))}


WEAPONS = _table(_WEAPON_WORDS, WeaponClass)
ROUNDS = _table(_ROUND_WORDS, RoundClass)
LOADS = _table(_LOAD_WORDS, (load for load in Load if load is not Load.NONE))


@lru_cache(maxsize=4096)
def weapon_class(text: str) -> tuple[WeaponClass | None, str]:
    """(class, doubt) of a text: a whole word of the list is the class; else the strictest that it suggests; None = it says nothing."""
    told = plainly(text)
    exact = WEAPONS.get(told)
    if exact is not None:
        return exact, ""
    hinted = next((klass for klass, words in _WEAPON_HINTS.items() if any(f" {word}" in f" {told}" for word in words)), None)
    if hinted is not None:
        return hinted, f"{hinted} is guessed from {text!r}"
    if told in DANGEROUS or _BUILT.search(told):
        return WeaponClass.FUNCTIONAL, f"{text!r} does not say whether it can fire; FUNCTIONAL is assumed"
    return None, ""


@lru_cache(maxsize=4096)
def round_class(text: str) -> tuple[RoundClass | None, str]:
    """(class, doubt) of a text; the worst class where several words stand in it; None = it says nothing."""
    told = plainly(text)
    exact = ROUNDS.get(told) or ROUNDS.get(plainly(_LOAD_IN_CLASS.sub(" ", told)))
    if exact is not None:
        return exact, ""
    if told in _UNSAID:
        assumed, what = _UNSAID[told]
        return assumed, f"{text!r} does not say {what}; {assumed} is assumed"
    if load_of(text) is not None:
        return RoundClass.BLANK, f"{text!r} is the load of a blank and no class; BLANK is assumed"
    padded = f" {told} "
    found = next((klass for klass in RoundClass if any(f" {word} " in padded for word, kind in ROUNDS.items() if kind is klass)), None)
    if found is not None:
        return found, f"{found} is guessed from {text!r}"
    return (RoundClass.BLANK, f"{text!r} is taken for a type of blank") if _FIVE_IN_ONE.search(told) else (None, "")


@lru_cache(maxsize=1024)
def load_of(text: str) -> Load | None:
    """The load of a blank; None where the text is none."""
    told = text.casefold().strip()
    return LOADS.get(plainly(told)) or next((load for word, load in _RAW_LOADS.items() if told in {word, f"{word} load"}), None)


_RAW_LOADS: Mapping[str, Load] = {
    "1/4": Load.QUARTER,
    "1/2": Load.HALF,
    "3/4": Load.THREE_QUARTER,
    "¼": Load.QUARTER,
    "½": Load.HALF,
    "¾": Load.THREE_QUARTER,
}
