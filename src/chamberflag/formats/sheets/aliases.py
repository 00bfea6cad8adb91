"""The headers under which a column is found: our own, English and Spanish ones, and those of other programs as they are.

FastBound: the header row of its item download (`ItemNumber`, `Manufacturer`, `Acquire_LicenseName` ...), of its import file, and of a bound
book on paper. Snipe-IT: its asset export (`Asset Tag`, `Model No.` ...), its import file (`Model name`, `Model Number` ...), its API. What
stands first is preferred where two columns fit. Headers are compared without case, accents, blanks and signs.
"""

from __future__ import annotations

from collections.abc import Mapping

from chamberflag.formats.sheets.wordlists import wordlist

Aliases = Mapping[str, tuple[str, ...]]

WEAPONS: Aliases = wordlist("""
id: weapon id | house mark | mark | our mark | our number | weapon no | weapon number | gun id | gun no | gun number | asset tag |
    asset_tag | ItemNumber | item number | item no | tag | tag no | tag number | prop no | prop number | prop id | id | ID no |
    item id | asset id | asset no | asset number | inventory number | inventory no | inventory id | barcode |
    stock number | stock no | rack no | identificador | marca de la casa | numero de inventario | no inventario | n inventario |
    numero de utileria | codigo | etiqueta | numero de arma |
serial: serial | serial number | serial no | serialno | serialnumber | serial nr | serial num | serial # | ser no | ser nr | s/n |
    sn | s no | serial numbers | serial / id | serial or mark | physical marking | marking | markings | serial number or mark |
    firearm serial number | numero de serie | num de serie | no de serie | nº de serie | n de serie | n serie | no serie |
    num serie | serie | numero de fabricacion | marcaje | marcas
class: class | weapon class | firearm class | safety class | classification | weapon classification | functionality | function |
    firing class | clase | clase de arma | clasificacion | clase de seguridad | funcionalidad
type: type | weapon type | firearm type | gun type | category | kind | type of firearm | type of weapon | type of action |
    description | item description | item name | asset name | name | item | weapon name | tipo | tipo de arma | categoria |
    descripcion | nombre | articulo | denominacion | weapon | arma
described: description | item description | descripcion | denominacion
maker: manufacturer | maker | make | brand | manufacturer name | name of manufacturer | manufacturer and/or importer |
    manufacturer and importer (if any) | manufacturer/importer | manufacturer, importer | mfr | mfg | manuf | maker/importer |
    fabricante | marca | casa | marca fabricante | fabricante/importador
model: model | model name | weapon model | gun model | model designation | asset model | asset_model | model number | model no |
    model no. | model_number | modelo | nombre del modelo | numero de modelo
calibre: calibre | caliber | cal | caliber or gauge | caliber/gauge | calibre/gauge | calibre or gauge | gauge | bore | chambering |
    chambered in | calibre o galga | cartucho
capacity: capacity | chambers | number of chambers | no of chambers | chamber count | rounds capacity | round capacity | shots |
    shot capacity | magazine capacity | mag capacity | cylinder capacity | capacidad | recamaras | numero de recamaras | camaras |
    numero de camaras | disparos | tiros | capacidad del cargador
action: action | action type | mechanism | operation | accion | mecanismo | funcionamiento
vent: vent | venting | vent direction | gas vent | direction of vent | ventilacion | salida de gases | direccion de gases
owner: owner | owned by | property of | company | propietario | propietaria | titular | dueno | empresa | owner company
supplier: supplier | rental house | hire company | hired from | rented from | rental company | vendor | source | received from |
    acquired from | acquisition from | name and address or name and license number | Acquire_LicenseName | Acquire_Organization |
    Acquire_TradeName | armoury | dealer | proveedor | casa de alquiler | alquilado a | alquilado de | procedencia | recibido de |
    armeria
receipt: receipt | receipt no | receipt number | delivery note | delivery note no | docket | invoice | invoice no | invoice number |
    order number | order_number | purchase order | po number | manifest | manifest no | Acquire_InvoiceNumber |
    Acquire_PurchaseOrderNumber | albaran | no albaran | numero de albaran | factura | numero de factura | recibo |
    numero de pedido | orden de compra
container: container | case no | case number | case | crate | box | safe | maleta | caja | contenedor | estuche | caja fuerte
safeties: safeties intact | safeties | triggers intact | safety intact | seguros intactos | seguros
quantity: quantity | qty | count | no of items | pieces | cantidad | unidades | piezas
status: status | state | item status | asset status | device status | status label | estado | situacion
received: date received | received | received on | date of receipt | acquire date | Acquire_Date | acquisition date |
    date acquired | purchase date | purchase_date | arrival date | date in | fecha de recepcion | fecha de entrada |
    fecha de adquisicion | fecha de compra | recibido el
disposed: Dispose_Date | dispose date | disposition date | date of disposition | date disposed | disposed | date out |
    TheftLoss_DiscoveredDate | Destroyed_Date | DeleteType | returned | date returned | fecha de baja | fecha de salida |
    fecha de devolucion
""")

