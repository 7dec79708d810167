"""Het dossier: alles wat ISI van één persoon weet (R-154), als onveranderlijke waarden (domain.md §2.1).

De veldnamen zijn ook de kolomnamen in `persistence`. Elk `Feit` is één versie van één gegeven: een wijziging
beëindigt een versie en schrijft de volgende, zodat de geschiedenis altijd leesbaar blijft. Wie schreef en wie
beëindigde staat in `Herkomst`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from isi_soap.domain.datum import Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Bron:
    """Wat een feit schreef of beëindigde: een bericht, een run of een lading (R-006, R-021)."""

    id: UUID
    soort: str  # BERICHT, RUN, LADING
    tijdstip: datetime
    partij: str  # CdBron: GEM, DUO, IND, BRP, CVE
    gemeente: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Herkomst:
    """Wie deze versie schreef, en bij een oude versie wie haar beëindigde en hoe."""

    geschreven: Bron
    beeindigd: Bron | None = None
    reden_einde: str | None = None  # GEWIJZIGD, VERWIJDERD, BEEINDIGD


@dataclass(frozen=True, slots=True, kw_only=True)
class Feit:
    """Een versie van een gegeven; `id` blijft gelijk over de versies, `versienr` telt ze vanaf 1."""

    id: int = 0
    versienr: int = 1
    herkomst: Herkomst | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nationaliteit(Feit):
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adres(Feit):
    """Een adres in Nederland; `gemeente` is de woongemeente waarop het bereik rust (R-048)."""

    straat: str | None = None
    huisnummer: int | None = None
    huisletter: str | None = None
    toevoeging: str | None = None
    postcode: str | None = None
    woonplaats: str | None = None
    gemeente: str
    datum_aanvang: date
    datum_einde: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buitenland(Feit):
    """Een verblijf buiten Nederland: vertrek, en bij terugkomst de vestiging (R-044, R-046)."""

    datum_vertrek: date
    land: str | None = None
    datum_vestiging: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verblijfsdoel(Feit):
    """Wat de IND terugmeldde (R-067)."""

    doel: str
    aard: str  # PERMANENT, TIJDELIJK, ONBEKEND
    rechtmatig: bool
    peildatum: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Feit):
    soort: str  # EMAIL, TELEFOON
    waarde: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoon:
    bsn: str
    anummer: str | None = None
    vnummer: str | None = None
    voornamen: str | None = None
    voorvoegsel: str | None = None
    geslachtsnaam: str
    geboortedatum: Datum
    geboorteplaats: str | None = None
    geboorteland: str | None = None
    geslacht: str
    datum_overlijden: Datum | None = None
    verblijfstitel: str | None = None
    pardon: bool | None = None
    geestelijk_bedienaar: bool | None = None
    oud_of_nieuwkomer: str | None = None  # OUDKOMER, NIEUWKOMER
    zelfmelder: bool = False
    heeft_lening: bool | None = None
    gehele_vrijstelling_duo: bool = False
    vertrokken_sinds: date | None = None  # kenmerk Vertrokken
    wet: str = "WI2007"  # WI2007, WI2013
    versienr: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plicht(Feit):
    """Een vaststelling van de inburgeringsplicht; JA blijft JA na het diploma (R-149)."""

    inburgeringsplicht: bool
    reden_nee: str | None = None
    datum_vaststelling: date
    gemeente: str
    toelichting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verlenging(Feit):
    handhaving: int
    soort: str  # GEEN_VERWIJT, ALFABETISERING, ONDERBREKING
    datum_aanvraag: date | None = None
    datum_besluit: date
    nieuwe_einddatum: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Boete(Feit):
    handhaving: int
    grondslag: str  # ART29, ART30, ART31, ART33
    bedrag: int  # eurocent
    datum: date
    nieuwe_termijn_einde: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handhaving(Feit):
    soort_besluit: str  # HANDHAVINGSBESCHIKKING, KENNISGEVING, VOORZIENINGSBESCHIKKING
    datum_besluit: date
    datum_aanvang_termijn: date
    termijn_maanden: int
    datum_einde_termijn: date  # met verlengingen en nieuwe termijnen
    gemeente: str
    datum_beeindigd: date | None = None  # oude handhaving na terugkeer


@dataclass(frozen=True, slots=True, kw_only=True)
class Voorziening(Feit):
    soort: str
    startdatum: date  # is de datum van de beschikking
    einddatum: date | None = None
    reden_einde: str | None = None
    wijze: str | None = None  # AANGEBODEN_EN_AANVAARD, VASTGESTELD, OVEREENKOMST
    vorm_pib: bool = False
    duaal: bool = False
    gecombineerd: bool = False
    doel_examen: str | None = None
    registrerende_gemeente: str
    aanbod_door_gemeente: str
    datum_registratie: date
    kanaal: str  # CVS, PORTAL, DUO
    achtweken_overschreden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vrijstelling(Feit):
    soort: str  # TIJDELIJK, GEDEELTELIJK
    bron: str  # DUO, GEMEENTE
    onderdeel: str | None = None
    niveau: str | None = None
    profiel: str | None = None
    grond: str  # GETOOND_DOCUMENT, DIPLOMAREGISTER, WIB, OPLEIDING
    document_soort: str | None = None
    document_nummer: str | None = None
    document_datum: Datum | None = None
    document_instelling: str | None = None
    opleiding_naam: str | None = None
    opleiding_instelling: str | None = None
    opleiding_begin: date | None = None
    opleiding_verwacht_einde: date | None = None
    score_examen_buitenland: int | None = None
    datum_ingang: date
    datum_einde: date | None = None
    gemeente: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontheffing(Feit):
    grond: str  # MED, EVI, INS
    belemmeringen: tuple[str, ...] = ()
    verleend: bool
    datum_aanvraag: date | None = None
    datum_besluit: date
    datum_ingetrokken: date | None = None
    gemeente: str
    advies_datum: date | None = None
    advies_naam: str | None = None
    advies_big: str | None = None
    advies_oordeel: str | None = None
    omstandigheden: tuple[str, ...] = ()
    motivering: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examenresultaat(Feit):
    examen: str  # INBURGERING, NT2_I, NT2_II, BASISEXAMEN_BUITENLAND, KVT
    onderdeel: str | None = None
    praktijkvorm: str | None = None  # ASSESSMENT, PORTFOLIO, COMBINATIE
    datum: date
    geslaagd: bool
    score: int | None = None
    aangehouden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diploma(Feit):
    soort: str  # INBURGERING, NT2_I, NT2_II
    datum_behaald: date
    nummer: str | None = None
    aangehouden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamenBuitenland(Feit):
    datum: date
    score_tgn: int | None = None
    score_kns: int | None = None
    score_gbl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signaal(Feit):
    code: str
    tekst: str
    datum_aangemaakt: date
    gemeente: str
    status: str = "NIEUW"  # NIEUW, OPGEHAALD, AFGEHANDELD
    datum_opgehaald: date | None = None
    datum_afgehandeld: date | None = None
    toelichting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stap:
    """Een stap in de behandeling van een mutatieverzoek, met de dag (R-015, R-020)."""

    status: str
    datum: date
    toelichting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutatieverzoek(Feit):
    """Het mutatieformulier (R-012 … R-020, R-092, R-095, R-145, R-159)."""

    bsn: str
    soort: str
    gemeente: str
    datum: date
    status: str = "ONTVANGEN"
    geboortedatum: Datum | None = None
    geslachtsnaam: str | None = None
    geslacht: str | None = None
    postcode: str | None = None
    huisnummer: int | None = None
    achtweken_overschreden: bool = False
    voorziening: int | None = None  # het gegeven dat gewijzigd moet worden
    inhoud: str | None = None  # de gevraagde wijziging, als XML van het bericht
    toelichting: str | None = None
    stappen: tuple[Stap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Alles van één persoon dat nu geldt; `historie` bevat de beëindigde versies van alle soorten."""

    persoon: Persoon
    nationaliteiten: tuple[Nationaliteit, ...] = ()
    adressen: tuple[Adres, ...] = ()
    buitenland: tuple[Buitenland, ...] = ()
    verblijfsdoelen: tuple[Verblijfsdoel, ...] = ()
    contacten: tuple[Contact, ...] = ()
    plichten: tuple[Plicht, ...] = ()  # oudste eerst; de laatste is de geldende
    handhavingen: tuple[Handhaving, ...] = ()
    verlengingen: tuple[Verlenging, ...] = ()
    boetes: tuple[Boete, ...] = ()
    voorzieningen: tuple[Voorziening, ...] = ()
    vrijstellingen: tuple[Vrijstelling, ...] = ()
    ontheffingen: tuple[Ontheffing, ...] = ()
    examenresultaten: tuple[Examenresultaat, ...] = ()
    diplomas: tuple[Diploma, ...] = ()
    examens_buitenland: tuple[ExamenBuitenland, ...] = ()
    signalen: tuple[Signaal, ...] = ()
    mutatieverzoeken: tuple[Mutatieverzoek, ...] = ()
    historie: tuple[Feit, ...] = ()

    @property
    def plicht(self) -> Plicht | None:
        """De geldende vaststelling; None zolang de plicht niet is vastgesteld."""
        return self.plichten[-1] if self.plichten else None
