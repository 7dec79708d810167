"""Wat een gemeente of ketenpartner ISI kan laten doen: één waarde per muterende operatie (design.md §4).

Datums komen binnen als `Datum`, zoals ze in het bericht staan; de regels eisen dat ze volledig zijn (F062).
Een Wijzig-opdracht draagt de volledige nieuwe inhoud, geen verschil. Alles wat bestaat en verandert, wordt
aangewezen met `id` en `versienr`: een verouderd versienummer wordt geweigerd (F060).
"""

from __future__ import annotations

from dataclasses import dataclass

from isi_soap.domain.datum import Datum


@dataclass(frozen=True, kw_only=True)
class Opdracht:
    """Alles wat iets in een dossier verandert."""


@dataclass(frozen=True, kw_only=True)
class Aanwijzing:
    """Het bestaande gegeven waar de opdracht over gaat, in de versie die de aanvrager kent."""

    id: int
    versienr: int


# --- ISIMuteren: indicaties -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Contactgegeven:
    soort: str  # EMAIL, TELEFOON
    waarde: str


@dataclass(frozen=True, kw_only=True)
class RegistreerInburgeringsplicht(Opdracht):
    inburgeringsplicht: bool
    reden_nee: str | None = None
    datum_vaststelling: Datum
    toelichting: str | None = None
    oud_of_nieuwkomer: str | None = None  # OUDKOMER, NIEUWKOMER
    geestelijk_bedienaar: bool | None = None
    contacten: tuple[Contactgegeven, ...] = ()


# --- ISIMuteren: handhaving -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HandhavingInhoud:
    soort_besluit: str
    datum_besluit: Datum
    datum_aanvang_termijn: Datum
    termijn_maanden: int | None = None  # None: de wettelijke lengte


@dataclass(frozen=True, kw_only=True)
class RegistreerHandhaving(HandhavingInhoud, Opdracht):
    pass


@dataclass(frozen=True, kw_only=True)
class WijzigHandhaving(HandhavingInhoud, Aanwijzing, Opdracht):
    pass


@dataclass(frozen=True, kw_only=True)
class VerwijderHandhaving(Aanwijzing, Opdracht):
    pass


@dataclass(frozen=True, kw_only=True)
class VerlengHandhavingstermijn(Aanwijzing, Opdracht):
    """`id` en `versienr` wijzen de handhaving aan."""

    soort: str  # GEEN_VERWIJT, ALFABETISERING, ONDERBREKING
    datum_aanvraag: Datum | None = None
    datum_besluit: Datum
    nieuwe_einddatum: Datum


@dataclass(frozen=True, kw_only=True)
class RegistreerBoete(Opdracht):
    """`handhaving` en `handhaving_versienr` wijzen de handhaving aan; zonder versienr geldt de huidige."""

    handhaving: int
    handhaving_versienr: int | None = None
    grondslag: str  # ART29, ART30, ART31, ART33
    bedrag: int  # eurocent
    datum: Datum
    nieuwe_termijn_einde: Datum | None = None


@dataclass(frozen=True, kw_only=True)
class VerwijderBoete(Aanwijzing, Opdracht):
    pass


# --- ISIMuteren: voorziening ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class VoorzieningInhoud:
    soort: str
    startdatum: Datum
    einddatum: Datum | None = None
    reden_einde: str | None = None
    wijze: str | None = None
    vorm_pib: bool = False
    duaal: bool = False
    gecombineerd: bool = False
    doel_examen: str | None = None
    aanbod_door_gemeente: str | None = None  # None: de registrerende gemeente


@dataclass(frozen=True, kw_only=True)
class RegistreerVoorziening(VoorzieningInhoud, Opdracht):
    pass


@dataclass(frozen=True, kw_only=True)
class WijzigVoorziening(VoorzieningInhoud, Aanwijzing, Opdracht):
    pass


@dataclass(frozen=True, kw_only=True)
class VerwijderVoorziening(Aanwijzing, Opdracht):
    pass


