"""De lijst termijnoverschrijders als bestand: één keer op te halen met de verwijzing uit een bericht (R-035).

De lijst wordt geheel geschreven voordat het eerste byte uitgaat, naar een bestand zonder naam: wie langzaam
leest houdt geen verbinding met de database vast, het geheugen groeit niet met de lijst, en aan Content-Length
is te zien of alles aankwam. Gaat er iets mis, dan is de verwijzing niet verbruikt.

Het contract zegt 'met hetzelfde OIN'. Draagt een verzoek een identiteit, dan moet zij kloppen.
In het profiel ketentest draagt een GET er geen; daar is het teken, dat niet te raden is, het bewijs.
"""

from __future__ import annotations

import csv
import io
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from time import perf_counter
from typing import IO, Any, Final
from uuid import UUID

from isi_soap.contract.berichten import Termijnoverschrijder
from isi_soap.soap.logboek import beheerder, meld_storing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek, kaal
from persistence import termijnlijst
from persistence.database import DatabaseOnbereikbaar
from persistence.eenheid import Eenheid, nieuw_id
from persistence.logboek.berichtenlog import Logregel, Uitkomstcode

Identiteit = Callable[[Verzoek], str | None]

KOLOMMEN: Final = (
    "bsn", "geslachtsnaam", "voorvoegsel", "geboortedatum", "gemeentecode", "status", "datumAanvangTermijn",
    "datumEindeTermijn", "dagenOver", "groep", "actieveVoorziening", "aanbodDoorGemeente",
    "laatsteBoeteDatum", "voorgesteldeActie",
)  # fmt: skip
# Waarmee een cel in een rekenblad een formule wordt, of er een nieuwe begint.
_GEVAARLIJK: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ONBEKEND: Final = kaal(404, "Hier is niets.")
_VOORBIJ: Final = kaal(
    410, "Deze verwijzing is gebruikt of verlopen. Vraag TermijnoverschrijdersInfo opnieuw."
)
_ANDER_OIN: Final = kaal(403, "Deze verwijzing is van een ander OIN.")
_STORING: Final = kaal(503, "Het bestand kan nu niet gemaakt worden; de verwijzing blijft geldig.")


class Termijnlijst:
    """Het adres waar de lijst op te halen is, voor één profiel."""

    def __init__(
        self,
        open_eenheid: Callable[..., AbstractContextManager[Any]],
        profiel: str,
        identiteit: Identiteit = lambda _: None,
    ) -> None:
        self._open_eenheid = open_eenheid
        self._profiel = profiel
        self._identiteit = identiteit
        self.pad = termijnlijst.pad(profiel)

    def __call__(self, verzoek: Verzoek) -> Antwoord:
        if verzoek.method != "GET":  # ook geen HEAD: ophalen verbruikt de verwijzing
            return kaal(405, "Alleen GET.", ("allow", "GET"))
        kenmerk = nieuw_id()
        try:
            with self._open_eenheid(
                bericht_id=kenmerk,
                oin=None,
                message_id=None,
                profiel=self._profiel,
                dienst="ISIRaadplegen",
                operatie="TermijnoverschrijdersInfo",
            ) as eenheid:
                return self._geef(eenheid, verzoek, kenmerk)
        except DatabaseOnbereikbaar as fout:
            meld_storing(kenmerk, "database", fout)
        except Exception as fout:
            meld_storing(kenmerk, "storing", fout)
        return _STORING

    def _geef(self, eenheid: Eenheid, verzoek: Verzoek, kenmerk: UUID) -> Antwoord:
        begin, ontvangen = perf_counter(), datetime.now(UTC)
        teken = verzoek.path.removeprefix(self.pad)
        aanvraag = termijnlijst.zoek_aanvraag(eenheid, teken)
        if aanvraag is None:
            return _ONBEKEND
        antwoord = self._bezwaar(verzoek, aanvraag)
        personen = array("L")
        if antwoord is None:
            termijnlijst.verbruik(eenheid, teken)
            bestand, lengte = schrijf(self._regels(eenheid, aanvraag, personen))
            antwoord = Antwoord(200, _koppen(aanvraag.gemeente, eenheid, lengte), bestand=bestand)
        uitkomst: Uitkomstcode = "OK" if antwoord.status == 200 else "GEWEIGERD"
        regel = Logregel(
            ontvangen=ontvangen,
            beantwoord=datetime.now(UTC),
            profiel=self._profiel,
            uitkomst=uitkomst,
            http_status=antwoord.status,
            duur=perf_counter() - begin,
            dienst="ISIRaadplegen",
            operatie="TermijnoverschrijdersInfo",
            oin=self._identiteit(verzoek) or aanvraag.oin,
            relates_to=f"urn:uuid:{aanvraag.bericht}",
            gemeente=aanvraag.gemeente,
            namens=aanvraag.namens,
            gebruiker=aanvraag.gebruiker,
            eigen_gebruikersbeheer=aanvraag.eigen_gebruikersbeheer,
            # Zonder het teken: wie het logboek leest, kan er niets mee ophalen.
            verzoek=f"GET {self.pad}".encode(),
            antwoord=_bytes(antwoord),
            bsns=tuple(f"{bsn:09d}" for bsn in personen),
            peer=verzoek.peer,
        )
        eenheid.bewaar(regel)
        eenheid.commit()
        beheerder.info(
            "termijnlijst",
            kenmerk=str(kenmerk),
            status=antwoord.status,
            uitkomst=uitkomst,
            regels=len(personen),
        )
        return antwoord

    def _bezwaar(self, verzoek: Verzoek, aanvraag: termijnlijst.Aanvraag) -> Antwoord | None:
        oin = self._identiteit(verzoek)
        if oin != aanvraag.oin and (oin is not None or self._profiel != "ketentest"):
            return _ANDER_OIN
        return None if aanvraag.bruikbaar else _VOORBIJ

    def _regels(
        self, eenheid: Eenheid, aanvraag: termijnlijst.Aanvraag, personen: array[int]
    ) -> Iterator[Termijnoverschrijder]:
        """De lijst, terwijl het logboek onthoudt wie erop stond."""
        for persoon in termijnlijst.hele_lijst(
            eenheid.conn, aanvraag.groepen, aanvraag.bereik, eenheid.peildatum
        ):
            personen.append(int(persoon.Burgerservicenr))
            yield persoon


