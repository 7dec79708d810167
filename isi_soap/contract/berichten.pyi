"""De berichten van ISI; gemaakt uit xsd/ door `python -m isi_soap.contract.stub`."""

from dataclasses import dataclass
from typing import TypeAlias

from isi_soap.domain.datum import Datum, Tijdstip

_BeeindigVrijstelling: TypeAlias = BeeindigVrijstelling
_BeeindigVrijstellingResponse: TypeAlias = BeeindigVrijstellingResponse
_Begintoestand: TypeAlias = Begintoestand
_BeoordeelMutatieverzoek: TypeAlias = BeoordeelMutatieverzoek
_BeoordeelMutatieverzoekResponse: TypeAlias = BeoordeelMutatieverzoekResponse
_Besluit: TypeAlias = Besluit
_Boete: TypeAlias = Boete
_BoeteGegevens: TypeAlias = BoeteGegevens
_Bron: TypeAlias = Bron
_ClientDossier: TypeAlias = ClientDossier
_ClientIND: TypeAlias = ClientIND
_ClientKeten: TypeAlias = ClientKeten
_ClientMutatieverzoek: TypeAlias = ClientMutatieverzoek
_ClientSamenvatting: TypeAlias = ClientSamenvatting
_ClientSuwiSleutel: TypeAlias = ClientSuwiSleutel
_ClientVerblijf: TypeAlias = ClientVerblijf
_Contact: TypeAlias = Contact
_Diploma: TypeAlias = Diploma
_DiplomaGegevens: TypeAlias = DiplomaGegevens
_Document: TypeAlias = Document
_EindeVersie: TypeAlias = EindeVersie
_ExamenBuitenland: TypeAlias = ExamenBuitenland
_ExamenGegevens: TypeAlias = ExamenGegevens
_Examenresultaat: TypeAlias = Examenresultaat
_FWI: TypeAlias = FWI
_Handhaving: TypeAlias = Handhaving
_HandhavingGegevens: TypeAlias = HandhavingGegevens
_HerstelBegintoestand: TypeAlias = HerstelBegintoestand
_HerstelBegintoestandResponse: TypeAlias = HerstelBegintoestandResponse
_Historie: TypeAlias = Historie
_INDUitwisseling: TypeAlias = INDUitwisseling
_INDUitwisselingInfo: TypeAlias = INDUitwisselingInfo
_INDUitwisselingInfoResponse: TypeAlias = INDUitwisselingInfoResponse
_Klok: TypeAlias = Klok
_Kop: TypeAlias = Kop
_KopKeten: TypeAlias = KopKeten
_Leeg: TypeAlias = Leeg
_MedischAdvies: TypeAlias = MedischAdvies
_MeegeregistreerdGegeven: TypeAlias = MeegeregistreerdGegeven
_MeldZelfmelder: TypeAlias = MeldZelfmelder
_MeldZelfmelderResponse: TypeAlias = MeldZelfmelderResponse
_Melding: TypeAlias = Melding
_Mutatieverzoek: TypeAlias = Mutatieverzoek
_MutatieverzoekGegevens: TypeAlias = MutatieverzoekGegevens
_MutatieverzoekIndienen: TypeAlias = MutatieverzoekIndienen
_MutatieverzoekIndienenResponse: TypeAlias = MutatieverzoekIndienenResponse
_MutatieverzoekInfo: TypeAlias = MutatieverzoekInfo
_MutatieverzoekInfoResponse: TypeAlias = MutatieverzoekInfoResponse
_Mutatieverzoeken: TypeAlias = Mutatieverzoeken
_Nationaliteit: TypeAlias = Nationaliteit
_Ontheffing: TypeAlias = Ontheffing
_OntheffingGegevens: TypeAlias = OntheffingGegevens
_Oorsprong: TypeAlias = Oorsprong
_Opleiding: TypeAlias = Opleiding
_PersonenZoeken: TypeAlias = PersonenZoeken
_PersonenZoekenResponse: TypeAlias = PersonenZoekenResponse
_PersoonInfo: TypeAlias = PersoonInfo
_PersoonInfoResponse: TypeAlias = PersoonInfoResponse
_PersoonKeten: TypeAlias = PersoonKeten
_Persoonsgegevens: TypeAlias = Persoonsgegevens
_Plicht: TypeAlias = Plicht
_PlichtGegevens: TypeAlias = PlichtGegevens
_Registratie: TypeAlias = Registratie
_RegistreerBoete: TypeAlias = RegistreerBoete
_RegistreerBoeteResponse: TypeAlias = RegistreerBoeteResponse
_RegistreerHandhaving: TypeAlias = RegistreerHandhaving
_RegistreerHandhavingResponse: TypeAlias = RegistreerHandhavingResponse
_RegistreerInburgeringsplicht: TypeAlias = RegistreerInburgeringsplicht
_RegistreerInburgeringsplichtResponse: TypeAlias = RegistreerInburgeringsplichtResponse
_RegistreerOntheffing: TypeAlias = RegistreerOntheffing
_RegistreerOntheffingResponse: TypeAlias = RegistreerOntheffingResponse
_RegistreerVoorziening: TypeAlias = RegistreerVoorziening
_RegistreerVoorzieningResponse: TypeAlias = RegistreerVoorzieningResponse
_RegistreerVrijstelling: TypeAlias = RegistreerVrijstelling
_RegistreerVrijstellingResponse: TypeAlias = RegistreerVrijstellingResponse
_Run: TypeAlias = Run
_Selectie: TypeAlias = Selectie
_Signaal: TypeAlias = Signaal
_SignaalAfhandelen: TypeAlias = SignaalAfhandelen
_SignaalAfhandelenResponse: TypeAlias = SignaalAfhandelenResponse
_Signalen: TypeAlias = Signalen
_SignalenOphalen: TypeAlias = SignalenOphalen
_SignalenOphalenResponse: TypeAlias = SignalenOphalenResponse
_Stap: TypeAlias = Stap
_Straatadres: TypeAlias = Straatadres
_Telling: TypeAlias = Telling
_Tellingen: TypeAlias = Tellingen
_Termijnbewaking: TypeAlias = Termijnbewaking
_Termijnoverschrijder: TypeAlias = Termijnoverschrijder
_Termijnoverschrijders: TypeAlias = Termijnoverschrijders
_TermijnoverschrijdersInfo: TypeAlias = TermijnoverschrijdersInfo
_TermijnoverschrijdersInfoResponse: TypeAlias = TermijnoverschrijdersInfoResponse
_TrekOntheffingIn: TypeAlias = TrekOntheffingIn
_TrekOntheffingInResponse: TypeAlias = TrekOntheffingInResponse
_Verbinding: TypeAlias = Verbinding
_VerbindingInfo: TypeAlias = VerbindingInfo
_VerbindingInfoResponse: TypeAlias = VerbindingInfoResponse
_VerblijfBuitenland: TypeAlias = VerblijfBuitenland
_Verblijfsgegevens: TypeAlias = Verblijfsgegevens
_VerlengHandhavingstermijn: TypeAlias = VerlengHandhavingstermijn
_VerlengHandhavingstermijnResponse: TypeAlias = VerlengHandhavingstermijnResponse
_Verlenging: TypeAlias = Verlenging
_VerlengingGegevens: TypeAlias = VerlengingGegevens
_VerwerkDiploma: TypeAlias = VerwerkDiploma
_VerwerkDiplomaResponse: TypeAlias = VerwerkDiplomaResponse
_VerwerkExamenresultaat: TypeAlias = VerwerkExamenresultaat
_VerwerkExamenresultaatResponse: TypeAlias = VerwerkExamenresultaatResponse
_VerwerkPersoonsgegevens: TypeAlias = VerwerkPersoonsgegevens
_VerwerkPersoonsgegevensResponse: TypeAlias = VerwerkPersoonsgegevensResponse
_VerwerkVerblijfsgegevens: TypeAlias = VerwerkVerblijfsgegevens
_VerwerkVerblijfsgegevensResponse: TypeAlias = VerwerkVerblijfsgegevensResponse
_VerwerkVrijstellingDuo: TypeAlias = VerwerkVrijstellingDuo
_VerwerkVrijstellingDuoResponse: TypeAlias = VerwerkVrijstellingDuoResponse
_VerwijderBoete: TypeAlias = VerwijderBoete
_VerwijderBoeteResponse: TypeAlias = VerwijderBoeteResponse
_VerwijderHandhaving: TypeAlias = VerwijderHandhaving
_VerwijderHandhavingResponse: TypeAlias = VerwijderHandhavingResponse
_VerwijderVoorziening: TypeAlias = VerwijderVoorziening
_VerwijderVoorzieningResponse: TypeAlias = VerwijderVoorzieningResponse
_Verwijzing: TypeAlias = Verwijzing
_VoerRunUit: TypeAlias = VoerRunUit
_VoerRunUitResponse: TypeAlias = VoerRunUitResponse
_Voorziening: TypeAlias = Voorziening
_VoorzieningGegevens: TypeAlias = VoorzieningGegevens
_VoorzieningenTelling: TypeAlias = VoorzieningenTelling
_VoorzieningenTellingResponse: TypeAlias = VoorzieningenTellingResponse
_Vrijstelling: TypeAlias = Vrijstelling
_VrijstellingGegevens: TypeAlias = VrijstellingGegevens
_WijzigHandhaving: TypeAlias = WijzigHandhaving
_WijzigHandhavingResponse: TypeAlias = WijzigHandhavingResponse
_WijzigVoorziening: TypeAlias = WijzigVoorziening
_WijzigVoorzieningResponse: TypeAlias = WijzigVoorzieningResponse
_WijzigVrijstelling: TypeAlias = WijzigVrijstelling
_WijzigVrijstellingResponse: TypeAlias = WijzigVrijstellingResponse
_ZetKlok: TypeAlias = ZetKlok
_ZetKlokResponse: TypeAlias = ZetKlokResponse
_Zoekvraag: TypeAlias = Zoekvraag

