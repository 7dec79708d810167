"""Wat alleen de wet zegt: de regels L-01 … L-20, naast de regels van de handleiding (R).

WI en BI: Wet en Besluit inburgering zoals ze tot 2013 golden en voor wie toen al plichtig was bleven gelden;
RI: Regeling inburgering. `codes` zijn de antwoorden waarin een regel zich laat zien.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wetsregel:
    nummer: str
    zin: str
    bron: str
    module: str  # waar de regel wordt toegepast
    codes: tuple[str, ...] = ()


_REGELS = (
    Wetsregel(
        "L-01",
        "Plichtig is wie niet tijdelijk blijft; een geestelijk bedienaar ook als hij tijdelijk blijft.",
        "art. 3 lid 1 WI, art. 2.1 BI",
        "plicht",
        ("W001",),
    ),
    Wetsregel(
        "L-02",
        "Wie jonger is dan zestien is niet plichtig en geen vrijwillige inburgeraar.",
        "art. 5 lid 1 onder a en art. 1 lid 1 onder q WI",
        "plicht",
        ("F097",),
    ),
    Wetsregel(
        "L-03",
        "Een oudkomer die op 1 januari 2007 zestig jaar of ouder was, valt buiten de wet.",
        "art. 63 WI",
        "plicht",
        ("F098",),
    ),
    Wetsregel(
        "L-04",
        "Wie 65 of ouder is, Nederlander, of burger van EU, EER of Zwitserland is niet plichtig.",
        "art. 3 en art. 5 lid 1 en 2 WI",
        "plicht",
        ("W009",),
    ),
    Wetsregel(
        "L-05",
        "De plicht ontstaat niet met terugwerkende kracht: niets is van vóór 1 januari 2007.",
        "art. 3 lid 4 WI",
        "controle",
        ("F062",),
    ),
    Wetsregel(
        "L-06",
        "De termijn is 42 maanden; 60 als hij begon vóór 19 december 2009 zonder basisexamen buitenland.",
        "art. 7 lid 1 WI, art. IV van de wet van 3 december 2009",
        "handhaving",
        ("F072",),
    ),
    Wetsregel(
        "L-07",
        "Wie geen verwijt treft krijgt verlenging, zonder grens aan de lengte.",
        "art. 31 lid 2 onder a WI",
        "handhaving",
        ("F075",),
    ),
    Wetsregel(
        "L-08",
        "Voor alfabetisering kan de termijn één keer verlengd worden, met ten hoogste dertig maanden.",
        "art. 31 lid 2 onder b WI",
        "handhaving",
        ("F076",),
    ),
    Wetsregel(
        "L-09",
        "Een onderbreking van ten hoogste een jaar verlengt de termijn met haar duur.",
        "art. 2.2 lid 2 en art. 2.11 BI",
        "handhaving",
        ("F079",),
    ),
    Wetsregel(
        "L-10",
        "Verlenging wordt gevraagd op zijn vroegst zes maanden vóór het einde; een onderbreking niet.",
        "art. 5.4 BI, sinds 2013 art. 2.12",
        "handhaving",
        ("F095",),
    ),
    Wetsregel(
        "L-11",
        "De boete is ten hoogste 250 euro (art. 29), 500 (art. 30 en 31) of 1000 (art. 33).",
        "art. 29 … 34 WI",
        "handhaving",
        ("F077",),
    ),
    Wetsregel(
        "L-12",
        "De boete van art. 33 volgt op een eerdere van art. 31.",
        "art. 31 … 33 WI",
        "handhaving",
        ("F096",),
    ),
    Wetsregel(
        "L-13",
        "De nieuwe termijn bij een boete is ten hoogste twee jaar, en alleen bij art. 31 en 33.",
        "art. 32 en 33 WI",
        "handhaving",
        ("F078",),
    ),
    Wetsregel(
        "L-14",
        "Vrijstelling van TGN op het basisexamen in het buitenland vraagt ten minste 37 punten.",
        "art. 2.2b RI",
        "vrijstelling",
        ("F047",),
    ),
    Wetsregel(
        "L-15",
        "De leestoets van het basisexamen is van 1 april 2011, de onderdelen per vaardigheid van 2013.",
        "Stb. 2010, 679; art. 3.9 BI (2013)",
        "examens",
        ("F054",),
    ),
    Wetsregel(
        "L-16",
        "Op een aanvraag om ontheffing wordt binnen acht weken beslist.",
        "art. 2.8 lid 2 BI",
        "ontheffing",
        ("W010",),
    ),
    Wetsregel(
        "L-17",
        "Ontheffing wegens inspanning kan alleen in de laatste zes maanden, tenzij wachten onredelijk is.",
        "art. 31 lid 2 onder c WI, art. 5.5 lid 3 BI",
        "ontheffing",
        ("F048", "W011"),
    ),
    Wetsregel(
        "L-18",
        "Een besluit gaat binnen vier weken elektronisch naar ISI, anders binnen nog eens vier op papier.",
        "art. 6.2 lid 4 BI",
        "voorziening",
        ("W002", "F020"),
    ),
    Wetsregel(
        "L-19",
        "Vrijwillige inburgeraar is wie niet plichtig is: Nederlander, of burger van EU, EER of Zwitserland.",
        "art. 1 lid 1 onder q WI",
        "voorziening",
        ("F024",),
    ),
    Wetsregel(
        "L-20",
        "Het diploma vraagt ten minste één behaald onderdeel; wie geheel vrijgesteld is, krijgt er geen.",
        "art. 14 lid 1 WI",
        "examens",
        ("W005",),
    ),
)

WETSREGELS: dict[str, Wetsregel] = {regel.nummer: regel for regel in _REGELS}
