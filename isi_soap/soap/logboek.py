"""Van een afgehandeld bericht de logregel, en de regel in het log van de beheerder.

De logregel (in de database) bewaart het bericht zelf; het beheerderslog noemt alleen wat geen gegeven van
een persoon is. Een storing staat er met haar soort en plaats, niet met haar tekst: daar kan een waarde in
staan.
"""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from hashlib import sha256
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from lxml import etree

from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import Operatie
from isi_soap.contract.personen import personen
from isi_soap.soap.adressering import LEEG, Adressering
from isi_soap.soap.uitwisseling import Verzoek
from isi_soap.waarneming import traceparent
from isi_soap.wsse import Beveiligd
from persistence.logboek.berichtenlog import Logregel
from services.dienst import Uitkomst, Uitvoering

_METHODEN = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})

beheerder = structlog.get_logger("isi_soap")


class Wisseling:
    """Eén uitwisseling, van ontvangst tot antwoord, met alles wat het logboek erover wil weten."""

    __slots__ = (
        "adressering",
        "begin",
        "dienst",
        "getekend",
        "kenmerk",
        "leesbaar",
        "oin",
        "ontvangen",
        "oordeel",
        "profiel",
        "spoor",
        "stappen",
        "tls_oin",
        "uitvoering",
        "verzoek",
        "wortel",
    )

    def __init__(self, kenmerk: UUID, verzoek: Verzoek, profiel: str, dienst: str) -> None:
        self.kenmerk = kenmerk
        self.verzoek = verzoek
        self.profiel = profiel
        self.dienst = dienst
        self.begin = perf_counter()
        self.ontvangen = datetime.now(UTC)
        self.adressering: Adressering = LEEG
        self.uitvoering: Uitvoering | None = None
        self.leesbaar = verzoek.body  # het bericht zoals het ondertekend is, zonder versleuteling
        self.wortel: etree._Element | None = None  # de boom, zodra het bericht te lezen was
        self.getekend: Beveiligd | None = None
        # Namens wie gevraagd wordt, voor zover vaststaat of mag worden aangenomen.
        self.oin: str | None = None
        self.oordeel: dict[str, Any] | None = None  # over de beveiliging, voor het logboek
        self.tls_oin: str | None = None  # van de verbinding: een station onderweg mag een ander zijn
        waar = verzoek.headers.get("traceparent")
        self.spoor = traceparent.lees(waar) if waar else None  # waar de aanvrager ons in plaatst
        self.stappen: list[tuple[str, float]] | None = None  # alleen als sporen gevolgd worden

    @property
    def trace_id(self) -> str:
        """Het spoor van de aanvrager, of ons eigen: het kenmerk."""
        return self.spoor.trace_id if self.spoor else self.kenmerk.hex

    def stap(self, naam: str) -> None:
        """Wat sinds de vorige stap gebeurde, heet zo."""
        if self.stappen is not None:
            self.stappen.append((naam, perf_counter()))

    @property
    def operatie(self) -> Operatie | None:
        return self.uitvoering.operatie if self.uitvoering else None

    @property
    def operatienaam(self) -> str | None:
        return self.uitvoering.operatie.naam if self.uitvoering else None

    def regel(
        self, status: int, uitkomst: Uitkomst, codes: tuple[str, ...], antwoord: bytes, draad: bytes
    ) -> Logregel:
        """`antwoord` is te lezen, `draad` wat er uitging; zonder versleuteling zijn zij hetzelfde."""
        uitvoering, adressering = self.uitvoering, self.adressering
        eenheid = kop = operatie = None
        eigen_beheer = False
        if uitvoering is not None:
            eenheid, operatie = uitvoering.eenheid, uitvoering.operatie.naam
            kop = getattr(uitvoering.bericht, "Kop", None)
            eigen_beheer = uitvoering.eigen_gebruikersbeheer
        return Logregel(
            ontvangen=self.ontvangen,
            beantwoord=datetime.now(UTC),
            profiel=self.profiel,
            uitkomst=uitkomst,
            http_status=status,
            duur=perf_counter() - self.begin,
            dienst=self.dienst,
            operatie=operatie,
            oin=getattr(eenheid, "oin", None) or self.oin,
            message_id=adressering.message_id,
            relates_to=adressering.relates_to,
            gemeente=kop.CdGemeente if kop else None,
            namens=kop.CdGemeenteNamens if kop else None,
            gebruiker=kop.Gebruiker if kop else None,
            eigen_gebruikersbeheer=eigen_beheer,
            bsns=_personen(uitvoering),
            codes=codes,
            wsa=None if adressering is LEEG else adressering.voor_logboek(),
            verzoek=self.leesbaar,
            antwoord=antwoord,
            peer=self.verzoek.peer,
            beveiliging=self._beveiliging(antwoord, draad),
            traceparent=str(self.spoor) if self.spoor else None,
        )

    def _beveiliging(self, antwoord: bytes, draad: bytes) -> dict[str, Any] | None:
        """Het oordeel; bij versleuteling ook de hash van wat over de lijn ging, want dat bewaren wij niet."""
        meer: dict[str, Any] = {}
        if self.tls_oin is not None:
            meer["tls_oin"] = self.tls_oin
        if self.leesbaar is not self.verzoek.body:
            meer["verzoek_sha256"] = sha256(self.verzoek.body).hexdigest()
        if draad is not antwoord:
            meer["antwoord_sha256"] = sha256(draad).hexdigest()
        return (self.oordeel or {}) | meer if meer else self.oordeel

    def meld(self, status: int, uitkomst: str, codes: tuple[str, ...], grootte: int) -> float:
        """Eén regel per bericht voor de beheerder; waarom de beveiliging niet deugde, staat alleen hier.

        Terug komt hoeveel seconden het bericht duurde.
        """
        seconden = perf_counter() - self.begin
        velden = {
            "kenmerk": self.kenmerk,
            "spoor": self.trace_id,
            "dienst": self.dienst,
            "operatie": self.operatienaam,
            "profiel": self.profiel,
            "status": status,
            "uitkomst": uitkomst,
            "codes": codes,
            "ms": round(seconden * 100_000) / 100,  # round(x, 2) gaat langs tekst, en dit gebeurt per bericht
            "in_bytes": len(self.verzoek.body),
            "uit_bytes": grootte,
        }
        if self.oordeel and (reden := {n: self.oordeel[n] for n in ("code", "reden") if n in self.oordeel}):
            velden["beveiliging"] = reden
        beheerder.info("bericht", **velden)
        return seconden