def schrijf(personen: Iterator[Termijnoverschrijder]) -> tuple[IO[bytes], int]:
    """Het bestand, en hoe lang het is. Met BOM: een rekenblad leest het anders niet als UTF-8."""
    bestand = tempfile.TemporaryFile()  # noqa: SIM115 - de voorkant sluit het
    try:
        tekst = io.TextIOWrapper(bestand, encoding="utf-8-sig", newline="")
        blad = csv.writer(tekst, delimiter=";", lineterminator="\r\n")
        blad.writerow(KOLOMMEN)
        blad.writerows(map(rij, personen))
        tekst.detach()
    except BaseException:
        bestand.close()
        raise
    lengte = bestand.tell()
    bestand.seek(0)
    return bestand, lengte


def _bytes(antwoord: Antwoord) -> bytes:
    """Wat er over de lijn gaat, voor het logboek; het bestand staat daarna weer aan zijn begin."""
    if antwoord.bestand is None:
        return antwoord.body
    inhoud = antwoord.bestand.read()
    antwoord.bestand.seek(0)
    return inhoud


def rij(p: Termijnoverschrijder) -> list[str]:
    waarden = (
        p.Burgerservicenr,
        p.Geslachtsnaam,
        p.Voorvoegsels,
        _dag(p.Geboortedat),
        p.CdGemeente,
        p.CdStatus,
        _dag(p.DatBTermijn),
        _dag(p.DatETermijn),
        str(p.AantDagenOver or 0),
        "|".join(p.CdGroepTermijn),
        "J" if p.IndActieveVoorziening else "N",
        p.CdGemeenteAanbod,
        _dag(p.DatLaatsteBoete),
        p.CdActieTermijn,
    )
    return [veilig(waarde or "") for waarde in waarden]


def veilig(tekst: str) -> str:
    """Een rekenblad voert niets uit dat met een apostrof begint."""
    return f"'{tekst}" if tekst.lstrip(" ").startswith(_GEVAARLIJK) else tekst


def _dag(datum: str | None) -> str | None:
    """JJJJ-MM-DD; wat onbekend is blijft 00."""
    return None if datum is None else f"{datum[:4]}-{datum[4:6]}-{datum[6:]}"


def _koppen(gemeente: str, eenheid: Eenheid, lengte: int) -> list[tuple[str, str]]:
    naam = f"termijnoverschrijders-{gemeente}-{eenheid.vandaag:%Y%m%d}.csv"
    return [
        ("content-type", "text/csv; charset=utf-8; header=present"),
        ("content-length", str(lengte)),
        ("content-disposition", f'attachment; filename="{naam}"'),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ]
