"""De dienst onder het profiel suwinet, en berichten zoals een gemeente ze ondertekent (een plugin)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from lxml import etree
from sqlalchemy import func, select, update

from isi_soap.beheer.pki import OIN_DIENST, maak_test_pki
from isi_soap.contract.operaties import DIENSTEN as CONTRACT
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.namen import DSIG
from isi_soap.soap.profiel import KETENTEST, SUWINET, Profiel
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from isi_soap.wsse import Beveiligd, Sleutelpaar, Vertrouwen, laad_sleutelpaar, onderteken, verifieer
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek.tonen import Bericht, toon
from persistence.testdata.aansluitingen import gemeente_oin
from persistence.toegang import heeft_mandaat
from services.alle import DIENSTEN
from tests.persistence import balie as b
from tests.soap.berichten_maken import KOPPEN, SOAP, persoon_info, wsa

ADRES = "https://isi.test"
NIEUW = "999990032"
OIN = {"amsterdam": gemeente_oin(b.AMSTERDAM), "rotterdam": gemeente_oin(b.ROTTERDAM)}


def mutatie(toelichting: str = "Nieuw in de gemeente.") -> str:
    """Een mutatieverzoek: een bericht met gevolgen, dat voor een nieuwe persoon altijd kan."""
    return (
        '<m:MutatieverzoekIndienen xmlns:m="urn:isi:Diensten:ISIMutatieverzoek:v0100"><Kop>'
        f"<Applicatiesleutel>{b.sleutel_van(b.AMSTERDAM)}</Applicatiesleutel>"
        f"<CdGemeente>{b.AMSTERDAM}</CdGemeente><Gebruiker>alles</Gebruiker></Kop>"
        f"<ClientSuwi><Burgerservicenr>{NIEUW}</Burgerservicenr><Geboortedat>19800615</Geboortedat>"
        "<Geslachtsnaam>Zandloper</Geslachtsnaam><Geslacht>2</Geslacht><Postcd>1012AB</Postcd>"
        "<Huisnr>3</Huisnr></ClientSuwi><MutatieverzoekGegevens>"
        "<CdSrtMutatieverzoek>OPVOEREN_NIEUW_PERSOON</CdSrtMutatieverzoek>"
        f"<Toelichting>{toelichting}</Toelichting></MutatieverzoekGegevens></m:MutatieverzoekIndienen>"
    )


@cache
def paar(map_: Path) -> Sleutelpaar:
    return laad_sleutelpaar(map_ / "cert.pem", map_ / "sleutel.pem")


@dataclass(frozen=True)
class Suwinet:
    """Een dienst, en een gemeente die haar berichten stuurt."""

    toepassing: Toepassing
    database: Database
    pki: Path

    @property
    def profiel(self) -> str:
        return self.toepassing.profiel.naam

    def to(self, dienst: str) -> str:
        return f"{ADRES}/{self.profiel}/{dienst}-v0100"

    def koppen(self, body: str, als: str = "amsterdam") -> dict[str, str]:
        """De adressering die bij dit verzoek hoort."""
        dienst, operatie = _operatie(body)
        return {
            "To": f"{self.to(dienst)}?oin={OIN_DIENST}",
            "From": f"https://{als}.test/isi?oin={OIN.get(als, OIN['amsterdam'])}",
            "Action": CONTRACT[dienst].operaties[operatie].actie,
            "MessageID": f"urn:uuid:{uuid4()}",
        }

    def envelop(
        self, body: str | None = None, als: str = "amsterdam", *, extra: str = "", **koppen: str | None
    ) -> etree._Element:
        """Een nog niet ondertekend bericht; None laat een kop weg."""
        body = mutatie() if body is None else body
        gevuld = {n: w for n, w in (self.koppen(body, als) | koppen).items() if w is not None}
        tekst = (
            f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{wsa(**gevuld)}{extra}</s:Header>'
            f"<s:Body>{body}</s:Body></s:Envelope>"
        )
        return etree.fromstring(tekst)

    def getekend(
        self,
        body: str | None = None,
        als: str = "amsterdam",
        *,
        met: str | None = None,
        nu: datetime | None = None,
        extra: str = "",
        **koppen: str | None,
    ) -> etree._Element:
        """Een ondertekend bericht; `met` is de map van het certificaat als dat een ander is."""
        wortel = self.envelop(body, als, extra=extra, **koppen)
        onderteken(wortel, paar(self.pki / (met or als)), nu or datetime.now(UTC))
        return wortel

    def stuur(self, bericht: etree._Element | bytes, *, dienst: str | None = None, **http: str) -> Antwoord:
        """Het bericht op het adres van de dienst die bij zijn Body hoort."""
        bytes_ = bericht if isinstance(bericht, bytes) else etree.tostring(bericht)
        if dienst is None:
            dienst = "ISIRaadplegen" if b"ISIRaadplegen:v0100" in bytes_ else "ISIMutatieverzoek"
        pad = f"/{self.profiel}/{dienst}-v0100"
        return self.toepassing(Verzoek("POST", pad, "", KOPPEN | http, bytes_, "192.0.2.1:40000"))

    def gevolgen(self) -> int:
        with self.database.transactie() as conn:
            return conn.scalar(select(func.count()).select_from(t.mutatieverzoek)) or 0


def _operatie(body: str) -> tuple[str, str]:
    element = etree.fromstring(body)
    dienst = etree.QName(element).namespace or ""
    return dienst.split(":")[3], etree.QName(element).localname


def raadplegen() -> str:
    return persoon_info()


def gelogd(suwinet: Suwinet) -> Bericht:
    """Het laatste bericht in het logboek."""
    with suwinet.database.transactie() as conn:
        sleutels = suwinet.database.logsleutels
        nieuwste = select(t.bericht.c.id).order_by(t.bericht.c.id.desc()).limit(1)
        bericht = toon(conn, sleutels, conn.execute(nieuwste).scalar_one())
    assert bericht is not None
    return bericht


def lees_antwoord(suwinet: Suwinet, antwoord: Antwoord) -> Beveiligd:
    """Een antwoord dat deugt voor wie alleen de CA kent."""
    return verifieer(
        etree.fromstring(antwoord.body),
        vertrouwen=Vertrouwen.uit_map(suwinet.pki / "ca", suwinet.pki / "crl"),
        nu=datetime.now(UTC),
        eis_alles=True,
    )


def waarde(bericht: etree._Element) -> str:
    """De SignatureValue van een bericht, zonder witruimte."""
    return "".join((next(bericht.iter(f"{{{DSIG}}}SignatureValue")).text or "").split())


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Een test-PKI, eenmaal per testrun."""
    map_ = tmp_path_factory.mktemp("pki") / "pki"
    maak_test_pki(map_, datetime.now(UTC), geldig=timedelta(days=90), crl_geldig=timedelta(days=7))
    return map_


