"""Een kamer met een gevuld log: echte berichten door de echte dienst, en ouder verkeer om over te tellen.

Eenmaal gevuld voor alle tests van de auditor: lezen verandert het log niet, het zet er alleen regels bij.
"""

from __future__ import annotations

import json
import random
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, insert, select, update

from isi_soap.audit.inhoud import Inhoud
from isi_soap.auditor.toepassing import maak_toepassing
from isi_soap.domain.auditor import RECHTEN
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.profiel import SUWINET
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from persistence import tabellen as t
from persistence.auditor import accounts, tweede_factor, uitwisseling
from persistence.beheer import argon
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.kenmerk import eerste_kenmerk, nieuw_id
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.logboek.zoeken import Logsamenvatting
from persistence.testdata.aansluitingen import sleutel_van
from persistence.testdata.laden import laad_benoemden
from persistence.toegang import heeft_mandaat
from services.alle import DIENSTEN
from tests.persistence.logboek import verzegeld
from tests.soap.berichten_maken import KOPPEN, envelop, wsa
from tests.suwinet import ADRES, Suwinet

BSN = "999900122"  # de persoon van het eerste bericht in de README
GEHEIM = "Auditor-Test-2026!"
RAADPLEGEN, MUTEREN = "ISIRaadplegen", "ISIMuteren"
SCRIPT = '<script>document.title="gekaapt"</script>'


@dataclass(frozen=True)
class Spoor:
    """Een record dat een auditor achterliet."""

    gelezen: uitwisseling.Uitwisseling

    @property
    def regel(self) -> Logsamenvatting:
        return self.gelezen.regel

    @property
    def inhoud(self) -> Inhoud:
        assert self.gelezen.inhoud is not None
        return self.gelezen.inhoud

    @property
    def vraag(self) -> dict[str, Any]:
        gelezen: dict[str, Any] = json.loads(self.inhoud.verzoek or b"")
        return gelezen

    @property
    def verslag(self) -> dict[str, Any]:
        gelezen: dict[str, Any] = json.loads(self.inhoud.antwoord or b"")
        return gelezen


@dataclass
class Kamer:
    """De dienst die berichten aanneemt, het log, en de pagina's erover."""

    database: Database
    dienst: Toepassing
    suwinet: Suwinet
    app: Flask
    log: verzegeld.Log
    kenmerken: dict[str, UUID] = field(default_factory=dict)
    sleutels: dict[str, bytes] = field(default_factory=dict)  # tweede factor per auditor

    def stuur(self, body: str, dienst: str = RAADPLEGEN, naam: str | None = None, **koppen: str) -> Antwoord:
        koppen = {"MessageID": f"urn:uuid:{naam or secrets.token_hex(8)}"} | koppen
        return self.stuur_bytes(envelop(body, wsa(**koppen)), dienst, naam)

    def stuur_bytes(self, bytes_: bytes, dienst: str = RAADPLEGEN, naam: str | None = None) -> Antwoord:
        pad = f"/ketentest/{dienst}-v0100"
        antwoord = self.dienst(Verzoek("POST", pad, "", KOPPEN, bytes_, "192.0.2.17"))
        if naam is not None:
            self.kenmerken[naam] = self.nieuwste()
        return antwoord

    def nieuwste(self) -> UUID:
        with self.database.transactie() as conn:
            kenmerk: UUID | None = conn.scalar(
                select(t.bericht.c.id).order_by(t.bericht.c.id.desc()).limit(1)
            )
        assert kenmerk is not None
        return kenmerk

    def records(self) -> int:
        with self.database.transactie() as conn:
            return conn.scalar(select(func.count()).select_from(t.bericht)) or 0

    def spoor(self, handeling: str = "%", aantal: int = 1) -> list[Spoor]:
        """Wat auditors het laatst deden, zoals het in het log staat."""
        b = t.bericht.c
        vraag = select(b.id).where(b.soort == "BEHEER", b.operatie.like(f"auditor {handeling}"))
        with self.database.transactie() as conn:
            kenmerken = conn.scalars(vraag.order_by(b.id.desc()).limit(aantal)).all()
            gelezen = [
                uitwisseling.lees(conn, self.database.logsleutels, k, met_inhoud=True) for k in kenmerken
            ]
        return [Spoor(g) for g in gelezen if g is not None]

    def verzegel(self) -> None:
        with self.database.transactie() as conn:
            self.log.teken(conn, self.log.verzegel(conn))

    def auditor(self, naam: str, *rechten: str) -> None:
        """Een account dat zijn wachtwoord al koos; de hash rekenen kost het meest, en hoeft maar eens."""
        sleutel, wie = tweede_factor.nieuw(), nieuw_id()
        rij = {
            "id": wie,
            "naam": naam,
            "rechten": list(rechten or RECHTEN),
            "wachtwoord_hash": _hash(),
            "wachtwoord_sinds": accounts.vandaag(),
        }
        rij |= accounts.ingepakt(self.database.logsleutels, wie, sleutel)
        with self.database.transactie() as conn:
            conn.execute(insert(t.auditor).values(rij))
            conn.execute(insert(t.auditor_wachtwoord).values(auditor=wie, hash=_hash()))
        self.sleutels[naam] = sleutel

    def vergeet_code(self, naam: str) -> None:
        """Een code opent maar één keer, en een test wacht geen halve minuut op de volgende."""
        with self.database.transactie() as conn:
            conn.execute(update(t.auditor).where(t.auditor.c.naam == naam).values(laatste_stap=0))