PEOPLE: Aliases = wordlist("""
id: id | person id | person | pseudonym | code | crew id | crew code | cast id | cast no | cast number | employee no |
    employee number | employee_num | employee id | badge | badge no | short name | identificador | codigo | numero de empleado |
    seudonimo
name: name | full name | full_name | person name | display name | nombre completo | nombre y apellidos | nombre
first: first name | first_name | given name | forename | nombre de pila
middle: middle name | middle_name | middle names | segundo nombre
last: last name | last_name | surname | family name | last names | surnames | apellidos | apellido | primer apellido | 1er apellido |
    apellido 1 | apellido paterno
last2: second surname | second last name | segundo apellido | 2o apellido | apellido 2 | apellido materno
role: role | roles | job | job title | jobtitle | title | position | function | crew role | duty | occupation | rol |
    roles en el set | cargo | puesto | funcion | oficio | puesto de trabajo
minor: minor | under 18 | child | is minor | menor | menor de edad
licence: licence | license | licence no | license number | licence number | firearms licence | firearms license | permit |
    permit no | certificate | certificate no | licencia | numero de licencia | licencia de armas | permiso | certificado
licence_to: licence expiry | license expiry | licence expires | license expires | licence valid to | expiry | expiry date |
    expires | valid to | valid until | expiration date | caducidad | fecha de caducidad | vence | valido hasta | vencimiento
course: course | training | safety course | firearms course | qualification | curso | formacion | curso de seguridad | titulacion
course_to: course expiry | course valid to | training expiry | qualification expiry | caducidad del curso
""")

ROUNDS: Aliases = wordlist("""
id: id | lot | lot id | lot no | lot number | batch | batch no | batch number | item number | item no | asset tag | mark | box no |
    lote | numero de lote | no lote | n lote | partida | identificador
class: class | round class | ammunition class | type | round type | ammunition type | ammo type | category | kind | clase |
    clase de cartucho | tipo | tipo de cartucho | tipo de municion | categoria
load: load | blank load | charge | powder | powder load | power | carga | carga de polvora | potencia
calibre: calibre | caliber | cal | caliber/gauge | caliber or gauge | gauge | calibre o galga | chambering
count: count | quantity | qty | rounds | number of rounds | no of rounds | amount | pieces | total | cantidad | cartuchos |
    numero de cartuchos | unidades | piezas
maker: maker | manufacturer | make | brand | made by | fabricante | marca
look: look | appearance | marks | marking | markings | description | aspecto | apariencia | marcas | descripcion
primers: primer | primers | primer state | piston | pistones | fulminante | fulminantes
owner: owner | property of | company | propietario | titular
container: container | case no | box | crate | safe | can | caja | contenedor | caja fuerte
""") | {name: WEAPONS[name] for name in ("supplier", "receipt", "received", "status", "disposed")}

TABLES: Mapping[str, Aliases] = {"weapons": WEAPONS, "people": PEOPLE, "rounds": ROUNDS}
# A header row is known by one of these; a table without any of them cannot be imported.
NEEDED: Mapping[str, tuple[str, ...]] = {"weapons": ("serial", "id"), "people": ("name", "first", "last", "id"), "rounds": ("id",)}
# Columns that only FastBound's download has: its dates are written month first.
FASTBOUND = frozenset({"Acquire_Date", "AcquisitionType", "CountryOfManufacture"})