@pytest.fixture(scope="session")
def middelen(pki: Path) -> Middelen:
    return Middelen(sleutelpaar=paar(pki / "dienst"), vertrouwen=Vertrouwen.uit_map(pki / "ca", pki / "crl"))


@pytest.fixture
def gemeenten(database: Database) -> Database:
    """Gemeenten met een sleutel, op de OIN's van de test-PKI."""
    b.richt_in(database)
    with database.transactie() as conn:
        for gemeente in (b.AMSTERDAM, b.ROTTERDAM):
            sleutels = t.applicatiesleutel
            conn.execute(
                update(sleutels).where(sleutels.c.gemeente == gemeente).values(oin=gemeente_oin(gemeente))
            )
    return database


def maak(database: Database, middelen: Middelen, pki: Path, profiel: Profiel, **keuzes: Any) -> Suwinet:
    opener = partial(Eenheid, database, klok=lambda: b.NU)
    vast: dict[str, Any] = {
        "openbaar_adres": ADRES,
        "middelen": middelen,
        "profiel": profiel,
        "mandaat": heeft_mandaat,
    }
    return Suwinet(Toepassing(DIENSTEN, opener, **(vast | keuzes)), database, pki)


@pytest.fixture
def suwinet(gemeenten: Database, middelen: Middelen, pki: Path) -> Suwinet:
    return maak(gemeenten, middelen, pki, SUWINET)


@pytest.fixture
def getoetst(gemeenten: Database, middelen: Middelen, pki: Path) -> Suwinet:
    """Ketentest met een certificaat: een handtekening hoeft niet, maar wordt getoetst als zij er is."""
    return maak(gemeenten, middelen, pki, KETENTEST)