@dataclass(frozen=True, slots=True, kw_only=True)
class BeeindigVrijstelling:
    """Beëindig een vrijstelling."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De vrijstelling."""
    DatEVrijstelling: Datum
    """Laatste dag van de vrijstelling."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class BeeindigVrijstellingResponse:
    """Antwoord op BeeindigVrijstelling."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Begintoestand:
    """De begintoestand."""
    AantPersonen: int
    """Personen in ISI."""
    DatTijdKlok: Tijdstip
    """Tijd waarmee de dienst rekent."""

@dataclass(frozen=True, slots=True, kw_only=True)
class BeoordeelMutatieverzoek:
    """DUO of IND: een stap in de behandeling van een mutatieverzoek (R-015 tot en met R-019)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    Verwijzing: _Verwijzing
    """Het mutatieverzoek."""
    CdOordeelMutatieverzoek: str
    """Het oordeel; OUDE_WET en NIEUWE_WET zijn aan de IND, de andere aan DUO."""
    DatBeoordeling: Datum
    """Dag van het oordeel."""
    Toelichting: str | None = None
    """Toelichting."""
    ClientSuwi: _ClientKeten | None = None
    """Gegevens waarmee DUO de persoon opvoert."""

@dataclass(frozen=True, slots=True, kw_only=True)
class BeoordeelMutatieverzoekResponse:
    """Antwoord op BeoordeelMutatieverzoek."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Besluit:
    """Een besluit van de gemeente over de persoon, met een verwijzing naar het gegeven (R-006)."""
    CdSrtGegeven: str
    """Soort gegeven waarin het besluit staat."""
    RegistratieId: str
    """Kenmerk van dat gegeven."""
    DatBesluit: Datum
    """Dag van het besluit."""
    CdGemeente: str
    """Gemeente die besloot."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Boete:
    """Een boete in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdGrondslagBoete: str
    """Artikel waarop de boete berust."""
    BedrBoete: int
    """Bedrag in eurocenten."""
    DatBoete: Datum
    """Dagtekening van de boete."""
    DatENieuweTermijn: Datum | None = None
    """Laatste dag van de nieuwe termijn, hoogstens twee jaar later."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class BoeteGegevens:
    """Een bestuurlijke boete."""
    CdGrondslagBoete: str
    """Artikel waarop de boete berust."""
    BedrBoete: int
    """Bedrag in eurocenten."""
    DatBoete: Datum
    """Dagtekening van de boete."""
    DatENieuweTermijn: Datum | None = None
    """Laatste dag van de nieuwe termijn, hoogstens twee jaar later."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Bron:
    """De partij die de melding doet."""
    DN: str
    """Onderscheidende naam van de partij."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDossier:
    """Het hele dossier van een persoon."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    CdStatus: str
    """Status van de persoon, afgeleid."""
    CdRedenNietPlichtig: str | None = None
    """Reden bij de status NIET."""
    CdDeel: str
    """Deel van ISI, afgeleid."""
    PeildatAfleiding: Datum
    """Dag van de laatste dagelijkse run; wat van de kalender afhangt, geldt op die dag (R-065)."""
    CdGemeente: str | None = None
    """Woongemeente, of voor wie vertrokken is de laatste."""
    Termijnbewaking: _Termijnbewaking | None = None
    """Stand van de handhavingstermijn."""
    Persoonsgegevens: _Persoonsgegevens
    """Persoonsgegevens."""
    Plicht: tuple[_Plicht, ...] = ()
    """Vaststellingen van de inburgeringsplicht, de geldende het laatst."""
    Handhaving: tuple[_Handhaving, ...] = ()
    """Handhavingen."""
    Voorziening: tuple[_Voorziening, ...] = ()
    """Voorzieningen."""
    Vrijstelling: tuple[_Vrijstelling, ...] = ()
    """Vrijstellingen."""
    Ontheffing: tuple[_Ontheffing, ...] = ()
    """Besluiten over ontheffing."""
    ExamenBuitenland: tuple[_ExamenBuitenland, ...] = ()
    """Basisexamens in het buitenland."""
    Examenresultaat: tuple[_Examenresultaat, ...] = ()
    """Examenresultaten."""
    Diploma: tuple[_Diploma, ...] = ()
    """Diploma's."""
    Besluit: tuple[_Besluit, ...] = ()
    """Alle besluiten van gemeenten, in volgorde van datum."""
    Signaal: tuple[_Signaal, ...] = ()
    """Signalen aan de aanvragende gemeente."""
    Mutatieverzoek: tuple[_Mutatieverzoek, ...] = ()
    """Mutatieverzoeken van de aanvragende gemeente."""
    Historie: _Historie | None = None
    """Beëindigde versies, als daarom gevraagd is."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientIND:
    """Een persoon in de uitwisseling met de IND."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    VNr: str | None = None
    """Vreemdelingennummer."""
    Voorvoegsels: str | None = None
    """Voorvoegsel."""
    Geslachtsnaam: str
    """Geslachtsnaam."""
    Geboortedat: Datum
    """Geboortedatum."""
    Nationaliteit: tuple[_Nationaliteit, ...] = ()
    """Nationaliteiten."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKeten:
    """Een persoon met zijn gegevens, zoals een ketenpartner hem aanlevert."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    PersoonKeten: _PersoonKeten
    """Zijn gegevens."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMutatieverzoek:
    """De persoon op het mutatieformulier; bij een nieuw persoon zijn alle zes gegevens nodig (R-013)."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    Geboortedat: Datum | None = None
    """Geboortedatum."""
    Geslachtsnaam: str | None = None
    """Achternaam."""
    Geslacht: str | None = None
    """Geslacht."""
    Postcd: str | None = None
    """Postcode."""
    Huisnr: int | None = None
    """Huisnummer."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSamenvatting:
    """Een persoon in een selectie."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    Voorvoegsels: str | None = None
    """Voorvoegsel."""
    Geslachtsnaam: str
    """Geslachtsnaam."""
    Voornamen: str | None = None
    """Voornamen."""
    Geboortedat: Datum
    """Geboortedatum."""
    Geslacht: str
    """Geslacht."""
    CdGemeente: str | None = None
    """Woongemeente."""
    CdStatus: str
    """Status."""
    CdDeel: str
    """Deel van ISI."""
    DatETermijn: Datum | None = None
    """Laatste dag van de handhavingstermijn."""
    CdGroepTermijn: tuple[str, ...] = ()
    """Groepen op de lijst handhaving en termijnoverschrijding."""
    DatTijdGewijzigd: Tijdstip
    """Laatste wijziging van het dossier."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSuwiSleutel:
    """De persoon om wie het gaat."""
    Burgerservicenr: str
    """Burgerservicenummer van de persoon."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ClientVerblijf:
    """Een persoon over wie de IND meldt."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    PersoonKeten: _PersoonKeten | None = None
    """Zijn gegevens; nodig bij een nieuwkomer."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Een contactgegeven."""
    CdSrtContact: str
    """Soort contactgegeven."""
    Contactgegeven: str
    """Het e-mailadres of telefoonnummer."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Diploma:
    """Een diploma in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdSrtDiploma: str
    """Soort diploma."""
    DatBehaald: Datum
    """Dag waarop het diploma behaald is."""
    NrDiploma: str | None = None
    """Nummer."""
    CdVerwerkingsstatus: str
    """Verwerkt of aangehouden (R-142)."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class DiplomaGegevens:
    """Een diploma."""
    CdSrtDiploma: str
    """Soort diploma."""
    DatBehaald: Datum
    """Dag waarop het diploma behaald is."""
    NrDiploma: str | None = None
    """Nummer."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Het getoonde document waarop een vrijstelling berust (R-114)."""
    OmsSrtDocument: str
    """Soort document."""
    NrDocument: str | None = None
    """Nummer."""
    DatDocument: Datum | None = None
    """Datum; mag onvolledig zijn."""
    NaamInstelling: str | None = None
    """Instelling die het uitgaf."""

