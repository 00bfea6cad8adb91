"""The titles people have on sets and stages, and the role each of them is here. Source: acts.md section 2, domain words section 4, theatre.

Local names differ by country and union; the role is one. A title that is none of these has no part in weapon work: crew.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chamberflag.formats.sheets.cells import plainly
from chamberflag.formats.sheets.wordlists import wordlist
from chamberflag.vocabulary.words import Role

_TITLES = wordlist("""
lead: weapons lead | lead | armourer | armorer | head armourer | head armorer | key armorer | chief armourer |
    supervising armourer | weapons master | weaponsmaster | weapon master | firearms master | property master | props master |
    prop master | propmaster | head of props | weapons handler | firearms safety coordinator | firearms safety officer |
    weapons wrangler | weapon wrangler | gun wrangler | firearms wrangler |
    theatrical firearms handler | weapons supervisor | technical manager | armero | armera | maestro armero | maestra armera |
    jefe de armas | jefa de armas | tecnico de armas | tecnica de armas | responsable de armas | encargado de armas |
    maestro de armas | jefe de utileria | jefa de utileria | jefe de atrezo | jefa de atrezo | utilero jefe | regidor de armas
assistant: assistant | assistant armourer | assistant armorer | armourer assistant | armorer assistant | armourers assistant |
    2nd armourer | junior armourer | assistant property master | assistant prop master | assistant props master |
    assistant weapons handler | weapons assistant | qualified assistant | ayudante de armero | ayudante de armas |
    ayudante de armera | auxiliar de armas | ayudante de atrezo | ayudante de utileria | asistente de armas
witness: witness | second witness | safety witness | named witness | testigo | named assistant stage manager
ad: ad | 1st ad | first ad | first assistant director | 1st assistant director | assistant director | stage manager |
    deputy stage manager | ayudante de direccion | primer ayudante de direccion | primera ayudante de direccion |
    1er ayudante de direccion | asistente de direccion | primer asistente de direccion | regidor | regidora | regiduria
safety: safety | safety supervisor | safety advisor | safety adviser | safety officer | safety representative | health and safety |
    production safety consultant | set safety | supervisor de seguridad | supervisora de seguridad | asesor de seguridad |
    asesora de seguridad | responsable de seguridad | tecnico de prevencion | tecnica de prevencion | delegado de prevencion |
    coordinador de seguridad
performer: performer | actor | actress | cast | principal | principal cast | lead actor | supporting actor | day player |
    featured extra | extra | background | background actor | double | photo double | dancer | singer | interprete | actriz |
    reparto | figurante | figuracion | figuracion especial | doble de luces | bailarin | bailarina
producer: producer | executive producer | co producer | line producer | productor | productora | productor ejecutivo |
    productora ejecutiva | productor de linea
director: director | directora | film director | theatre director | stage director | realizador | realizadora | director de escena |
    directora de escena
dp: dp | dop | director of photography | cinematographer | director de fotografia | directora de fotografia | dir de fotografia
camera: camera | camera operator | operator | 1st ac | 2nd ac | first ac | focus puller | clapper loader | camera crew |
    steadicam operator | dit | camera assistant | operador de camara | operadora de camara | foquista | ayudante de camara |
    auxiliar de camara | camara
stunt: stunt | stunt coordinator | stunts | stunt performer | stunt double | stunt person | fight director | fight coordinator |
    fight choreographer | coordinador de especialistas | coordinadora de especialistas | especialista | doble de accion |
    maestro de lucha
medic: medic | set medic | paramedic | nurse | doctor | emt | first aider | medico | medica | sanitario | sanitaria | enfermero |
    enfermera | paramedico | ats
upm: upm | unit production manager | production manager | production coordinator | director de produccion |
    directora de produccion | jefe de produccion | jefa de produccion | coordinador de produccion | coordinadora de produccion
dealer: dealer | licensed dealer | rental house | firearms dealer | registered firearms dealer | rfd | ffl | armeria |
    casa de alquiler
case_owner: case owner | case_owner | investigation lead | responsable del caso
authority: authority | police | police officer | regulator | inspector | policia | guardia civil | autoridad |
    inspector de trabajo
outsider: outsider | visitor | guest | press | visita | visitante | invitado | invitada | prensa
crew: crew | gaffer | electrician | best boy | best boy electric | grip | key grip | dolly grip | boom operator | sound mixer |
    sound | sound assistant | script supervisor | continuity | make up | makeup | make up artist | mua | hair | hair and make up |
    hair stylist | costume | costume designer | wardrobe | dresser | art director | production designer | set decorator |
    set dresser | carpenter | painter | location manager | locations | runner | production assistant | pa | set pa | 2nd ad |
    key 2nd ad | 2nd 2nd ad |
    second ad | 2nd assistant director | 3rd ad | third ad | second assistant director | editor | vfx | vfx supervisor | sfx |
    special effects | sfx supervisor | driver | transport | catering | security | props | prop assistant | standby props |
    stagehand | lighting | lighting designer | sound designer | assistant stage manager | asm | electrico | electrica | maquinista |
    maquillaje | peluqueria | vestuario | sastra | script | sonido | microfonista | direccion de arte | decorador | decoradora |
    atrezzista | atrecista | utilero | utilera | localizaciones | auxiliar de produccion | meritorio | meritoria |
    segundo ayudante de direccion | efectos especiales | conductor | equipo | tecnico
""")
_TABLE = {plainly(word): Role(role) for role, words in _TITLES.items() for word in (role, *words)}
_APART = re.compile(r"\s*(?:[/;,+&|\n]|\band\b|\by\b)\s*")
_NUMBERED = re.compile(r"\s*(?:#?\d+|[ivx]+|[a-d])$")
# Held by a signed appointment, not by being hired: an import cannot sign it (acts.md section 2).
APPOINTED = frozenset({Role.LEAD, Role.ASSISTANT, Role.WITNESS, Role.SAFETY, Role.MEDIC})


@lru_cache(maxsize=4096)
def roles_of(text: str) -> tuple[tuple[Role, ...], tuple[str, ...]]:
    """(roles, titles that are none of ours) of a cell that may hold several titles."""
    whole = _role(text)
    if whole is not None:
        return (whole,), ()
    parts = [part for part in _APART.split(text) if part]
    found = [(_role(part), part) for part in parts]
    return tuple(dict.fromkeys(role for role, _ in found if role is not None)), tuple(part for role, part in found if role is None)


def _role(title: str) -> Role | None:
    told = plainly(title.replace("_", " "))
    return _TABLE.get(told) or _TABLE.get(_NUMBERED.sub("", told))
