"""De stukken waaruit een testpersoon bestaat: mens, verblijfsdoel, plicht, handhaving, voorziening …"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import (
    Adres,
    Boete,
    Buitenland,
    Diploma,
    Examenresultaat,
    Handhaving,
    Nationaliteit,
    Ontheffing,
    Plicht,
    Signaal,
    Verblijfsdoel,
    Verlenging,
    Voorziening,
    Vrijstelling,
)
from isi_soap.domain.signalen import TEKSTEN
from isi_soap.domain.termijnen import plus_maanden
from persistence.testdata.bouw import Bouw
from persistence.testdata.gemeenten import naam

DAG = timedelta(days=1)
EXAMENDELEN = ("PRAKTIJK", "EPE", "TGN", "KNS")


def mens(
    b: Bouw,
    bsn: str,
    geslachtsnaam: str,
    *,
    geslacht: str = "2",
    voornamen: str = "Testa",
    geboren: str = "19800512",
    nationaliteiten: tuple[str, ...] = ("0131",),
    sinds: date = date(2010, 3, 1),
    woont: str | None = None,
    straat: str = "Testlaan",
    **velden: Any,
) -> None:
    """De persoon met nationaliteit en een adres sinds zijn komst."""
    volgnummer = int(bsn[4:])
    vast: dict[str, Any] = {
        "anummer": f"9{bsn}",
        "vnummer": f"8{bsn}",
        "voornamen": voornamen,
        "geboorteplaats": "Teststad",
        "geboorteland": "5022",
        "verblijfstitel": "27",
        "oud_of_nieuwkomer": "NIEUWKOMER",
    }
    b.persoon(
        sinds,
        bsn=bsn,
        geslachtsnaam=geslachtsnaam,
        geboortedatum=Datum(geboren),
        geslacht=geslacht,
        **(vast | velden),
    )
    for code in nationaliteiten:
        b.erbij(Nationaliteit, sinds, code=code)
    adres(b, woont or b.gemeente, sinds, huisnummer=volgnummer % 997 + 1, straat=straat)


def adres(b: Bouw, gemeente: str, sinds: date, *, huisnummer: int = 1, straat: str = "Testlaan") -> Adres:
    return b.erbij(
        Adres,
        sinds,
        straat=straat,
        huisnummer=huisnummer,
        postcode=f"{1000 + int(gemeente)}TS",
        woonplaats=naam(gemeente),
        gemeente=gemeente,
        datum_aanvang=sinds,
    )


def verhuis(b: Bouw, naar: str, dag: date, **velden: Any) -> None:
    """Het oude adres eindigt; de gemeente die besluit verandert pas als de aanroeper dat zegt."""
    sluit_adres(b, dag)
    adres(b, naar, dag, **velden)


def sluit_adres(b: Bouw, dag: date) -> None:
    huidig = next(a for a in b.nu(Adres) if a.datum_einde is None)
    b.anders(huidig, dag, datum_einde=dag)


def vertrek(b: Bouw, dag: date, *, land: str = "5010", terug: date | None = None) -> None:
    sluit_adres(b, dag)
    weg = b.erbij(Buitenland, dag, datum_vertrek=dag, land=land)
    if terug is not None:
        b.anders(weg, terug, datum_vestiging=terug)


def verblijf(b: Bouw, aard: str = "PERMANENT", *, dag: date = date(2010, 4, 1)) -> None:
    doel = {"PERMANENT": "asiel", "TIJDELIJK": "studie", "ONBEKEND": "onbekend"}[aard]
    b.erbij(Verblijfsdoel, dag, doel=doel, aard=aard, rechtmatig=True, peildatum=dag)


def plicht(b: Bouw, dag: date = date(2012, 2, 6), *, reden: str | None = None, **velden: Any) -> Plicht:
    return b.erbij(
        Plicht,
        dag,
        inburgeringsplicht=reden is None,
        reden_nee=reden,
        datum_vaststelling=dag,
        gemeente=b.gemeente,
        **velden,
    )


def handhaving(
    b: Bouw, dag: date = date(2017, 3, 6), *, maanden: int = 42, soort: str = "KENNISGEVING", **velden: Any
) -> Handhaving:
    """Standaard een termijn die op de begindag nog anderhalf jaar loopt."""
    return b.erbij(
        Handhaving,
        dag,
        soort_besluit=soort,
        datum_besluit=dag,
        datum_aanvang_termijn=dag,
        termijn_maanden=maanden,
        datum_einde_termijn=plus_maanden(dag, maanden),
        gemeente=b.gemeente,
        **velden,
    )


def verleng(b: Bouw, h: Handhaving, dag: date, tot: date, soort: str = "GEEN_VERWIJT") -> Handhaving:
    b.erbij(Verlenging, dag, handhaving=h.id, soort=soort, datum_besluit=dag, nieuwe_einddatum=tot)
    return b.anders(h, dag, datum_einde_termijn=tot)


def boete(
    b: Bouw,
    h: Handhaving,
    dag: date,
    *,
    grondslag: str = "ART30",
    bedrag: int = 250_00,
    tot: date | None = None,
) -> None:
    b.erbij(
        Boete,
        dag,
        handhaving=h.id,
        grondslag=grondslag,
        bedrag=bedrag,
        datum=dag,
        nieuwe_termijn_einde=tot,
    )


def voorziening(
    b: Bouw,
    start: date = date(2018, 9, 3),
    *,
    soort: str = "IV",
    registratie: date | None = None,
    **velden: Any,
) -> Voorziening:
    vast: dict[str, Any] = {
        "wijze": "OVEREENKOMST" if soort == "VIV" else "AANGEBODEN_EN_AANVAARD",
        "doel_examen": "INBURGERINGSEXAMEN",
        "registrerende_gemeente": b.gemeente,
        "aanbod_door_gemeente": b.gemeente,
        "kanaal": "CVS",
    }
    dag = registratie or start + 14 * DAG
    door = velden.pop("door", None)
    return b.erbij(
        Voorziening, dag, door=door, soort=soort, startdatum=start, datum_registratie=dag, **(vast | velden)
    )


def tijdelijk(b: Bouw, bron: str, dag: date = date(2018, 9, 1)) -> Vrijstelling:
    """Een tijdelijke vrijstelling wegens een opleiding (R-097, R-109)."""
    return b.erbij(
        Vrijstelling,
        dag,
        door="DUO" if bron == "DUO" else None,
        soort="TIJDELIJK",
        bron=bron,
        grond="OPLEIDING",
        opleiding_naam="mbo-opleiding niveau 3",
        opleiding_instelling="ROC Teststad",
        opleiding_begin=date(2018, 9, 1),
        opleiding_verwacht_einde=date(2021, 7, 15),
        datum_ingang=dag,
        gemeente=None if bron == "DUO" else b.gemeente,
    )


def gedeeltelijk(
    b: Bouw, bron: str, onderdeel: str, *, dag: date = date(2013, 5, 13), **velden: Any
) -> Vrijstelling:
    vast: dict[str, Any] = {
        "grond": "GETOOND_DOCUMENT",
        "document_soort": "WIN-certificaat",
        "document_nummer": "TEST-2007-001",
        "document_datum": Datum("20070600"),
        "document_instelling": "ROC Teststad",
    }
    return b.erbij(
        Vrijstelling,
        dag,
        door="DUO" if bron == "DUO" else None,
        soort="GEDEELTELIJK",
        bron=bron,
        onderdeel=onderdeel,
        datum_ingang=dag,
        gemeente=None if bron == "DUO" else b.gemeente,
        **(vast | velden),
    )


def ontheffing(b: Bouw, grond: str, dag: date, **velden: Any) -> Ontheffing:
    vast: dict[str, Any] = {"verleend": True, "datum_aanvraag": dag - 42 * DAG, "gemeente": b.gemeente}
    if grond == "MED":
        vast |= {
            "belemmeringen": ("PSYCHISCH", "LICHAMELIJK"),
            "advies_datum": dag - 14 * DAG,
            "advies_naam": "A. Testarts",
            "advies_big": "99000000101",
            "advies_oordeel": "NIET_IN_STAAT",
        }
    return b.erbij(Ontheffing, dag, grond=grond, datum_besluit=dag, **(vast | velden))


def examen(b: Bouw, onderdeel: str | None, dag: date, *, geslaagd: bool = True, **velden: Any) -> None:
    soort = velden.pop("examen", "INBURGERING")
    door = "CVE" if soort.startswith("NT2") else "DUO"
    if onderdeel == "PRAKTIJK":
        velden.setdefault("praktijkvorm", "PORTFOLIO")
    b.erbij(
        Examenresultaat,
        dag,
        door=door,
        examen=soort,
        onderdeel=onderdeel,
        datum=dag,
        geslaagd=geslaagd,
        **velden,
    )


def inburgeringsdiploma(b: Bouw, dag: date) -> None:
    """Alle onderdelen gehaald, het laatste op de dag van het diploma (R-152)."""
    for nummer, onderdeel in enumerate(EXAMENDELEN):
        examen(b, onderdeel, dag - (3 - nummer) * 30 * DAG)
    b.erbij(Diploma, dag, soort="INBURGERING", datum_behaald=dag, nummer=f"IB-{dag:%Y%m%d}-T")


def nt2_diploma(b: Bouw, dag: date, *, aangehouden: bool = False, soort: str = "NT2_II") -> None:
    """Wat niet aangehouden wordt, zet de indicatie gehele vrijstelling door DUO (R-141, R-142)."""
    for onderdeel in ("LEZEN", "LUISTEREN", "SCHRIJVEN", "SPREKEN"):
        examen(b, onderdeel, dag - 30 * DAG, examen=soort, aangehouden=aangehouden)
    b.erbij(
        Diploma,
        dag,
        door="CVE",
        soort=soort,
        datum_behaald=dag,
        nummer=f"NT2-{dag:%Y%m%d}-T",
        aangehouden=aangehouden,
    )
    if not aangehouden:
        b.persoon_anders(dag, gehele_vrijstelling_duo=True)


def signaal(
    b: Bouw, code: str, dag: date, *, aan: str | None = None, opgehaald: date | None = None
) -> Signaal:
    nieuw = b.erbij(
        Signaal, dag, code=code, tekst=TEKSTEN[code], datum_aangemaakt=dag, gemeente=aan or b.gemeente
    )
    if opgehaald is None:
        return nieuw
    return b.anders(nieuw, opgehaald, door=b.gemeente, status="OPGEHAALD", datum_opgehaald=opgehaald)


def handel_af(b: Bouw, open_signaal: Signaal, dag: date) -> Signaal:
    return b.anders(open_signaal, dag, door=b.gemeente, status="AFGEHANDELD", datum_afgehandeld=dag)