@dataclass(frozen=True, slots=True, kw_only=True)
class EindeVersie:
    """Wie een versie beëindigde, wanneer en waarom."""
    CdRedenEindeVersie: str
    """Waarom de versie niet meer geldt."""
    Oorsprong: _Oorsprong
    """Wie haar beëindigde."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ExamenBuitenland:
    """Een basisexamen in het buitenland in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    DatExamen: Datum
    """Dag van het examen."""
    ScoreTgn: int | None = None
    """Score toets gesproken Nederlands."""
    ScoreKns: int | None = None
    """Score kennis van de Nederlandse samenleving."""
    ScoreGbl: int | None = None
    """Score geletterdheid en begrijpend lezen, vanaf 1 april 2011."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ExamenGegevens:
    """Een examenresultaat."""
    CdExamen: str
    """Examen."""
    CdOnderdeelExamen: str | None = None
    """Onderdeel; weggelaten is het examen als geheel."""
    CdPraktijkvorm: str | None = None
    """Vorm van het praktijkdeel."""
    DatExamen: Datum
    """Dag van het examen."""
    CdResultaatExamen: str
    """Uitslag."""
    Score: int | None = None
    """Score."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Examenresultaat:
    """Een examenresultaat in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdExamen: str
    """Examen."""
    CdOnderdeelExamen: str | None = None
    """Onderdeel; weggelaten is het examen als geheel."""
    CdPraktijkvorm: str | None = None
    """Vorm van het praktijkdeel."""
    DatExamen: Datum
    """Dag van het examen."""
    CdResultaatExamen: str
    """Uitslag."""
    Score: int | None = None
    """Score."""
    CdVerwerkingsstatus: str
    """Verwerkt of aangehouden (R-142)."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class FWI:
    """Meldingen bij een antwoord: minstens één."""
    Fout: tuple[_Melding, ...] = ()
    """De opdracht is geweigerd; er is niets gewijzigd."""
    Waarschuwing: tuple[_Melding, ...] = ()
    """De opdracht is uitgevoerd, maar let op."""
    Informatie: tuple[_Melding, ...] = ()
    """Toelichting bij het antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Handhaving:
    """Een handhaving in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdSrtBesluitHandhaving: str
    """Soort besluit."""
    DatBesluit: Datum
    """Dagtekening van het besluit."""
    DatBTermijn: Datum
    """Eerste dag van de handhavingstermijn."""
    AantMaandenTermijn: int
    """Lengte van de termijn in maanden."""
    DatETermijn: Datum
    """Laatste dag van de termijn, met verlengingen en nieuwe termijnen."""
    DatBeeindigd: Datum | None = None
    """Dag waarop de handhaving beëindigd is (R-046)."""
    Verlenging: tuple[_Verlenging, ...] = ()
    """Verlengingen."""
    Boete: tuple[_Boete, ...] = ()
    """Boetes."""
    CdGemeente: str
    """Gemeente die registreerde."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class HandhavingGegevens:
    """Een handhaving."""
    CdSrtBesluitHandhaving: str
    """Soort besluit."""
    DatBesluit: Datum
    """Dagtekening van het besluit."""
    DatBTermijn: Datum
    """Eerste dag van de handhavingstermijn."""
    AantMaandenTermijn: int | None = None
    """Lengte van de termijn in maanden; ISI leidt haar af (42 of 60) en weigert een andere."""

@dataclass(frozen=True, slots=True, kw_only=True)
class HerstelBegintoestand:
    """Zet alle gegevens terug in de begintoestand en vergeet alle ontvangen MessageIDs."""
    Kop: _Kop
    """Wie vraagt."""

@dataclass(frozen=True, slots=True, kw_only=True)
class HerstelBegintoestandResponse:
    """Antwoord op HerstelBegintoestand."""
    Begintoestand: _Begintoestand | None = None
    """De begintoestand."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Historie:
    """Beëindigde versies: wat eerder gold, en wie het wijzigde."""
    Plicht: tuple[_Plicht, ...] = ()
    """Vaststellingen van de inburgeringsplicht."""
    Handhaving: tuple[_Handhaving, ...] = ()
    """Handhavingen."""
    Voorziening: tuple[_Voorziening, ...] = ()
    """Voorzieningen."""
    Vrijstelling: tuple[_Vrijstelling, ...] = ()
    """Vrijstellingen."""
    Ontheffing: tuple[_Ontheffing, ...] = ()
    """Besluiten over ontheffing."""
    ExamenBuitenland: tuple[_ExamenBuitenland, ...] = ()
    """Basisexamens in het buitenland."""
    Examenresultaat: tuple[_Examenresultaat, ...] = ()
    """Examenresultaten."""
    Diploma: tuple[_Diploma, ...] = ()
    """Diploma's."""
    Verlenging: tuple[_Verlenging, ...] = ()
    """Verlengingen."""
    Boete: tuple[_Boete, ...] = ()
    """Boetes."""

@dataclass(frozen=True, slots=True, kw_only=True)
class INDUitwisseling:
    """Personen over wie de IND het verblijfsdoel terugmeldt (R-066)."""
    AantTotaal: int
    """Hoeveel personen in de uitwisseling zitten."""
    ClientSuwi: tuple[_ClientIND, ...] = ()
    """De personen."""
    CursorVolgende: str | None = None
    """Plaats voor de volgende regels; ontbreekt bij de laatste."""