# --- ISIMuteren: vrijstelling -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Document:
    soort: str
    nummer: str | None = None
    datum: Datum | None = None
    instelling: str | None = None


@dataclass(frozen=True, kw_only=True)
class Opleiding:
    naam: str
    instelling: str | None = None
    begin: Datum | None = None  # nodig bij TIJDELIJK (F039)
    verwacht_einde: Datum | None = None


@dataclass(frozen=True, kw_only=True)
class VrijstellingInhoud:
    soort: str  # TIJDELIJK, GEDEELTELIJK; GEHEEL wordt geweigerd
    # GETOOND_DOCUMENT, OPLEIDING, WIB; DIPLOMAREGISTER alleen DUO. None: OPLEIDING bij TIJDELIJK, anders
    # GETOOND_DOCUMENT.
    grond: str | None = None
    onderdelen: tuple[str, ...] = ()  # precies één bij GEDEELTELIJK
    niveau: str | None = None
    profiel: str | None = None
    document: Document | None = None
    opleiding: Opleiding | None = None
    score_examen_buitenland: int | None = None
    datum_ingang: Datum
    datum_einde: Datum | None = None


@dataclass(frozen=True, kw_only=True)
class RegistreerVrijstelling(VrijstellingInhoud, Opdracht):
    pass


@dataclass(frozen=True, kw_only=True)
class WijzigVrijstelling(VrijstellingInhoud, Aanwijzing, Opdracht):
    """Kan plicht en handhaving meedragen: alles of niets (R-099 met R-100 en R-110)."""

    plicht: RegistreerInburgeringsplicht | None = None
    handhaving: RegistreerHandhaving | None = None


@dataclass(frozen=True, kw_only=True)
class BeeindigVrijstelling(Aanwijzing, Opdracht):
    datum_einde: Datum


# --- ISIMuteren: ontheffing -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MedischAdvies:
    datum: Datum | None = None
    adviseur_naam: str | None = None
    big_nummer: str | None = None
    oordeel: str | None = None
    omstandigheden: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegistreerOntheffing(Opdracht):
    grond: str  # MED, EVI, INS
    verleend: bool = True
    belemmeringen: tuple[str, ...] = ()
    datum_aanvraag: Datum | None = None
    datum_besluit: Datum
    advies: MedischAdvies | None = None
    motivering: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrekOntheffingIn(Aanwijzing, Opdracht):
    datum_ingetrokken: Datum


# --- ISISignalen en ISIMutatieverzoek ---------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SignaalAfhandelen(Opdracht):
    id: int
    versienr: int | None = None
    toelichting: str | None = None


@dataclass(frozen=True, kw_only=True)
class MutatieverzoekIndienen(Opdracht):
    """Het mutatieformulier (R-012 ... R-014, R-092, R-095, R-145, R-159)."""

    bsn: str
    soort: str
    geboortedatum: Datum | None = None
    geslachtsnaam: str | None = None
    geslacht: str | None = None
    postcode: str | None = None
    huisnummer: int | None = None
    achtweken_overschreden: bool = False
    voorziening: int | None = None  # id van de te wijzigen voorziening
    inhoud: str | None = None  # de gevraagde wijziging zoals ze in het bericht stond
    toelichting: str | None = None


# --- ISIKeten: wat ketenpartners aanleveren ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Adresgegeven:
    gemeente: str
    datum_aanvang: Datum
    straat: str | None = None
    huisnummer: int | None = None
    huisletter: str | None = None
    toevoeging: str | None = None
    postcode: str | None = None
    woonplaats: str | None = None


@dataclass(frozen=True, kw_only=True)
class Persoonsgegevens:
    """De persoon zoals de BRP hem kent; wat leeg is, is niet aangeleverd en blijft zoals het was."""

    geslachtsnaam: str | None = None
    geboortedatum: Datum | None = None
    geslacht: str | None = None
    anummer: str | None = None
    vnummer: str | None = None
    voornamen: str | None = None
    voorvoegsel: str | None = None
    geboorteplaats: str | None = None
    geboorteland: str | None = None
    verblijfstitel: str | None = None
    datum_overlijden: Datum | None = None
    nationaliteiten: tuple[str, ...] = ()  # leeg: niet aangeleverd
    adres: Adresgegeven | None = None  # het huidige adres in Nederland
    datum_vertrek: Datum | None = None
    land_vertrek: str | None = None
    datum_vestiging: Datum | None = None  # terug uit het buitenland


