"""De tabellen, per onderwerp een module; kolomnamen zijn de veldnamen van `isi_soap.domain.model`."""

from __future__ import annotations

from sqlalchemy import Table

from isi_soap.domain import model
from persistence.tabellen.afgeleid import afgeleid
from persistence.tabellen.basis import GELDEND, feit_id, metadata
from persistence.tabellen.beheerlog import beheerregel
from persistence.tabellen.besluiten import (
    boete,
    handhaving,
    ontheffing,
    plicht,
    verlenging,
    voorziening,
    vrijstelling,
)
from persistence.tabellen.bevoegdheid import (
    applicatiesleutel,
    gebruiker,
    gemeente,
    mandaat,
    partij,
    uitbesteding,
    wachtwoord,
)
from persistence.tabellen.bewaring import bewaarbevel, logarchief, logvernietiging
from persistence.tabellen.examens import diploma, examen_buitenland, examenresultaat
from persistence.tabellen.ldv import ldv_levering
from persistence.tabellen.logboek import (
    UITKOMSTEN,
    bericht,
    bericht_inhoud,
    bericht_persoon,
    datasleutel,
    eenmaal,
    handtekening,
)
from persistence.tabellen.persoonsgegevens import (
    adres,
    buitenland,
    contact,
    nationaliteit,
    persoon,
    verblijfsdoel,
)
from persistence.tabellen.runregel import run_regel
from persistence.tabellen.termijnlijst import termijnlijst
from persistence.tabellen.verloop import ketenbericht, oorsprong, run, stand
from persistence.tabellen.verzegeling import (
    boomknoop,
    checkpoint,
    logboek,
    onverzegeld,
    sleutelovergang,
    tijdstempel,
    verzegeling,
)
from persistence.tabellen.werkvoorraad import mutatieverzoek, signaal

# Het veld van `Dossier` bij elke soort feit, en zijn tabel.
FEITEN: dict[str, tuple[type[model.Feit], Table]] = {
    "nationaliteiten": (model.Nationaliteit, nationaliteit),
    "adressen": (model.Adres, adres),
    "buitenland": (model.Buitenland, buitenland),
    "verblijfsdoelen": (model.Verblijfsdoel, verblijfsdoel),
    "contacten": (model.Contact, contact),
    "plichten": (model.Plicht, plicht),
    "handhavingen": (model.Handhaving, handhaving),
    "verlengingen": (model.Verlenging, verlenging),
    "boetes": (model.Boete, boete),
    "voorzieningen": (model.Voorziening, voorziening),
    "vrijstellingen": (model.Vrijstelling, vrijstelling),
    "ontheffingen": (model.Ontheffing, ontheffing),
    "examenresultaten": (model.Examenresultaat, examenresultaat),
    "diplomas": (model.Diploma, diploma),
    "examens_buitenland": (model.ExamenBuitenland, examen_buitenland),
    "signalen": (model.Signaal, signaal),
    "mutatieverzoeken": (model.Mutatieverzoek, mutatieverzoek),
}

TABEL: dict[type[model.Feit], Table] = dict(FEITEN.values())

# Wat van het logboek is: dat wordt nooit geladen, hersteld of gewist.
LOGTABELLEN: tuple[Table, ...] = (
    bericht,
    bericht_inhoud,
    bericht_persoon,
    datasleutel,
    onverzegeld,
    verzegeling,
    boomknoop,
    checkpoint,
    logboek,
    sleutelovergang,
    tijdstempel,
    bewaarbevel,
    logarchief,
    logvernietiging,
    ldv_levering,
)

__all__ = [
    "FEITEN",
    "GELDEND",
    "LOGTABELLEN",
    "TABEL",
    "UITKOMSTEN",
    "adres",
    "afgeleid",
    "applicatiesleutel",
    "beheerregel",
    "bericht",
    "bericht_inhoud",
    "bericht_persoon",
    "bewaarbevel",
    "boete",
    "boomknoop",
    "buitenland",
    "checkpoint",
    "contact",
    "datasleutel",
    "diploma",
    "eenmaal",
    "examen_buitenland",
    "examenresultaat",
    "feit_id",
    "gebruiker",
    "gemeente",
    "handhaving",
    "handtekening",
    "ketenbericht",
    "ldv_levering",
    "logarchief",
    "logboek",
    "logvernietiging",
    "mandaat",
    "metadata",
    "mutatieverzoek",
    "nationaliteit",
    "ontheffing",
    "onverzegeld",
    "oorsprong",
    "partij",
    "persoon",
    "plicht",
    "run",
    "run_regel",
    "signaal",
    "sleutelovergang",
    "stand",
    "termijnlijst",
    "tijdstempel",
    "uitbesteding",
    "verblijfsdoel",
    "verlenging",
    "verzegeling",
    "voorziening",
    "vrijstelling",
    "wachtwoord",
]