@dataclass(frozen=True, slots=True, kw_only=True)
class INDUitwisselingInfo:
    """IND: de personen over wie het verblijfsdoel gevraagd wordt, zonder vrijwillige inburgeraars en EU-onderdanen (R-066)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    AantPerPagina: int | None = None
    """Hoeveel regels per antwoord, hoogstens 500; weggelaten is 100."""
    Cursor: str | None = None
    """Plaats uit het vorige antwoord, voor de volgende regels."""

@dataclass(frozen=True, slots=True, kw_only=True)
class INDUitwisselingInfoResponse:
    """Antwoord op INDUitwisselingInfo."""
    INDUitwisseling: _INDUitwisseling | None = None
    """De personen."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Klok:
    """De klok van de ketentest."""
    DatTijdKlok: Tijdstip
    """Tijd waarmee de dienst rekent."""
    IndVerzet: bool
    """Nee: de klok loopt gelijk met de werkelijke tijd."""
    DatLaatsteRun: Datum
    """Dag van de laatste dagelijkse run."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Kop:
    """Wie vraagt. Een bewering, die aan de sleutel, de gebruikersadministratie en de afzender getoetst wordt."""
    Applicatiesleutel: str
    """Sleutel van het softwarepakket."""
    CdGemeente: str
    """De gemeente die handelt."""
    CdGemeenteNamens: str | None = None
    """De gemeente namens wie gehandeld wordt, bij uitbesteding (R-049, R-055)."""
    Gebruiker: str
    """Het account van de medewerker."""

@dataclass(frozen=True, slots=True, kw_only=True)
class KopKeten:
    """Welke ketenpartner een bericht stuurt; getoetst aan het OIN van de afzender."""
    CdPartij: str
    """De ketenpartner."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Leeg:
    """Geen inhoud: het element zelf is de boodschap."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MedischAdvies:
    """Advies van een onafhankelijk arts of medisch adviseur (R-118)."""
    DatAdvies: Datum
    """Dag van het advies."""
    NaamAdviseur: str
    """Naam van de adviseur."""
    BigNr: str | None = None
    """Registratie in het BIG-register (R-122)."""
    CdOordeelAdvies: str | None = None
    """Oordeel."""
    CdOmstandigheidExamen: tuple[str, ...] = ()
    """Bijzondere examenomstandigheden."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MeegeregistreerdGegeven:
    """Een gegeven dat in dezelfde opdracht ook is vastgelegd."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie die nu geldt."""
    CdSrtGegeven: str
    """Soort gegeven."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MeldZelfmelder:
    """DUO: iemand die op eigen initiatief inburgert en een lening of examen heeft aangevraagd (R-010)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    ClientSuwi: _ClientKeten
    """De persoon; staat hij nog niet in ISI, dan wordt hij opgenomen."""
    IndLening: bool | None = None
    """Heeft een lening aangevraagd."""
    IndExamen: bool | None = None
    """Heeft een examen aangevraagd."""
    DatMelding: Datum
    """Dag van de melding."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MeldZelfmelderResponse:
    """Antwoord op MeldZelfmelder."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Melding:
    """Eén melding: code, tekst, bijzonderheden en wie haar deed."""
    Code: str
    """Code uit de catalogus van meldingen, bijvoorbeeld F020."""
    Tekst: str
    """De melding in één Nederlandse zin."""
    Detail: tuple[str, ...] = ()
    """Bijzonderheid: de regel, de plaats in het bericht, of wat u wel kunt doen. Nooit een waarde uit het bericht."""
    Bron: _Bron
    """Wie de melding doet."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Mutatieverzoek:
    """Een ingediend mutatieverzoek, met zijn stappen."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    ClientSuwi: _ClientMutatieverzoek
    """De persoon."""
    MutatieverzoekGegevens: _MutatieverzoekGegevens
    """Wat gevraagd is."""
    DatIndiening: Datum
    """Dag van indiening."""
    CdStatusMutatieverzoek: str
    """Stand."""
    Stap: tuple[_Stap, ...] = ()
    """De stappen tot nu toe."""
    CdGemeente: str
    """Gemeente die indiende."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MutatieverzoekGegevens:
    """Wat met het mutatieformulier gevraagd wordt."""
    CdSrtMutatieverzoek: str
    """Waarvoor het formulier dient."""
    IndAchtwekenOverschreden: bool | None = None
    """Aanduiding dat de achtwekentermijn overschreden is (R-092)."""
    RegistratieId: str | None = None
    """Het gegeven dat gewijzigd moet worden."""
    PlichtGegevens: _PlichtGegevens | None = None
    """Gevraagde vaststelling van de plicht."""
    VoorzieningGegevens: _VoorzieningGegevens | None = None
    """Gevraagde voorziening."""
    IndVerwijderen: bool | None = None
    """Vraagt het genoemde gegeven te verwijderen."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MutatieverzoekIndienen:
    """Dien een mutatieverzoek in. Het wordt niet meteen uitgevoerd (R-020)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientMutatieverzoek
    """De persoon."""
    MutatieverzoekGegevens: _MutatieverzoekGegevens
    """Wat gevraagd wordt."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MutatieverzoekIndienenResponse:
    """Antwoord op MutatieverzoekIndienen."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MutatieverzoekInfo:
    """Raadpleeg de eigen mutatieverzoeken en hun stappen."""
    Kop: _Kop
    """Wie vraagt."""
    RegistratieId: str | None = None
    """Alleen dit verzoek."""
    Burgerservicenr: str | None = None
    """Alleen over deze persoon."""
    CdStatusMutatieverzoek: tuple[str, ...] = ()
    """Alleen in deze stand."""
    AantPerPagina: int | None = None
    """Hoeveel regels per antwoord, hoogstens 500; weggelaten is 100."""
    Cursor: str | None = None
    """Plaats uit het vorige antwoord, voor de volgende regels."""

@dataclass(frozen=True, slots=True, kw_only=True)
class MutatieverzoekInfoResponse:
    """Antwoord op MutatieverzoekInfo."""
    Mutatieverzoeken: _Mutatieverzoeken | None = None
    """De verzoeken."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Mutatieverzoeken:
    """Ingediende mutatieverzoeken, de nieuwste eerst."""
    Mutatieverzoek: tuple[_Mutatieverzoek, ...] = ()
    """De verzoeken."""
    CursorVolgende: str | None = None
    """Plaats voor de volgende regels; ontbreekt bij de laatste."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Nationaliteit:
    """Een nationaliteit van de persoon."""
    CdNationaliteit: str
    """Code van de nationaliteit."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Ontheffing:
    """Een besluit over ontheffing in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdGrondOntheffing: str
    """Grond."""
    CdBelemmering: tuple[str, ...] = ()
    """Belemmering, bij medische gronden."""
    CdBesluitOntheffing: str
    """Verleend of geweigerd."""
    DatAanvraag: Datum | None = None
    """Dag van de aanvraag."""
    DatBesluit: Datum
    """Dagtekening van het besluit."""
    MedischAdvies: _MedischAdvies | None = None
    """Medisch advies."""
    Motivering: str | None = None
    """Motivering."""
    DatIntrekking: Datum | None = None
    """Dag waarop de ontheffing is ingetrokken."""
    CdGemeente: str
    """Gemeente die registreerde."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class OntheffingGegevens:
    """Een besluit over ontheffing."""
    CdGrondOntheffing: str
    """Grond."""
    CdBelemmering: tuple[str, ...] = ()
    """Belemmering, bij medische gronden."""
    CdBesluitOntheffing: str
    """Verleend of geweigerd."""
    DatAanvraag: Datum | None = None
    """Dag van de aanvraag."""
    DatBesluit: Datum
    """Dagtekening van het besluit."""
    MedischAdvies: _MedischAdvies | None = None
    """Medisch advies."""
    Motivering: str | None = None
    """Motivering."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Oorsprong:
    """Wie een versie van een gegeven schreef, en wanneer."""
    CdBron: str
    """Partij die schreef."""
    CdGemeente: str | None = None
    """De gemeente, als een gemeente schreef."""
    DatTijdRegistratie: Tijdstip
    """Moment van schrijven."""
    KenmerkBericht: str
    """Kenmerk van het bericht, de run of de lading waarin geschreven werd."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Opleiding:
    """De opleiding waarop een tijdelijke vrijstelling berust (R-109)."""
    NaamOpleiding: str
    """Opleiding."""
    NaamInstelling: str | None = None
    """Onderwijsinstelling."""
    DatBOpleiding: Datum | None = None
    """Begin."""
    DatEOpleidingVerwacht: Datum | None = None
    """Verwacht einde."""

@dataclass(frozen=True, slots=True, kw_only=True)
class PersonenZoeken:
    """Zoek personen op kenmerken (uitgebreid zoeken, R-027, R-035)."""
    Kop: _Kop
    """Wie vraagt."""
    Zoekvraag: _Zoekvraag
    """De vraag."""
    AantPerPagina: int | None = None
    """Hoeveel regels per antwoord, hoogstens 500; weggelaten is 100."""
    Cursor: str | None = None
    """Plaats uit het vorige antwoord, voor de volgende regels."""

@dataclass(frozen=True, slots=True, kw_only=True)
class PersonenZoekenResponse:
    """Antwoord op PersonenZoeken."""
    Selectie: _Selectie | None = None
    """De gevonden personen."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class PersoonInfo:
    """Raadpleeg het hele dossier van één persoon op burgerservicenummer (R-026)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    IndHistorie: bool | None = None
    """Ja: ook de beëindigde versies."""