@cache
def _hash() -> str:
    return argon.hash_van(GEHEIM)


def kop(gemeente: str = "0363", gebruiker: str = "r6.alles", namens: str | None = None) -> str:
    voor = f"<CdGemeenteNamens>{namens}</CdGemeenteNamens>" if namens else ""
    return (
        f"<Kop><Applicatiesleutel>{sleutel_van(gemeente)}</Applicatiesleutel>"
        f"<CdGemeente>{gemeente}</CdGemeente>{voor}<Gebruiker>{gebruiker}</Gebruiker></Kop>"
    )


def body(operatie: str, dienst: str, kop_: str, inhoud: str = "", bsn: str | None = BSN) -> str:
    client = f"<ClientSuwi><Burgerservicenr>{bsn}</Burgerservicenr></ClientSuwi>" if bsn else ""
    return f'<m:{operatie} xmlns:m="urn:isi:Diensten:{dienst}:v0100">{kop_}{client}{inhoud}</m:{operatie}>'


def lees(bsn: str | None = BSN, **wie: Any) -> str:
    return body("PersoonInfo", RAADPLEGEN, kop(**wie), bsn=bsn)


def richt_in(database: Database, pki: Path, middelen: Middelen) -> Kamer:
    with database.transactie() as conn:
        laad_benoemden(conn)
    gewoon = Toepassing(DIENSTEN, partial(Eenheid, database))
    streng = Toepassing(
        DIENSTEN,
        partial(Eenheid, database),
        profiel=SUWINET,
        adressen=[ADRES],
        middelen=middelen,
        mandaat=heeft_mandaat,
    )
    kamer = Kamer(
        database,
        gewoon,
        Suwinet(streng, database, pki),
        maak_toepassing(database, database.inst),
        verzegeld.begin(database),
    )
    _oud_verkeer(kamer)
    _berichten(kamer)
    kamer.verzegel()
    return kamer


def _berichten(kamer: Kamer) -> None:
    """Van elke uitkomst een, en wat een aanvaller zou sturen."""
    kamer.stuur(lees(), naam="gelezen")
    kamer.stuur(lees(gebruiker="r2.raadplegen", gemeente="0599"), naam="elders")
    kamer.stuur(lees(gebruiker="kwaadwillend"), naam="onbekend account")
    kamer.stuur(lees(bsn="999900237", namens="0384"), naam="namens")
    zoekvraag = "<Zoekvraag><Geslachtsnaam>van den Proefberg</Geslachtsnaam></Zoekvraag>"
    kamer.stuur(body("PersonenZoeken", RAADPLEGEN, kop(), zoekvraag, None), naam="selectie")
    nieuw = voorziening("<DatBVoorziening>20190320</DatBVoorziening>")
    kamer.stuur(body("RegistreerVoorziening", MUTEREN, kop(), nieuw), MUTEREN, "geregistreerd")
    kamer.stuur(
        body("RegistreerVoorziening", MUTEREN, kop(), nieuw.replace("0320", "0101")), MUTEREN, "te laat"
    )
    wijst = "<Verwijzing><RegistratieId>12209</RegistratieId><Versienr>1</Versienr></Verwijzing>"
    anders = voorziening(
        "<DatBVoorziening>20180903</DatBVoorziening><DatEVoorziening>20190401</DatEVoorziening>"
        "<CdRedenEindeVoorziening>AFGEBROKEN</CdRedenEindeVoorziening>"
    )
    kamer.stuur(body("WijzigVoorziening", MUTEREN, kop(), wijst + anders), MUTEREN, "gewijzigd")
    kamer.stuur(lees(bsn="123456789"), naam="geen BSN")
    kamer.stuur_bytes(b"<html>geen bericht", naam="onleesbaar")
    kamer.stuur_bytes(b"\xff\xfe\x00ruis\x07", naam="ruis")
    vijandig = lees(gebruiker=f"\u202ejan{ontsnapt(SCRIPT)}").replace("<Kop>", f"<!--{SCRIPT}--><Kop>")
    kamer.stuur(
        vijandig.replace("</m:", f"<![CDATA[{SCRIPT}]]></m:"), naam="vijandig", Action=ontsnapt(SCRIPT)
    )
    antwoord = kamer.suwinet.stuur(kamer.suwinet.getekend(lees(), MessageID="urn:uuid:getekend"))
    assert antwoord.status == 200, antwoord.body
    kamer.kenmerken["getekend"] = kamer.nieuwste()
    stuk = kamer.suwinet.getekend(lees(), MessageID="urn:uuid:stuk")
    next(stuk.iter("CdGemeente")).text = "0599"
    kamer.suwinet.stuur(stuk)
    kamer.kenmerken["stuk"] = kamer.nieuwste()


