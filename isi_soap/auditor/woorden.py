"""De woorden van de pagina's: wat een operatie, uitkomst of record is voor wie geen bericht leest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from isi_soap.domain.catalogus import CODES


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """Een uitkomst met haar teken: zij is ook zonder kleur te onderscheiden."""

    code: str
    tekst: str
    teken: str  # de naam van de tekening in macros.html.j2
    uitleg: str


UITKOMSTEN: Final[Mapping[str, Uitkomst]] = {
    u.code: u
    for u in (
        Uitkomst("OK", "Gelukt", "vink", "beantwoord zoals gevraagd"),
        Uitkomst("NIETSGEVONDEN", "Niets gevonden", "leeg", "onbekend, of buiten het bereik van de vrager"),
        Uitkomst("NIETGERECHTIGD", "Niet gerechtigd", "verboden", "rol, mandaat of account schoot tekort"),
        Uitkomst("GEWEIGERD", "Geweigerd", "kruis", "een regel van de wet of de handleiding verbood het"),
        Uitkomst("FOUT", "Fout", "uitroep", "het bericht zelf deugde niet, of de dienst had een storing"),
    )
}

SOORTEN: Final[Mapping[str, str]] = {
    "BERICHT": "Bericht",
    "RUN": "Periodieke verwerking",
    "LADING": "Lading van gegevens",
    "BEHEER": "Beheer of audit",
}

# Wat er gebeurde, en wat er geprobeerd werd: zo leest een tijdlijn als wat er waar is.
OPERATIES: Final[Mapping[str, tuple[str, str]]] = {
    "VerbindingInfo": ("Verbinding getest", "Verbinding testen"),
    "PersoonInfo": ("Dossier ingezien", "Dossier inzien"),
    "PersonenZoeken": ("In een selectie van personen gezien", "Personen selecteren"),
    "TermijnoverschrijdersInfo": (
        "In de lijst termijnoverschrijders gezien",
        "Lijst termijnoverschrijders inzien",
    ),
    "VoorzieningenTelling": ("Voorzieningen geteld", "Voorzieningen tellen"),
    "RegistreerInburgeringsplicht": ("Inburgeringsplicht geregistreerd", "Inburgeringsplicht registreren"),
    "RegistreerHandhaving": ("Handhaving geregistreerd", "Handhaving registreren"),
    "WijzigHandhaving": ("Handhaving gewijzigd", "Handhaving wijzigen"),
    "VerwijderHandhaving": ("Handhaving verwijderd", "Handhaving verwijderen"),
    "VerlengHandhavingstermijn": ("Handhavingstermijn verlengd", "Handhavingstermijn verlengen"),
    "RegistreerBoete": ("Boete geregistreerd", "Boete registreren"),
    "VerwijderBoete": ("Boete verwijderd", "Boete verwijderen"),
    "RegistreerVoorziening": ("Voorziening geregistreerd", "Voorziening registreren"),
    "WijzigVoorziening": ("Voorziening gewijzigd", "Voorziening wijzigen"),
    "VerwijderVoorziening": ("Voorziening verwijderd", "Voorziening verwijderen"),
    "RegistreerVrijstelling": ("Vrijstelling geregistreerd", "Vrijstelling registreren"),
    "WijzigVrijstelling": ("Vrijstelling gewijzigd", "Vrijstelling wijzigen"),
    "BeeindigVrijstelling": ("Vrijstelling beëindigd", "Vrijstelling beëindigen"),
    "RegistreerOntheffing": ("Ontheffing geregistreerd", "Ontheffing registreren"),
    "TrekOntheffingIn": ("Ontheffing ingetrokken", "Ontheffing intrekken"),
    "SignalenOphalen": ("Signalen opgehaald", "Signalen ophalen"),
    "SignaalAfhandelen": ("Signaal afgehandeld", "Signaal afhandelen"),
    "MutatieverzoekIndienen": ("Mutatieverzoek ingediend", "Mutatieverzoek indienen"),
    "MutatieverzoekInfo": ("Mutatieverzoek ingezien", "Mutatieverzoek inzien"),
    "VerwerkVerblijfsgegevens": ("Verblijfsgegevens ontvangen", "Verblijfsgegevens aanleveren"),
    "VerwerkPersoonsgegevens": ("Persoonsgegevens ontvangen", "Persoonsgegevens aanleveren"),
    "VerwerkExamenresultaat": ("Examenresultaat ontvangen", "Examenresultaat aanleveren"),
    "VerwerkDiploma": ("Diploma ontvangen", "Diploma aanleveren"),
    "VerwerkVrijstellingDuo": ("Vrijstelling door DUO ontvangen", "Vrijstelling door DUO aanleveren"),
    "MeldZelfmelder": ("Zelfmelder gemeld", "Zelfmelder melden"),
    "BeoordeelMutatieverzoek": ("Mutatieverzoek beoordeeld", "Mutatieverzoek beoordelen"),
    "INDUitwisselingInfo": ("Uitwisseling voor de IND opgehaald", "Uitwisseling voor de IND ophalen"),
    "ZetKlok": ("Testklok gezet", "Testklok zetten"),
    "VoerRunUit": ("Run gestart", "Run starten"),
    "HerstelBegintoestand": ("Begintoestand hersteld", "Begintoestand herstellen"),
}

_EIGEN: Final[Mapping[str, str]] = {
    "DAGELIJKS": "Dagelijkse verwerking",
    "NIEUWKOMERS": "Nieuwkomers opgenomen",
    "IND_UITWISSELING": "Uitwisseling met de IND",
    "testdata": "Testset geladen",
    "log zoek": "Log doorzocht",
    "log toon": "Uitwisseling gelezen",
    "log verifieer": "Log nagerekend",
    "log exporteer": "Log geëxporteerd",
    "log archiveer": "Log gearchiveerd",
    "log vernietig": "Verlopen inhoud vernietigd",
    "log sleutel": "Sleutel van het log vervangen",
    "log wis": "Inhoud van een persoon vernietigd",
    "auditor aanmelden": "Auditor meldde zich aan",
    "auditor afmelden": "Auditor meldde zich af",
    "auditor wachtwoord": "Auditor wijzigde zijn wachtwoord",
    "auditor geweigerd": "Auditor miste een recht",
    "auditor zoekt": "Auditor zocht",
    "auditor volgt": "Auditor zag nieuwe uitwisselingen",
    "auditor leest": "Auditor las een uitwisseling",
    "auditor toetst": "Auditor rekende een uitwisseling na",
    "auditor neemt mee": "Auditor nam een uitwisseling mee",
    "auditor ziet tijdlijn": "Auditor zag de tijdlijn van een persoon",
    "auditor drukt tijdlijn af": "Auditor maakte een afschrift voor een persoon",
    "auditor ziet overzicht": "Auditor zag het overzicht",
    "auditor ziet stand": "Auditor zag de stand van het log",
}

_FEITEN: Final[Mapping[str, str]] = {
    "persoon": "Persoonsgegevens",
    "verblijfsdoel": "Verblijfsdoel",
    "plicht": "Inburgeringsplicht",
    "verlenging": "Verlenging van de termijn",
    "examen_buitenland": "Examen in het buitenland",
    "buitenland": "Verblijf in het buitenland",
}

# De nummers van een SOAP-fout (Digikoppeling WUS, technische foutmeldingen).
_DIGIKOPPELING: Final[Mapping[str, str]] = {
    "0001": "De SOAP-envelop is ongeldig.",
    "0002": "De afzender is niet geautoriseerd.",
    "0003": "De SOAPAction hoort niet bij het verzoek.",
    "0004": "Het bericht voldoet niet aan de XSD.",
    "0005": "wsa:To ontbreekt of is ongeldig.",
    "0006": "wsa:Action ontbreekt of is ongeldig.",
    "0007": "wsa:MessageID ontbreekt of is ongeldig.",
    "0008": "wsa:RelatesTo is ongeldig.",
    "0009": "Het bericht is niet in UTF-8.",
    "0010": "Er zijn andere koppen dan toegestaan.",
    "0011": "Een kop heeft een andere waarde dan voorgeschreven.",
    "0051": "De dienst was niet beschikbaar.",
}

_EINDEN: Final[Mapping[str, str]] = {"GEWIJZIGD": "gewijzigd", "VERWIJDERD": "verwijderd"}


def operatie(naam: str | None, uitkomst: str = "OK") -> str:
    """Wat er gebeurde; ging het niet door, dan wat er geprobeerd werd."""
    if naam is None:
        return "Onleesbaar bericht"
    if naam in OPERATIES:
        gedaan, geprobeerd = OPERATIES[naam]
        return gedaan if uitkomst == "OK" else geprobeerd
    return _EIGEN.get(naam, naam)


def feit(soort: str) -> str:
    return _FEITEN.get(soort, soort.replace("_", " ").capitalize())


def einde(reden: str | None) -> str:
    return _EINDEN.get(reden or "", (reden or "").lower().replace("_", " "))


def code(waarde: str) -> str:
    """Wat een code van de catalogus of van Digikoppeling zegt; van een ander is er alleen de code."""
    bekend = CODES.get(waarde)
    if bekend is None:
        return _DIGIKOPPELING.get(waarde, "")
    return f"{bekend.tekst} ({bekend.regel})" if bekend.regel else bekend.tekst


def veld(naam: str) -> str:
    """datum_aanvang_termijn als 'datum aanvang termijn'."""
    return naam.replace("_", " ")