@dataclass(frozen=True, slots=True, kw_only=True)
class PersoonInfoResponse:
    """Antwoord op PersoonInfo."""
    ClientSuwi: _ClientDossier | None = None
    """Het dossier."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class PersoonKeten:
    """Persoonsgegevens zoals een ketenpartner ze aanlevert: genoeg om iemand in ISI op te nemen."""
    ANr: str | None = None
    """Administratienummer."""
    VNr: str | None = None
    """Vreemdelingennummer."""
    Voornamen: str | None = None
    """Voornamen."""
    Voorvoegsels: str | None = None
    """Voorvoegsel van de geslachtsnaam."""
    Geslachtsnaam: str
    """Geslachtsnaam (achternaam)."""
    Geboortedat: Datum
    """Geboortedatum; mag onvolledig zijn."""
    Geboorteplaats: str | None = None
    """Geboorteplaats."""
    CdGeboorteland: str | None = None
    """Geboorteland."""
    Geslacht: str
    """Geslacht."""
    Nationaliteit: tuple[_Nationaliteit, ...] = ()
    """Nationaliteiten."""
    CdVerblijfstitel: str | None = None
    """Verblijfstitel."""
    Straatadres: _Straatadres | None = None
    """Huidig adres in Nederland."""
    VerblijfBuitenland: _VerblijfBuitenland | None = None
    """Laatste vertrek naar het buitenland, met de terugkomst als die er is."""
    DatOverlijden: Datum | None = None
    """Dag van overlijden."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Persoonsgegevens:
    """Persoonsgegevens zoals ISI ze kent (tabblad Persoonsgegevens)."""
    ANr: str | None = None
    """Administratienummer."""
    VNr: str | None = None
    """Vreemdelingennummer."""
    Voornamen: str | None = None
    """Voornamen."""
    Voorvoegsels: str | None = None
    """Voorvoegsel van de geslachtsnaam."""
    Geslachtsnaam: str
    """Geslachtsnaam (achternaam)."""
    Geboortedat: Datum
    """Geboortedatum; mag onvolledig zijn."""
    Geboorteplaats: str | None = None
    """Geboorteplaats."""
    CdGeboorteland: str | None = None
    """Geboorteland."""
    Geslacht: str
    """Geslacht."""
    DatOverlijden: Datum | None = None
    """Dag van overlijden (R-086)."""
    CdVerblijfstitel: str | None = None
    """Verblijfstitel."""
    IndPardon: bool | None = None
    """Valt onder de pardonregeling van 2007."""
    IndGeestelijkBedienaar: bool | None = None
    """Is geestelijk bedienaar."""
    CdOudNieuwkomer: str | None = None
    """Oudkomer of nieuwkomer."""
    IndZelfmelder: bool
    """Begon op eigen initiatief (R-010)."""
    IndLening: bool | None = None
    """Heeft een lening bij DUO."""
    IndGeheleVrijstellingDuo: bool
    """Gehele vrijstelling door DUO (R-141)."""
    IndVertrokken: bool
    """Kenmerk vertrokken: langer dan een jaar in het buitenland (R-044)."""
    DatVertrokken: Datum | None = None
    """Sinds wanneer dat kenmerk geldt."""
    Versienr: int
    """Versie van de persoonsgegevens."""
    Nationaliteit: tuple[_Nationaliteit, ...] = ()
    """Nationaliteiten."""
    Straatadres: tuple[_Straatadres, ...] = ()
    """Adressen in Nederland, het huidige het laatst."""
    VerblijfBuitenland: tuple[_VerblijfBuitenland, ...] = ()
    """Verblijf buiten Nederland."""
    Verblijfsgegevens: tuple[_Verblijfsgegevens, ...] = ()
    """Meldingen van de IND, de laatste het laatst."""
    Contact: tuple[_Contact, ...] = ()
    """Contactgegevens."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Plicht:
    """Een vaststelling van de inburgeringsplicht in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    IndInburgeringsplicht: bool
    """Inburgeringsplichtig geweest of niet; blijft ja na het diploma (R-149)."""
    CdRedenNietPlichtig: str | None = None
    """Reden, alleen en altijd bij nee."""
    DatVaststelling: Datum
    """Dag van de vaststelling."""
    Toelichting: str | None = None
    """Toelichting."""
    CdGemeente: str
    """Gemeente die registreerde."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class PlichtGegevens:
    """Een vaststelling van de inburgeringsplicht (scherm Indicaties)."""
    IndInburgeringsplicht: bool
    """Inburgeringsplichtig geweest of niet; blijft ja na het diploma (R-149)."""
    CdRedenNietPlichtig: str | None = None
    """Reden, alleen en altijd bij nee."""
    DatVaststelling: Datum
    """Dag van de vaststelling."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Registratie:
    """Bevestiging van een registratie. Wat bevestigd is, is bewaard."""
    RegistratieId: str
    """Kenmerk van wat geregistreerd is."""
    Versienr: int
    """Versie die nu geldt."""
    CdSrtGegeven: str
    """Soort gegeven."""
    DatTijdRegistratie: Tijdstip
    """Moment van registratie."""
    CdStatus: str | None = None
    """Status van de persoon na de registratie."""
    CdDeel: str | None = None
    """Deel van ISI na de registratie."""
    Meegeregistreerd: tuple[_MeegeregistreerdGegeven, ...] = ()
    """Wat in dezelfde opdracht ook is vastgelegd of beëindigd."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerBoete:
    """Leg een boete vast bij een handhaving."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De handhaving."""
    BoeteGegevens: _BoeteGegevens
    """De boete."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerBoeteResponse:
    """Antwoord op RegistreerBoete."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerHandhaving:
    """Leg een handhaving vast (R-134). Niet voor vrijwillige inburgeraars (R-132)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    HandhavingGegevens: _HandhavingGegevens
    """De handhaving."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerHandhavingResponse:
    """Antwoord op RegistreerHandhaving."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerInburgeringsplicht:
    """Leg vast of iemand inburgeringsplichtig is, met de reden als dat niet zo is (R-068, R-069, R-107)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    PlichtGegevens: _PlichtGegevens
    """De vaststelling."""
    CdOudNieuwkomer: str | None = None
    """Oudkomer of nieuwkomer."""
    IndGeestelijkBedienaar: bool | None = None
    """Is geestelijk bedienaar."""
    Contact: tuple[_Contact, ...] = ()
    """Contactgegevens."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerInburgeringsplichtResponse:
    """Antwoord op RegistreerInburgeringsplicht."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerOntheffing:
    """Leg een besluit over ontheffing vast (R-117 tot en met R-126)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    OntheffingGegevens: _OntheffingGegevens
    """Het besluit."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerOntheffingResponse:
    """Antwoord op RegistreerOntheffing."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerVoorziening:
    """Leg een voorziening vast, binnen acht weken na de startdatum (R-090)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    VoorzieningGegevens: _VoorzieningGegevens
    """De voorziening."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerVoorzieningResponse:
    """Antwoord op RegistreerVoorziening."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerVrijstelling:
    """Leg een tijdelijke of gedeeltelijke vrijstelling vast (R-105 tot en met R-116)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    VrijstellingGegevens: _VrijstellingGegevens
    """De vrijstelling."""

@dataclass(frozen=True, slots=True, kw_only=True)
class RegistreerVrijstellingResponse:
    """Antwoord op RegistreerVrijstelling."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Een uitgevoerde run."""
    CdRun: str
    """De run."""
    DatRun: Datum
    """Dag waarvoor de run gold."""
    IndReedsUitgevoerd: bool
    """Ja: de run was voor deze dag al gedaan, er is niets veranderd."""
    AantVerwerkt: int
    """Bekeken personen en berichten."""
    AantGewijzigd: int
    """Gewijzigde dossiers."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Selectie:
    """Een deel van een selectie, in vaste volgorde."""
    AantTotaal: int
    """Hoeveel personen aan de vraag voldoen."""
    ClientSuwi: tuple[_ClientSamenvatting, ...] = ()
    """De personen."""
    CursorVolgende: str | None = None
    """Plaats voor de volgende regels; ontbreekt bij de laatste."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Signaal:
    """Een signaal aan de gemeente."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    Burgerservicenr: str
    """De persoon om wie het gaat."""
    CdSignaal: str
    """Signaal."""
    OmsSignaal: str
    """Tekst van het signaal."""
    DatAangemaakt: Datum
    """Dag waarop het signaal ontstond."""
    CdStatusSignaal: str
    """Stand."""
    DatOpgehaald: Datum | None = None
    """Dag waarop het voor het eerst is opgehaald."""
    DatAfgehandeld: Datum | None = None
    """Dag waarop het is afgehandeld."""
    Toelichting: str | None = None
    """Toelichting bij de afhandeling."""
    CdGemeente: str
    """Gemeente aan wie het gericht is."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class SignaalAfhandelen:
    """Handel een signaal af. SS064 wordt alleen afgehandeld door de plicht te registreren (R-073)."""
    Kop: _Kop
    """Wie vraagt."""
    Verwijzing: _Verwijzing
    """Het signaal."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class SignaalAfhandelenResponse:
    """Antwoord op SignaalAfhandelen."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Signalen:
    """Signalen aan de gemeente, de oudste eerst."""
    AantOpen: int
    """Hoeveel signalen nog open staan."""
    Signaal: tuple[_Signaal, ...] = ()
    """De signalen."""
    CursorVolgende: str | None = None
    """Plaats voor de volgende regels; ontbreekt bij de laatste."""