@dataclass(frozen=True, kw_only=True)
class PartnerOpdracht(Opdracht):
    """Een feit van een ketenpartner: meteen bewaard, uitgevoerd in de volgende dagrun (R-065)."""

    bsn: str


@dataclass(frozen=True, kw_only=True)
class VerwerkVerblijfsgegevens(PartnerOpdracht):
    """IND: een nieuwkomer (R-070) of een terugmelding (R-067)."""

    soort_melding: str  # NIEUWKOMER, TERUGMELDING
    peildatum: Datum
    doel: str
    aard: str  # PERMANENT, TIJDELIJK, ONBEKEND
    rechtmatig: bool
    verblijfstitel: str | None = None
    pardon: bool | None = None
    datum_ontstaan_plicht: Datum | None = None  # vanaf 2013-01-01 geldt de nieuwe wet
    persoon: Persoonsgegevens | None = None  # verplicht bij een nieuwkomer die niet in ISI staat


@dataclass(frozen=True, kw_only=True)
class VerwerkPersoonsgegevens(PartnerOpdracht):
    """BRP: adres, verhuizing, vertrek, terugkeer, overlijden, nationaliteit."""

    peildatum: Datum
    persoon: Persoonsgegevens


@dataclass(frozen=True, kw_only=True)
class VerwerkExamenresultaat(PartnerOpdracht):
    """DUO of CvE: een uitslag; voor BASISEXAMEN_BUITENLAND ook de drie scores."""

    examen: str
    onderdeel: str | None = None
    praktijkvorm: str | None = None
    datum: Datum
    geslaagd: bool
    score: int | None = None
    score_tgn: int | None = None
    score_kns: int | None = None
    score_gbl: int | None = None


@dataclass(frozen=True, kw_only=True)
class VerwerkDiploma(PartnerOpdracht):
    """DUO of CvE: inburgeringsdiploma of staatsexamen NT2 (R-129, R-139)."""

    soort: str  # INBURGERING, NT2_I, NT2_II
    datum_behaald: Datum
    nummer: str | None = None


@dataclass(frozen=True, kw_only=True)
class VerwerkVrijstellingDuo(PartnerOpdracht):
    """DUO: een vrijstelling, en/of de indicatie gehele vrijstelling; die is alleen een signaal (R-041)."""

    vrijstelling: VrijstellingInhoud | None = None
    gehele_vrijstelling: bool | None = None  # None: de indicatie blijft zoals ze is
    datum_vaststelling: Datum
    persoon: Persoonsgegevens | None = None  # verplicht als de persoon nog niet in ISI staat


@dataclass(frozen=True, kw_only=True)
class MeldZelfmelder(PartnerOpdracht):
    """DUO: iemand begon zelf en vroeg een lening of examen aan (R-010)."""

    datum: Datum
    lening: bool = False
    persoon: Persoonsgegevens | None = None


@dataclass(frozen=True, kw_only=True)
class BeoordeelMutatieverzoek(PartnerOpdracht):
    """DUO: de volgende stap van een mutatieverzoek (R-015 ... R-019)."""

    verzoek: int
    versienr: int
    oordeel: str  # IN_BEHANDELING, NAAR_IND, OUDE_WET, NIEUWE_WET, UITVOEREN, AFWIJZEN
    datum: Datum
    toelichting: str | None = None
    # Wat het verzoek vroeg en DUO nu uitvoert.
    voorziening: VoorzieningInhoud | None = None
    verwijderen: bool = False
    plicht: RegistreerInburgeringsplicht | None = None
    persoon: Persoonsgegevens | None = None  # wat DUO van een nieuw persoon meer weet dan het formulier