def _personen(uitvoering: Uitvoering | None) -> tuple[str, ...]:
    """Over wie het bericht ging: wie het verzoek noemt en wie het antwoord toont."""
    if uitvoering is None or uitvoering.bericht is None:
        return ()  # wat niet te lezen was, noemt niemand
    antwoord = uitvoering.antwoord
    if isinstance(antwoord, bytes):
        antwoord = codec(uitvoering.operatie.antwoord).decode(etree.fromstring(antwoord))
    return personen(uitvoering.bericht, antwoord)


def meld_geweigerd(
    status: int, methode: str, kenmerk: UUID | None = None, *, reden: str | None = None
) -> None:
    """Wat geen bericht werd: door HTTP geweigerd, of er was geen plaats; zonder pad of koppen."""
    beheerder.warning("geweigerd", status=status, methode=_methode(methode), reden=reden, kenmerk=kenmerk)


def _methode(naam: str) -> str:
    """Een methode is een woord van de aanvrager; alleen die van HTTP zelf komt in het log."""
    return naam if naam in _METHODEN else "ANDERS"


def meld_storing(kenmerk: UUID, gebeurtenis: str, fout: BaseException) -> None:
    """Soort en plaats van een storing, en van wat haar veroorzaakte."""
    keten: list[dict[str, Any]] = []
    oorzaak: BaseException | None = fout
    while oorzaak is not None and len(keten) < 5:
        plekken = traceback.extract_tb(oorzaak.__traceback__)[-6:]
        soort = f"{type(oorzaak).__module__}.{type(oorzaak).__qualname__}"
        code = getattr(oorzaak, "sqlstate", None)
        plaats = [f"{_kort(p.filename)}:{p.lineno} {p.name}" for p in plekken]
        keten.append({"soort": soort, "sqlstate": code, "plaats": plaats})
        oorzaak = oorzaak.__cause__ or (None if oorzaak.__suppress_context__ else oorzaak.__context__)
    beheerder.error(gebeurtenis, kenmerk=str(kenmerk), keten=keten)


def _kort(bestand: str) -> str:
    return "/".join(bestand.rsplit("/", 3)[1:])