@dataclass(frozen=True, slots=True, kw_only=True)
class SignalenOphalen:
    """Haal signalen op. Wat opgehaald is, blijft op te halen tot het is afgehandeld: een verloren antwoord is te herhalen."""
    Kop: _Kop
    """Wie vraagt."""
    CdSignaal: tuple[str, ...] = ()
    """Alleen deze signalen; weggelaten zijn alle."""
    CdStatusSignaal: tuple[str, ...] = ()
    """Alleen in deze stand; weggelaten zijn NIEUW en OPGEHAALD."""
    DatVanaf: Datum | None = None
    """Ontstaan op of na deze dag."""
    AantPerPagina: int | None = None
    """Hoeveel regels per antwoord, hoogstens 500; weggelaten is 100."""
    Cursor: str | None = None
    """Plaats uit het vorige antwoord, voor de volgende regels."""

@dataclass(frozen=True, slots=True, kw_only=True)
class SignalenOphalenResponse:
    """Antwoord op SignalenOphalen."""
    Signalen: _Signalen | None = None
    """De signalen."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Stap:
    """Een stap in de behandeling van een mutatieverzoek."""
    CdStatusMutatieverzoek: str
    """Stand na deze stap."""
    DatStap: Datum
    """Dag van de stap."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Straatadres:
    """Een adres in Nederland; de gemeente bepaalt wie de gegevens bereikt (R-048)."""
    Postcd: str | None = None
    """Postcode."""
    Woonplaatsnaam: str | None = None
    """Woonplaats."""
    CdGemeente: str
    """Gemeente van inschrijving."""
    Straatnaam: str | None = None
    """Straat."""
    Huisnr: int | None = None
    """Huisnummer."""
    Huisletter: str | None = None
    """Huisletter."""
    Huisnrtoevoeging: str | None = None
    """Toevoeging bij het huisnummer."""
    DatBAdres: Datum
    """Eerste dag op dit adres."""
    DatEAdres: Datum | None = None
    """Laatste dag op dit adres."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Een aantal voorzieningen."""
    Jaar: int
    """Jaar waarin de voorzieningen begonnen."""
    CdGemeente: str
    """Gemeente bij wie geteld wordt: aanbod door gemeente (R-138)."""
    CdSrtVoorziening: str
    """Soort voorziening."""
    Aantal: int
    """Aantal."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Tellingen:
    """Aantallen voorzieningen."""
    Telling: tuple[_Telling, ...] = ()
    """De aantallen, op jaar, gemeente en soort."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Termijnbewaking:
    """Hoe het staat met de handhavingstermijn (R-003)."""
    DatETermijn: Datum | None = None
    """Laatste dag van de termijn."""
    IndOverschreden: bool
    """Of de termijn overschreden is."""
    CdGroepTermijn: tuple[str, ...] = ()
    """Groepen op de lijst handhaving en termijnoverschrijding."""
    CdActieTermijn: str | None = None
    """Voorgestelde actie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Termijnoverschrijder:
    """Een persoon op de lijst handhaving en termijnoverschrijding."""
    Burgerservicenr: str
    """Burgerservicenummer."""
    Voorvoegsels: str | None = None
    """Voorvoegsel."""
    Geslachtsnaam: str
    """Geslachtsnaam."""
    Geboortedat: Datum
    """Geboortedatum."""
    CdGemeente: str | None = None
    """Woongemeente, of voor wie vertrokken is de laatste."""
    CdStatus: str
    """Status."""
    DatBTermijn: Datum | None = None
    """Eerste dag van de termijn."""
    DatETermijn: Datum | None = None
    """Laatste dag van de termijn."""
    AantDagenOver: int | None = None
    """Dagen sinds de laatste dag."""
    CdGroepTermijn: tuple[str, ...] = ()
    """Groepen."""
    CdActieTermijn: str
    """Voorgestelde actie."""
    IndActieveVoorziening: bool
    """Heeft een actieve voorziening (R-037)."""
    CdGemeenteAanbod: str | None = None
    """Gemeente die de actieve voorziening aanbiedt."""
    DatLaatsteBoete: Datum | None = None
    """Dagtekening van de laatste boete."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Termijnoverschrijders:
    """De lijst handhaving en termijnoverschrijding."""
    AantTotaal: int
    """Hoeveel personen op de lijst staan."""
    ClientSuwi: tuple[_Termijnoverschrijder, ...] = ()
    """De personen."""
    CursorVolgende: str | None = None
    """Plaats voor de volgende regels; ontbreekt bij de laatste."""
    UrlDownload: str | None = None
    """Adres om de hele lijst eenmaal als CSV op te halen, met hetzelfde OIN."""
    DatTijdEDownload: Tijdstip | None = None
    """Tot wanneer dat adres werkt."""

@dataclass(frozen=True, slots=True, kw_only=True)
class TermijnoverschrijdersInfo:
    """Raadpleeg de lijst handhaving en termijnoverschrijding (R-035 tot en met R-046)."""
    Kop: _Kop
    """Wie vraagt."""
    CdGroepTermijn: tuple[str, ...] = ()
    """Alleen deze groepen; weggelaten zijn alle."""
    AantPerPagina: int | None = None
    """Hoeveel regels per antwoord, hoogstens 500; weggelaten is 100."""
    Cursor: str | None = None
    """Plaats uit het vorige antwoord, voor de volgende regels."""