def voorziening(rest: str) -> str:
    return f"<VoorzieningGegevens><CdSrtVoorziening>IV</CdSrtVoorziening>{rest}</VoorzieningGegevens>"


def ontsnapt(tekst: str) -> str:
    return tekst.replace("&", "&amp;").replace("<", "&lt;")


_KANSEN = (("OK", 82), ("NIETSGEVONDEN", 7), ("NIETGERECHTIGD", 3), ("GEWEIGERD", 6), ("FOUT", 2))
_CODES = {
    "GEWEIGERD": ("F020", "F021", "F022", "F024", "F030"),
    "NIETGERECHTIGD": ("F003", "F004", "F006"),
    "FOUT": ("F001", "F002"),
}
_OPERATIES = (
    ("PersoonInfo", 70),
    ("PersonenZoeken", 10),
    ("RegistreerVoorziening", 12),
    ("WijzigHandhaving", 8),
)
_GEMEENTEN = (("0363", 50), ("0599", 25), ("0344", 15), ("0518", 10))
_GEBRUIKERS = ("r6.alles", "r2.raadplegen", "r5.muteren", "s.devries", "m.elamrani")
_BSNS = tuple(f"9999001{n:02d}" for n in (22, 34, 46, 58, 10))


def _oud_verkeer(kamer: Kamer, aantal: int = 420) -> None:
    """Vier weken verkeer met de vorm van kantoor: overdag veel, 's nachts een enkele."""
    toeval, nu = random.Random(7), datetime.now(UTC)
    momenten = sorted(_moment(toeval, nu) for _ in range(aantal))
    sleutels = kamer.database.logsleutels
    with kamer.database.transactie() as conn:
        for moment in momenten:
            uitkomst, operatie = _kies(toeval, _KANSEN), _kies(toeval, _OPERATIES)
            persoon = (toeval.choice(_BSNS),) if operatie != "PersonenZoeken" else _BSNS[:3]
            regel = Logregel(
                ontvangen=moment,
                beantwoord=moment + timedelta(milliseconds=9),
                profiel="ketentest",
                dienst=MUTEREN if operatie[0] in "RW" else RAADPLEGEN,
                operatie=operatie,
                uitkomst=uitkomst,  # type: ignore[arg-type]
                http_status=500 if uitkomst == "FOUT" else 200,
                duur=toeval.uniform(0.004, 0.06),
                gemeente=_kies(toeval, _GEMEENTEN),
                gebruiker=toeval.choice(
                    ("r6.alles", "r2.raadplegen", "r5.muteren", "s.devries", "m.elamrani")
                ),
                codes=(toeval.choice(_CODES[uitkomst]),) if uitkomst in _CODES else (),
                bsns=persoon,
                verzoek=b"<vraag/>",
                antwoord=b"<antwoord/>",
                peer="192.0.2.17",
            )
            kenmerk = UUID(int=eerste_kenmerk(moment).int | toeval.getrandbits(60))
            schrijf_logregel(conn, sleutels, kenmerk, regel)


def _moment(toeval: random.Random, nu: datetime) -> datetime:
    dag = (nu - timedelta(days=toeval.randint(1, 27))).replace(minute=0, second=0, microsecond=0)
    if dag.weekday() >= 5 and toeval.random() < 0.85:
        dag -= timedelta(days=2)
    uur = (
        toeval.choice((7, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13, 14, 14, 15, 16))
        if toeval.random() < 0.95
        else 2
    )
    return dag.replace(hour=uur) + timedelta(seconds=toeval.uniform(0, 3599))


def _kies(toeval: random.Random, kansen: tuple[tuple[str, int], ...]) -> str:
    return toeval.choices([k for k, _ in kansen], [n for _, n in kansen])[0]


_MERK = re.compile(r'name="merk" value="([0-9a-f]{64})"')


def merk_in(html: str) -> str:
    gevonden = _MERK.search(html)
    assert gevonden is not None, html
    return gevonden[1]
