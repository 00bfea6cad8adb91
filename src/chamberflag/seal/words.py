"""The two read-back words of an act: one person says them, the other sees the same pair. Source: phone.md section 8, rule 5.

Two lists of 256 short words. No two words of a list sound alike, none sounds like a call on set or names a thing of it, and none is a name.
The first byte of the act digest chooses the first word, the second byte the second: 65,536 pairs. The same lists stand in web/seal.
"""

from __future__ import annotations

_ENGLISH = """
abbey acorn acrobat airship album alpaca amulet antique antler artist autumn avocado badger bakery bamboo bandana basket bathtub
bison blazer bobcat brunch bugle burlap butler camel canary canvas caravan cargo caribou carpet catfish cello ceramic chestnut
chimney chipmunk chisel chowder citrus closet clover cobweb coconut cookie corridor crayon crocus cube cucumber cupcake cymbal
daffodil dentist diamond dolphin dragon duckling eclipse elephant emerald emu envelope espresso fabric falcon fedora fiesta
flamingo flannel fleece fondue fountain fox frosting galaxy garden garlic gazelle geyser giraffe goblet goldfish gondola granite
grape guitar gymnast hamster harbor hiccup hydrant hyena iceberg icicle iguana indigo insect jackpot jaguar jigsaw jubilee jungle
juniper kangaroo karate kayak ketchup keyboard keyhole kimono kingdom ladybug lagoon latte laundry lavender lettuce library
licorice lobster locket lullaby lynx lyric magpie mailbox mango mansion marble marigold marsh melon meteor mint monsoon moonbeam
mosaic mosquito museum mushroom mustard napkin nebula necklace nectar noodle notepad nursery nutmeg oasis oatmeal octopus onion onyx
opal orchard oregano ostrich palace pancake papaya paprika parsley pasta pastry patio peacock pencil piano piccolo picnic pigment
plywood poncho pony popcorn pouch primrose prism puffin pyramid quartz rafter railway raisin ravioli reindeer rhubarb risotto
rowboat saffron sandwich scallop scarf schooner scissors seaweed seesaw sesame sherbet silver sketch skylark snail snorkel snowman
soccer sombrero spatula spider sponge sprout squirrel stadium stairway starfish statue stork suburb suitcase sunset sushi swan
sycamore tadpole tavern teapot thermos tiara timber tomato topaz treasure trophy trumpet tugboat tulip tuxedo ukulele umbrella
unicorn vanilla velvet vineyard violin volcano voyage waffle walnut windmill workshop yogurt zebra zucchini
"""

_SPANISH = """
abanico abrigo abuelo aceite acuarela aguacate aguja ajedrez alacena alambre albahaca aldaba alfalfa alfarero almohada alondra
amapola andamio arbusto arenque armario astilla atlas aurora avellana avestruz avispa azulejo bacalao bandeja bisonte bizcocho
botella bronce bufanda buitre buque burbuja cacao cachorro cactus camisa campana candado cangrejo caracol caramelo carpeta
cascabel castor caverna cazuela cenefa chaleco charol chimenea chorizo chuleta ciruela cisne ciudad clavel cobalto cobija coliflor
colmena columpio comedor cordero cosecha cosmos crema cuaderno cuarzo cuchara desayuno desierto diadema diamante dibujo ducado
dulce durazno elefante embudo equipaje escoba escuela esponja estanque estatua estufa etiqueta familia fiesta flamenco flauta
franela fresno frijol gaita galaxia gamba garbanzo gelatina geranio glaciar globo glorieta golfo guante hangar helecho hierba
hocico hoja hormiga icono iguana imperio invierno islote jaguar jarabe jengibre jersey jilguero jirafa jueves jungla kayak kiosco
ladrillo lagarto laurel lechuza legumbre leopardo libro lienzo lingote linterna llanura lluvia mamut mango mantel manzana mapache
marea marfil marisco mazorca mercado merienda meteoro mimbre minero mirlo molino mostaza mueble mural museo naipe novela nuez
nutria oasis oboe paisaje palacio palmera paloma pantano paquete pavo pedal peine perejil perfume persiana pijama pintura piragua
pizza planeta plaza polen pomelo potaje potro puerto pulpa queso racimo recreo refugio regaliz relieve reloj remolque repollo
reptil retama revista rotonda rubor rueda sardina sauce sendero sidecar sombra sombrero sorbete surco tabla taburete taxi telar
termita ternero terraza tesoro tienda tijera topacio torrente tortuga tren tribu trineo trompeta trovador trucha tuerca tundra
turbante turista urraca vainilla venado verbena verdura viajero vidrio vinagre viruta yate yedra yelmo yogur zafiro zancudo zapato
"""

LISTS = {"en": tuple(_ENGLISH.split()), "es": tuple(_SPANISH.split())}


def words(digest: bytes, lang: str) -> tuple[str, str]:
    """The pair for an act digest, in `en` or `es`."""
    chosen = LISTS[lang]
    return chosen[digest[0]], chosen[digest[1]]