@dataclass(frozen=True, slots=True, kw_only=True)
class TermijnoverschrijdersInfoResponse:
    """Antwoord op TermijnoverschrijdersInfo."""
    Termijnoverschrijders: _Termijnoverschrijders | None = None
    """De lijst."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class TrekOntheffingIn:
    """Trek een verleende ontheffing in."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De ontheffing."""
    DatIntrekking: Datum
    """Dag van intrekking."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class TrekOntheffingInResponse:
    """Antwoord op TrekOntheffingIn."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Verbinding:
    """Wat ISI van de aanvrager weet."""
    CdProfielDienst: str
    """Profiel van dit adres."""
    Oin: str | None = None
    """OIN van de afzender."""
    CdGemeente: str
    """De gemeente die handelt."""
    CdGemeenteNamens: str | None = None
    """De gemeente namens wie gehandeld wordt."""
    NaamPakket: str
    """Het pakket waarvoor de sleutel is uitgegeven."""
    Gebruiker: str
    """Het account."""
    IndGebruikerBekend: bool
    """Nee: de gemeente beheert haar gebruikers zelf, de naam is niet getoetst."""
    CdRol: tuple[str, ...] = ()
    """Rollen van sleutel en gebruiker samen."""
    CdGemeenteBereik: tuple[str, ...] = ()
    """Gemeenten waarvan inwoners bereikbaar zijn."""
    DatTijdDienst: Tijdstip
    """Tijd van de dienst; in de ketentest de verzette klok."""
    DatLaatsteRun: Datum
    """Dag van de laatste dagelijkse run."""
    VersieDienst: str
    """Versie van de dienst."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerbindingInfo:
    """Toets de verbinding: wie ben ik voor ISI en wat mag ik? Raadpleegt geen persoon."""
    Kop: _Kop
    """Wie vraagt."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerbindingInfoResponse:
    """Antwoord op VerbindingInfo."""
    Verbinding: _Verbinding | None = None
    """Wat ISI van de aanvrager weet."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerblijfBuitenland:
    """Een verblijf buiten Nederland (R-044, R-046)."""
    DatVertrek: Datum
    """Dag van vertrek."""
    CdLand: str | None = None
    """Land van bestemming."""
    DatVestiging: Datum | None = None
    """Dag van terugkomst in Nederland."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Verblijfsgegevens:
    """Wat de IND over het verblijf meldde (R-067)."""
    OmsVerblijfsdoel: str
    """Verblijfsdoel."""
    CdAardVerblijfsdoel: str
    """Permanent of tijdelijk."""
    IndRechtmatigVerblijf: bool
    """Of het verblijf rechtmatig is."""
    Peildat: Datum
    """Dag waarop dit gold."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerlengHandhavingstermijn:
    """Verleng de handhavingstermijn."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De handhaving."""
    VerlengingGegevens: _VerlengingGegevens
    """De verlenging."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerlengHandhavingstermijnResponse:
    """Antwoord op VerlengHandhavingstermijn."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Verlenging:
    """Een verlenging in het dossier."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdSrtVerlenging: str
    """Grond van de verlenging."""
    DatAanvraag: Datum | None = None
    """Dag van de aanvraag."""
    DatBesluit: Datum
    """Dagtekening van het besluit."""
    DatENieuweTermijn: Datum
    """Nieuwe laatste dag van de termijn."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerlengingGegevens:
    """Een verlenging van de handhavingstermijn."""
    CdSrtVerlenging: str
    """Grond van de verlenging."""
    DatAanvraag: Datum | None = None
    """Dag van de aanvraag."""
    DatBesluit: Datum
    """Dagtekening van het besluit."""
    DatENieuweTermijn: Datum
    """Nieuwe laatste dag van de termijn."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkDiploma:
    """DUO of CvE: een diploma (R-129, R-140, R-146)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    DiplomaGegevens: _DiplomaGegevens
    """Het diploma."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkDiplomaResponse:
    """Antwoord op VerwerkDiploma."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkExamenresultaat:
    """DUO of CvE: een examenresultaat (R-139, R-142)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    ExamenGegevens: _ExamenGegevens
    """Het resultaat."""
    ScoreTgn: int | None = None
    """Bij het basisexamen in het buitenland: toets gesproken Nederlands."""
    ScoreKns: int | None = None
    """Bij het basisexamen in het buitenland: kennis van de Nederlandse samenleving."""
    ScoreGbl: int | None = None
    """Bij het basisexamen in het buitenland: geletterdheid en begrijpend lezen."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkExamenresultaatResponse:
    """Antwoord op VerwerkExamenresultaat."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkPersoonsgegevens:
    """BRP: de persoonsgegevens zoals ze op de peildatum zijn, met verhuizing, vertrek, terugkomst of overlijden."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    Peildat: Datum
    """Dag waarop dit geldt."""
    ClientSuwi: _ClientKeten
    """De persoon."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkPersoonsgegevensResponse:
    """Antwoord op VerwerkPersoonsgegevens."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkVerblijfsgegevens:
    """IND: een nieuwkomer (R-070), of de terugmelding van een verblijfsdoel (R-067)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    CdSrtMelding: str
    """Nieuwkomer of terugmelding."""
    ClientSuwi: _ClientVerblijf
    """De persoon."""
    Verblijfsgegevens: _Verblijfsgegevens
    """Het verblijf."""
    CdVerblijfstitel: str | None = None
    """Verblijfstitel."""
    IndPardon: bool | None = None
    """Valt onder de pardonregeling van 2007."""
    DatOntstaanPlicht: Datum | None = None
    """Dag waarop de inburgeringsplicht ontstond; op of na 1 januari 2013 valt de persoon onder de nieuwe wet (R-001, R-016)."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkVerblijfsgegevensResponse:
    """Antwoord op VerwerkVerblijfsgegevens."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkVrijstellingDuo:
    """DUO: een tijdelijke of gedeeltelijke vrijstelling, of de gehele vrijstelling op grond van een diploma (R-011, R-097, R-101)."""
    KopKeten: _KopKeten
    """Welke ketenpartner stuurt."""
    ClientSuwi: _ClientKeten
    """De persoon; staat hij nog niet in ISI, dan wordt hij opgenomen."""
    VrijstellingGegevens: _VrijstellingGegevens | None = None
    """De tijdelijke of gedeeltelijke vrijstelling."""
    IndGeheleVrijstellingDuo: bool | None = None
    """Gehele vrijstelling vastgesteld; een signaal aan de gemeente, geen einde van de plicht (R-041)."""
    DatVaststelling: Datum
    """Dag waarop DUO dit vaststelde."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwerkVrijstellingDuoResponse:
    """Antwoord op VerwerkVrijstellingDuo."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijderBoete:
    """Verwijder een ten onrechte vastgelegde boete."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De boete."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijderBoeteResponse:
    """Antwoord op VerwijderBoete."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijderHandhaving:
    """Verwijder een ten onrechte vastgelegde handhaving."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De handhaving."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijderHandhavingResponse:
    """Antwoord op VerwijderHandhaving."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijderVoorziening:
    """Verwijder een eigen, ten onrechte vastgelegde voorziening (R-093)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De voorziening."""
    Toelichting: str | None = None
    """Toelichting."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VerwijderVoorzieningResponse:
    """Antwoord op VerwijderVoorziening."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Verwijzing:
    """Het gegeven dat gewijzigd wordt, met de versie die de aanvrager las."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie die de aanvrager las; is er een nieuwere, dan volgt een weigering."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VoerRunUit:
    """Voer een run uit voor de dag van de klok."""
    Kop: _Kop
    """Wie vraagt."""
    CdRun: str
    """De run."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VoerRunUitResponse:
    """Antwoord op VoerRunUit."""
    Run: _Run | None = None
    """De uitgevoerde run."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Voorziening:
    """Een voorziening in het dossier, met registrerende en aanbiedende gemeente."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdSrtVoorziening: str
    """Soort voorziening."""
    DatBVoorziening: Datum
    """Startdatum: de datum van de beschikking of overeenkomst (R-090)."""
    DatEVoorziening: Datum | None = None
    """Laatste dag."""
    CdRedenEindeVoorziening: str | None = None
    """Waarom de voorziening eindigde."""
    CdWijzeVoorziening: str | None = None
    """Hoe de voorziening tot stand kwam."""
    IndPib: bool
    """In de vorm van een persoonlijk inburgeringsbudget."""
    IndDuaal: bool
    """Duaal."""
    IndGecombineerd: bool
    """Gecombineerd met re-integratie."""
    CdDoelExamen: str | None = None
    """Examen waarop de voorziening gericht is."""
    CdGemeenteAanbod: str
    """Aanbod door gemeente: bij deze gemeente telt de voorziening (R-138)."""
    CdGemeente: str
    """Gemeente die registreerde; alleen zij kan wijzigen (R-093)."""
    DatRegistratie: Datum
    """Dag van registratie."""
    CdKanaal: str
    """Weg waarlangs de registratie binnenkwam."""
    IndAchtwekenOverschreden: bool
    """Geregistreerd na de achtwekentermijn (R-091)."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VoorzieningGegevens:
    """Een inburgeringsvoorziening (scherm inburgeringsvoorziening)."""
    CdSrtVoorziening: str
    """Soort voorziening."""
    DatBVoorziening: Datum
    """Startdatum: de datum van de beschikking of overeenkomst (R-090)."""
    DatEVoorziening: Datum | None = None
    """Laatste dag."""
    CdRedenEindeVoorziening: str | None = None
    """Waarom de voorziening eindigde."""
    CdWijzeVoorziening: str | None = None
    """Hoe de voorziening tot stand kwam."""
    IndPib: bool | None = None
    """In de vorm van een persoonlijk inburgeringsbudget; weggelaten is nee."""
    IndDuaal: bool | None = None
    """Duaal; weggelaten is nee."""
    IndGecombineerd: bool | None = None
    """Gecombineerd met re-integratie; weggelaten is nee."""
    CdDoelExamen: str | None = None
    """Examen waarop de voorziening gericht is."""
    CdGemeenteAanbod: str | None = None
    """Aanbod door gemeente; weggelaten is de registrerende gemeente (R-135, R-136). Bij haar telt de voorziening (R-138)."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VoorzieningenTelling:
    """Tel voorzieningen per jaar en gemeente, bij aanbod door gemeente (R-138)."""
    Kop: _Kop
    """Wie vraagt."""
    JaarVanaf: int | None = None
    """Eerste jaar."""
    JaarTotEnMet: int | None = None
    """Laatste jaar."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VoorzieningenTellingResponse:
    """Antwoord op VoorzieningenTelling."""
    Tellingen: _Tellingen | None = None
    """De aantallen."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Vrijstelling:
    """Een vrijstelling in het dossier, met haar herkomst."""
    RegistratieId: str
    """Kenmerk van het gegeven."""
    Versienr: int
    """Versie."""
    CdSrtVrijstelling: str
    """Soort vrijstelling."""
    CdOnderdeelVrijstelling: tuple[str, ...] = ()
    """Onderdeel; bij een gedeeltelijke vrijstelling precies één (R-112)."""
    CdNiveau: str | None = None
    """Niveau."""
    CdProfiel: str | None = None
    """Profiel."""
    CdGrondVrijstelling: str | None = None
    """Waarop de vrijstelling berust."""
    Document: _Document | None = None
    """Het getoonde document."""
    Opleiding: _Opleiding | None = None
    """De opleiding."""
    ScoreExamenBuitenland: int | None = None
    """Score van het examen in het buitenland (R-116)."""
    DatIngang: Datum
    """Eerste dag van de vrijstelling."""
    DatEVrijstelling: Datum | None = None
    """Laatste dag van de vrijstelling."""
    CdHerkomstVrijstelling: str
    """Wie de vrijstelling gaf."""
    OmsHerkomstVrijstelling: str
    """Herkomst zoals de Portal haar toont, bijvoorbeeld: Tijdelijke vrijstelling door DUO (R-098, R-102)."""
    CdGemeente: str | None = None
    """Gemeente die registreerde."""
    Oorsprong: _Oorsprong
    """Wie deze versie schreef."""
    EindeVersie: _EindeVersie | None = None
    """Wie deze versie beëindigde; alleen in de historie."""

@dataclass(frozen=True, slots=True, kw_only=True)
class VrijstellingGegevens:
    """Een vrijstelling (scherm Vrijstellingen)."""
    CdSrtVrijstelling: str
    """Soort vrijstelling."""
    CdOnderdeelVrijstelling: tuple[str, ...] = ()
    """Onderdeel; bij een gedeeltelijke vrijstelling precies één (R-112)."""
    CdNiveau: str | None = None
    """Niveau."""
    CdProfiel: str | None = None
    """Profiel."""
    CdGrondVrijstelling: str | None = None
    """Waarop de vrijstelling berust."""
    Document: _Document | None = None
    """Het getoonde document."""
    Opleiding: _Opleiding | None = None
    """De opleiding."""
    ScoreExamenBuitenland: int | None = None
    """Score van het examen in het buitenland (R-116)."""
    DatIngang: Datum
    """Eerste dag van de vrijstelling."""
    DatEVrijstelling: Datum | None = None
    """Laatste dag van de vrijstelling."""

@dataclass(frozen=True, slots=True, kw_only=True)
class WijzigHandhaving:
    """Wijzig een handhaving; de gegevens vervangen de vorige geheel."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De handhaving."""
    HandhavingGegevens: _HandhavingGegevens
    """De nieuwe inhoud."""

