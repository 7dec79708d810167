"""Wat er in een leven kan gebeuren: opdrachten van gemeenten, berichten van partners, verzoeken en runs.

Geldig en ongeldig door elkaar. Een opdracht over een bestaand gegeven draagt een plaats en geen nummer, en
haar datums liggen zoveel dagen terug: welk gegeven en welke dag dat zijn, blijkt als de stap aan de beurt is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from isi_soap.domain import handhaving, keten, ontheffing, plicht, voorziening, vrijstelling
from isi_soap.domain import opdrachten as o
from isi_soap.domain.datum import Datum
from isi_soap.domain.examens import verwerk_diploma, verwerk_examenresultaat
from isi_soap.domain.model import Feit
from isi_soap.domain.mutatieverzoek import mutatieverzoek_indienen
from isi_soap.domain.signalen import signaal_afhandelen
from isi_soap.domain.uitkomst import Uitkomst
from tests.domain.administratie import Administratie
from tests.domain.dossiers import AMSTERDAM, ROTTERDAM

BSN = "111111110"
BESTAAT_NIET = 99_999

Regel = Callable[..., Uitkomst]
Keuzes = dict[str, Any]  # per veld een lijst om uit te kiezen, of een strategie


@dataclass(frozen=True)
class Stap:
    """Eén gebeurtenis, na zoveel dagen wachten; zonder regel is het de dagrun."""

    wacht: int
    partij: str
    gemeente: str = ""
    regel: Regel | None = None
    opdracht: Any = None
    wijst: str | None = None  # de verzameling waarin `id` een plaats is
    plaats: int = 0
    versie: int = 0  # 0: de versie die geldt, anders zoveel ernaast

    def uitgewerkt(self, administratie: Administratie, vandaag: date) -> Any:
        """De opdracht, met echte dagen en het nummer van het gegeven dat op die plaats staat."""
        opdracht = gedateerd(self.opdracht, vandaag)
        if self.wijst is None:
            return opdracht
        if self.wijst == "mutatieverzoeken":
            feiten: tuple[Feit, ...] = administratie.mutatieverzoeken
        else:
            dossier = administratie.dossier
            feiten = getattr(dossier, self.wijst) if dossier else ()
        if not feiten:
            return opdracht
        feit = feiten[self.plaats % len(feiten)]
        naam = next(n for n in ("id", "handhaving", "verzoek", "voorziening") if hasattr(opdracht, n))
        velden: dict[str, Any] = {naam: feit.id}
        if hasattr(opdracht, "versienr"):
            velden["versienr"] = feit.versienr + self.versie
        return replace(opdracht, **velden)


@dataclass(frozen=True)
class Terug:
    """Een dag zoveel dagen voor vandaag; negatief is in de toekomst."""

    dagen: int


def gedateerd(waarde: Any, vandaag: date) -> Any:
    if isinstance(waarde, Terug):
        return Datum.van(vandaag - timedelta(days=waarde.dagen))
    if is_dataclass(waarde) and not isinstance(waarde, type):
        velden = {veld.name: getattr(waarde, veld.name) for veld in fields(waarde)}
        return replace(waarde, **{naam: gedateerd(inhoud, vandaag) for naam, inhoud in velden.items()})
    return waarde


dagen = st.one_of(
    st.builds(Terug, st.integers(0, 60)),
    st.builds(Terug, st.integers(0, 60)),
    st.builds(Terug, st.integers(-90, 900)),
    st.sampled_from([Terug(0), Terug(55), Terug(56), Terug(57), Terug(365), Terug(366), Terug(-1)]),
    st.sampled_from([Datum("20120000"), Datum("20120230"), Datum("20061231"), Datum("20991231")]),
)
later = st.builds(Terug, st.integers(-2000, 0)) | dagen


def _keuze(waarden: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(waarden) if isinstance(waarden, list) else waarden


def _bouw(soort: type[Any], /, **velden: Any) -> st.SearchStrategy[Any]:
    return st.builds(soort, **{naam: _keuze(waarden) for naam, waarden in velden.items()})


def _stap(
    partij: str, regel: Regel, soort: type[o.Opdracht], wijst: str | None = None, /, **velden: Any
) -> st.SearchStrategy[Stap]:
    if wijst is not None and issubclass(soort, o.Aanwijzing):
        velden |= {"id": [BESTAAT_NIET], "versienr": [1]}
    return st.builds(
        Stap,
        wacht=st.integers(0, 250),
        partij=st.just(partij),
        gemeente=st.sampled_from([AMSTERDAM] * 4 + [ROTTERDAM]) if partij == "GEM" else st.just(""),
        regel=st.just(regel),
        opdracht=_bouw(soort, **velden),
        wijst=st.just(wijst),
        plaats=st.integers(0, 5),
        versie=st.sampled_from([0, 0, 0, 0, 1]),
    )


JA: Keuzes = {"inburgeringsplicht": [True], "reden_nee": [None] * 9 + ["1"], "datum_vaststelling": dagen}
NEE: Keuzes = {
    "inburgeringsplicht": [False],
    "reden_nee": ["1", "1", "4", "91", "92", "95", None],
    "datum_vaststelling": dagen,
}
BESLUIT: Keuzes = {
    "soort_besluit": ["KENNISGEVING", "HANDHAVINGSBESCHIKKING"],
    "datum_besluit": dagen,
    "datum_aanvang_termijn": dagen,
    "termijn_maanden": [None, 42, 60],
}
VOORZIENING: Keuzes = {
    "soort": ["IV", "VIV", "INS"],
    "startdatum": dagen,
    "einddatum": st.none() | later,
}
VRIJSTELLING: Keuzes = {
    "soort": ["TIJDELIJK", "GEDEELTELIJK", "GEHEEL"],
    "onderdelen": [("TAAL",), ("KNS",), ()],
    "document": [o.Document(soort="WIN-certificaat", nummer="1"), None],
    "opleiding": [o.Opleiding(naam="mbo", begin=Datum("20110901"), verwacht_einde=Datum("20140701")), None],
    "datum_ingang": dagen,
}
_PLICHT_OF_NIETS = st.none() | _bouw(o.RegistreerInburgeringsplicht, **(JA | NEE | {"reden_nee": [None]}))

GEMEENTE = (
    _stap("GEM", plicht.registreer_inburgeringsplicht, o.RegistreerInburgeringsplicht, **JA),
    _stap("GEM", plicht.registreer_inburgeringsplicht, o.RegistreerInburgeringsplicht, **NEE),
    _stap("GEM", handhaving.registreer_handhaving, o.RegistreerHandhaving, **BESLUIT),
    _stap("GEM", handhaving.wijzig_handhaving, o.WijzigHandhaving, "handhavingen", **BESLUIT),
    _stap("GEM", handhaving.verwijder_handhaving, o.VerwijderHandhaving, "handhavingen"),
    _stap(
        "GEM",
        handhaving.verleng_handhavingstermijn,
        o.VerlengHandhavingstermijn,
        "handhavingen",
        soort=["GEEN_VERWIJT", "ALFABETISERING", "ONDERBREKING"],
        datum_aanvraag=st.none() | dagen,
        datum_besluit=dagen,
        nieuwe_einddatum=later,
    ),
    _stap(
        "GEM",
        handhaving.registreer_boete,
        o.RegistreerBoete,
        "handhavingen",
        handhaving=[BESTAAT_NIET],
        grondslag=["ART29", "ART31", "ART33"],
        bedrag=[250_00, 500_00, 5000_00],
        datum=dagen,
        nieuwe_termijn_einde=st.none() | later,
    ),
    _stap("GEM", handhaving.verwijder_boete, o.VerwijderBoete, "boetes"),
    _stap("GEM", voorziening.registreer_voorziening, o.RegistreerVoorziening, **VOORZIENING),
    _stap("GEM", voorziening.wijzig_voorziening, o.WijzigVoorziening, "voorzieningen", **VOORZIENING),
    _stap("GEM", voorziening.verwijder_voorziening, o.VerwijderVoorziening, "voorzieningen"),
    _stap("GEM", vrijstelling.registreer_vrijstelling, o.RegistreerVrijstelling, **VRIJSTELLING),
    _stap(
        "GEM",
        vrijstelling.wijzig_vrijstelling,
        o.WijzigVrijstelling,
        "vrijstellingen",
        **VRIJSTELLING,
        plicht=_PLICHT_OF_NIETS,
        handhaving=st.none() | _bouw(o.RegistreerHandhaving, **BESLUIT),
    ),
    _stap(
        "GEM",
        vrijstelling.beeindig_vrijstelling,
        o.BeeindigVrijstelling,
        "vrijstellingen",
        datum_einde=dagen,
    ),
    _stap(
        "GEM",
        ontheffing.registreer_ontheffing,
        o.RegistreerOntheffing,
        grond=["EVI", "INS", "MED"],
        verleend=[True, False],
        datum_besluit=dagen,
        motivering=[None, "onredelijk"],
    ),
    _stap("GEM", ontheffing.trek_ontheffing_in, o.TrekOntheffingIn, "ontheffingen", datum_ingetrokken=dagen),
    _stap("GEM", signaal_afhandelen, o.SignaalAfhandelen, "signalen", id=[BESTAAT_NIET], versienr=[1]),
    _stap(
        "GEM",
        mutatieverzoek_indienen,
        o.MutatieverzoekIndienen,
        "voorzieningen",
        bsn=[BSN],
        soort=[
            "OPVOEREN_NIEUW_PERSOON",
            "OVERSCHRIJDING_ACHTWEKENTERMIJN",
            "WIJZIGING_VOORZIENING_VERHUIZING",
            "CORRECTIE_ONTERECHTE_VRIJSTELLING",
            "OVERIG",
        ],
        geboortedatum=[Datum("19800101"), Datum("19800000"), None],
        geslachtsnaam=["Voorbeeld"],
        geslacht=["2"],
        postcode=["1012AB"],
        huisnummer=[1, None],
        achtweken_overschreden=[True, False],
        inhoud=[None, "<VoorzieningGegevens/>"],
        toelichting=[None, "graag"],
    ),
)

_ADRES = _bouw(o.Adresgegeven, gemeente=[AMSTERDAM, AMSTERDAM, ROTTERDAM], datum_aanvang=dagen)
_NATIONALITEITEN = [(), ("0001",), ("0339",), ("0055",), ("0131",)]
BRP = _bouw(
    o.Persoonsgegevens,
    nationaliteiten=_NATIONALITEITEN,
    geboortedatum=[None, Datum("19450000"), Datum("19991231")],
    datum_vertrek=st.none() | dagen,
    datum_vestiging=st.none() | dagen,
    datum_overlijden=[None] * 20 + [Datum("20130000")],
    adres=st.none() | _ADRES,
)
# Wie opgevoerd wordt: bijna altijd volledig, en met een adres.
OPVOER = _bouw(
    o.Persoonsgegevens,
    geslachtsnaam=["Voorbeeld"] * 5 + [None],
    geboortedatum=[Datum("19800101"), Datum("19470000"), Datum("19960229")],
    geslacht=["1", "2", "0"],
    nationaliteiten=_NATIONALITEITEN,
    adres=_ADRES,
)
_VERBLIJF: Keuzes = {
    "bsn": [BSN],
    "peildatum": dagen,
    "doel": ["studie"],
    "aard": ["PERMANENT", "PERMANENT", "TIJDELIJK"],
    "rechtmatig": [True],
    "datum_ontstaan_plicht": [None, Datum("20120601"), Datum("20130101"), Datum("20120000")],
}
OPVOEREN = (
    _stap(
        "IND",
        keten.verwerk_verblijfsgegevens,
        o.VerwerkVerblijfsgegevens,
        **_VERBLIJF,
        soort_melding=["NIEUWKOMER"],
        persoon=OPVOER,
    ),
    _stap(
        "DUO",
        keten.meld_zelfmelder,
        o.MeldZelfmelder,
        bsn=[BSN],
        datum=dagen,
        lening=[True, False],
        persoon=OPVOER,
    ),
    _stap(
        "DUO",
        keten.verwerk_vrijstelling_duo,
        o.VerwerkVrijstellingDuo,
        bsn=[BSN],
        vrijstelling=st.none()
        | _bouw(
            o.VrijstellingInhoud,
            soort=["TIJDELIJK", "GEDEELTELIJK"],
            onderdelen=[("TAAL",), ("KNS",)],
            datum_ingang=dagen,
        ),
        gehele_vrijstelling=[None, True, False],
        datum_vaststelling=dagen,
        persoon=OPVOER,
    ),
)
PARTNERS = (
    *OPVOEREN,
    _stap(
        "IND",
        keten.verwerk_verblijfsgegevens,
        o.VerwerkVerblijfsgegevens,
        **_VERBLIJF,
        soort_melding=["TERUGMELDING"],
    ),
    _stap(
        "BRP",
        keten.verwerk_persoonsgegevens,
        o.VerwerkPersoonsgegevens,
        bsn=[BSN],
        peildatum=dagen,
        persoon=BRP,
    ),
    _stap(
        "CVE",
        verwerk_diploma,
        o.VerwerkDiploma,
        bsn=[BSN],
        soort=["INBURGERING", "NT2_I"],
        datum_behaald=dagen,
    ),
    _stap(
        "CVE",
        verwerk_examenresultaat,
        o.VerwerkExamenresultaat,
        bsn=[BSN],
        examen=["INBURGERING", "NT2_I", "BASISEXAMEN_BUITENLAND"],
        onderdeel=["KNS", "TGN", "EPE", "PRAKTIJK", "LEZEN"],
        datum=dagen,
        geslaagd=[True, True, False],
    ),
    _stap(
        "DUO",
        keten.beoordeel_mutatieverzoek,
        o.BeoordeelMutatieverzoek,
        "mutatieverzoeken",
        bsn=[BSN],
        verzoek=[BESTAAT_NIET],
        versienr=[1],
        oordeel=[
            "IN_BEHANDELING",
            "IN_BEHANDELING",
            "NAAR_IND",
            "OUDE_WET",
            "NIEUWE_WET",
            "UITVOEREN",
            "AFWIJZEN",
        ],
        datum=dagen,
        voorziening=st.none() | _bouw(o.VoorzieningInhoud, **VOORZIENING),
        verwijderen=[False, False, True],
        plicht=_PLICHT_OF_NIETS,
        persoon=st.none() | OPVOER,
    ),
)
DAGRUN = st.builds(Stap, wacht=st.integers(0, 500), partij=st.just("DUO"))
stappen: st.SearchStrategy[Stap] = st.one_of(DAGRUN, DAGRUN, *GEMEENTE, *PARTNERS)


# --- een begin --------------------------------------------------------------------------------------------
# Waar het toeval zelden komt, begint een deel van de levens.


def _gemeente(regel: Regel, opdracht: o.Opdracht) -> Stap:
    return Stap(0, "GEM", AMSTERDAM, regel, opdracht, plaats=0)


def _oordeel(oordeel: str, **meer: Any) -> Stap:
    opdracht = o.BeoordeelMutatieverzoek(
        bsn=BSN, verzoek=BESTAAT_NIET, versienr=1, oordeel=oordeel, datum=_dag(0), **meer
    )
    return Stap(0, "DUO", "", keten.beoordeel_mutatieverzoek, opdracht, wijst="mutatieverzoeken")


def _verzoek(soort: str, **velden: Any) -> Stap:
    formulier: dict[str, Any] = {
        "geboortedatum": Datum("19800101"),
        "geslachtsnaam": "Voorbeeld",
        "geslacht": "2",
        "postcode": "1012AB",
        "huisnummer": 1,
    }
    opdracht = o.MutatieverzoekIndienen(bsn=BSN, soort=soort, **(formulier | velden))
    return _gemeente(mutatieverzoek_indienen, opdracht)


def _dag(dagen_terug: int) -> Any:
    return Terug(dagen_terug)


_NIEUWKOMER = Stap(
    0,
    "IND",
    "",
    keten.verwerk_verblijfsgegevens,
    o.VerwerkVerblijfsgegevens(
        bsn=BSN,
        soort_melding="NIEUWKOMER",
        peildatum=_dag(300),
        doel="gezinshereniging",
        aard="PERMANENT",
        rechtmatig=True,
        persoon=o.Persoonsgegevens(
            geslachtsnaam="Voorbeeld",
            geboortedatum=Datum("19800101"),
            geslacht="2",
            nationaliteiten=("0131",),
            adres=o.Adresgegeven(gemeente=AMSTERDAM, datum_aanvang=_dag(500)),
        ),
    ),
)


def _ja(dagen_terug: int) -> Stap:
    opdracht = o.RegistreerInburgeringsplicht(inburgeringsplicht=True, datum_vaststelling=_dag(dagen_terug))
    return _gemeente(plicht.registreer_inburgeringsplicht, opdracht)


def _handhaving(dagen_terug: int) -> Stap:
    dag = _dag(dagen_terug)
    opdracht = o.RegistreerHandhaving(
        soort_besluit="KENNISGEVING", datum_besluit=dag, datum_aanvang_termijn=dag
    )
    return _gemeente(handhaving.registreer_handhaving, opdracht)


_JA, _HANDHAVING = _ja(100), _handhaving(90)
# Een termijn van vijf jaar die bijna, of al voorbij is.
_BIJNA_OM = (_ja(1700), _handhaving(1700))
_OM = (_ja(1500), _handhaving(1500), Stap(400, "DUO"))
_NEE = _gemeente(
    plicht.registreer_inburgeringsplicht,
    o.RegistreerInburgeringsplicht(inburgeringsplicht=False, reden_nee="1", datum_vaststelling=_dag(100)),
)
_VOORZIENING = _gemeente(
    voorziening.registreer_voorziening, o.RegistreerVoorziening(soort="IV", startdatum=_dag(30))
)
_VRIJWILLIG = _gemeente(
    voorziening.registreer_voorziening, o.RegistreerVoorziening(soort="VIV", startdatum=_dag(30))
)
_TIJDELIJK = _gemeente(
    vrijstelling.registreer_vrijstelling,
    o.RegistreerVrijstelling(
        soort="TIJDELIJK",
        opleiding=o.Opleiding(naam="mbo", begin=_dag(120), verwacht_einde=_dag(-600)),
        datum_ingang=_dag(120),
    ),
)
_NT2 = Stap(0, "CVE", "", verwerk_diploma, o.VerwerkDiploma(bsn=BSN, soort="NT2_I", datum_behaald=_dag(10)))
BEGIN: tuple[tuple[Stap, ...], ...] = (
    (),
    (_NIEUWKOMER,),
    (_NIEUWKOMER, _JA),
    (_NIEUWKOMER, _JA, _HANDHAVING),
    (_NIEUWKOMER, _JA, _HANDHAVING, _VOORZIENING),
    (_NIEUWKOMER, *_BIJNA_OM),
    (_NIEUWKOMER, *_OM),
    (_NIEUWKOMER, _JA, _HANDHAVING, _TIJDELIJK),
    (_NIEUWKOMER, _VRIJWILLIG),
    (_NIEUWKOMER, _JA, _HANDHAVING, _NT2),
    (
        _verzoek("OPVOEREN_NIEUW_PERSOON"),
        _oordeel("IN_BEHANDELING"),
        _oordeel("NAAR_IND"),
        _oordeel("OUDE_WET"),
    ),
    (
        _NIEUWKOMER,
        _NEE,
        _NT2,
        _verzoek("CORRECTIE_ONTERECHTE_VRIJSTELLING", toelichting="ten onrechte"),
        _oordeel("IN_BEHANDELING"),
        _oordeel("UITVOEREN"),
    ),
)
verlopen: st.SearchStrategy[list[Stap]] = st.builds(
    lambda begin, verder: [*begin, *verder],
    st.sampled_from(BEGIN),
    st.lists(stappen, max_size=6) | st.lists(stappen, min_size=10, max_size=30),
)