@dataclass(frozen=True, slots=True, kw_only=True)
class WijzigHandhavingResponse:
    """Antwoord op WijzigHandhaving."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class WijzigVoorziening:
    """Wijzig een eigen voorziening; de gegevens vervangen de vorige geheel (R-093)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De voorziening."""
    VoorzieningGegevens: _VoorzieningGegevens
    """De nieuwe inhoud."""

@dataclass(frozen=True, slots=True, kw_only=True)
class WijzigVoorzieningResponse:
    """Antwoord op WijzigVoorziening."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class WijzigVrijstelling:
    """Wijzig een vrijstelling. Voor een tijdelijke vrijstelling door DUO kunnen plicht en handhaving mee, alles of niets (R-099, R-100, R-110)."""
    Kop: _Kop
    """Wie vraagt."""
    ClientSuwi: _ClientSuwiSleutel
    """De persoon om wie het gaat."""
    Verwijzing: _Verwijzing
    """De vrijstelling."""
    VrijstellingGegevens: _VrijstellingGegevens
    """De nieuwe inhoud."""
    PlichtGegevens: _PlichtGegevens | None = None
    """Vaststelling van de plicht in dezelfde opdracht."""
    HandhavingGegevens: _HandhavingGegevens | None = None
    """Handhaving in dezelfde opdracht."""

@dataclass(frozen=True, slots=True, kw_only=True)
class WijzigVrijstellingResponse:
    """Antwoord op WijzigVrijstelling."""
    Registratie: _Registratie | None = None
    """Bevestiging van de registratie."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ZetKlok:
    """Verzet de klok van de dienst. De klok loopt vanaf het genoemde tijdstip door."""
    Kop: _Kop
    """Wie vraagt."""
    DatTijdKlok: Tijdstip | None = None
    """Nieuwe tijd; weggelaten is de werkelijke tijd."""

@dataclass(frozen=True, slots=True, kw_only=True)
class ZetKlokResponse:
    """Antwoord op ZetKlok."""
    Klok: _Klok | None = None
    """De klok."""
    NietsGevonden: bool | None = None
    """Bij deze sleutel is niets te geven: onbekend in ISI, of niet van uw gemeente."""
    NietGerechtigd: bool | None = None
    """De aanvrager mag deze operatie niet uitvoeren; fwi:FWI zegt wat ontbreekt."""
    FWI: _FWI | None = None
    """Meldingen bij een antwoord."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Zoekvraag:
    """Waaraan een persoon moet voldoen; alles wat genoemd is, geldt tegelijk. Van een herhaald gegeven volstaat één waarde."""
    CdDeel: str | None = None
    """Deel van ISI; weggelaten is TOTAAL (R-089)."""
    CdStatus: tuple[str, ...] = ()
    """Status."""
    Geslachtsnaam: str | None = None
    """Begin van de geslachtsnaam; hoofdletters doen er niet toe."""
    GeboortedatVanaf: Datum | None = None
    """Geboren op of na."""
    GeboortedatTotEnMet: Datum | None = None
    """Geboren op of voor."""
    LeeftijdVanaf: int | None = None
    """Minstens zo oud, op de dag van de laatste run."""
    LeeftijdTotEnMet: int | None = None
    """Hoogstens zo oud, op de dag van de laatste run."""
    CdNationaliteit: tuple[str, ...] = ()
    """Nationaliteit."""
    CdGemeente: str | None = None
    """Woongemeente binnen het bereik."""
    CdSrtVoorziening: tuple[str, ...] = ()
    """Heeft een voorziening van deze soort."""
    IndVoorzieningActief: bool | None = None
    """Heeft wel of geen actieve voorziening."""
    CdSrtVrijstelling: str | None = None
    """Heeft een vrijstelling van deze soort."""
    CdHerkomstVrijstelling: str | None = None
    """Heeft een vrijstelling van deze herkomst."""
    DatETermijnVanaf: Datum | None = None
    """Handhavingstermijn eindigt op of na."""
    DatETermijnTotEnMet: Datum | None = None
    """Handhavingstermijn eindigt op of voor."""
    CdGroepTermijn: tuple[str, ...] = ()
    """Staat in deze groep van de lijst handhaving en termijnoverschrijding (R-035)."""
    GewijzigdVanaf: Tijdstip | None = None
    """Dossier gewijzigd op of na dit tijdstip."""
