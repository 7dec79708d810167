"""`isi-soap bench bereik`: of de tijd van een antwoord verraadt dat iemand in ISI staat (R-133).

Om en om, in toevallige volgorde, gaan vragen over wie er niet is en over wie buiten bereik is de toepassing
in. De maat is de kans dat de tweede langer duurt dan de eerste (AUC): 0,5 is niet te onderscheiden. Ernaast,
als ijking, dezelfde maat voor wie wel binnen bereik is: die ziet het verschil wel.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import partial
from itertools import cycle, islice
from statistics import median
from time import perf_counter_ns
from typing import Annotated, Any

import structlog
import typer
from sqlalchemy import select
from stdnum.nl import bsn as bsnummer

from bench.batch_database import Databases
from isi_soap.contract import berichten as b
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.domain.datum import Datum
from isi_soap.settings import instellingen
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.tabellen import afgeleid
from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van
from services import alle

# Zover mag de kans van een half af liggen; bij duizend paren is het toeval kleiner dan een honderdste.
GRENS_AUC = 0.05
OPERATIES = ("PersoonInfo", "RegistreerVoorziening", "MutatieverzoekIndienen")

_KOPPEN = {"content-type": "text/xml; charset=utf-8", "soapaction": '""', "host": "isi.bench"}
_BEGIN = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
_EINDE = b"</s:Body></s:Envelope>"


def bereik(
    paren: Annotated[int, typer.Option(help="Vragen van elke soort, per operatie.", min=50)] = 1000,
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
) -> None:
    """Of de tijd verraadt wie er in ISI staat: onbekend naast buiten bereik, per operatie.

    Voorbeeld: isi-soap bench bereik --json
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), cache_logger_on_first_use=True
    )
    uitkomst = meet(paren)
    if als_json:
        typer.echo(json.dumps(uitkomst, indent=2))
    else:
        for operatie, waarden in uitkomst.items():
            typer.echo(f"{operatie:26} {waarden}")
    verraden = [naam for naam, w in uitkomst.items() if abs(w["auc"] - 0.5) > GRENS_AUC]
    for naam in verraden:
        typer.echo(f"{naam} verraadt wie er in ISI staat", err=True)
    raise typer.Exit(1 if verraden else 0)


def meet(paren: int) -> dict[str, dict[str, float]]:
    databases = Databases(instellingen(), "S")
    databases.bereid_voor()
    with databases.kopie() as naam:
        database = databases.open(naam)
        try:
            dienst = Toepassing(alle.DIENSTEN, partial(Eenheid, database))
            bsns = _personen(database, paren)
            return {operatie: _vergelijk(dienst, operatie, bsns) for operatie in OPERATIES}
        finally:
            database.sluit()


def _personen(database: Database, paren: int) -> dict[str, list[str]]:
    """Even veel van elke soort; wie er niet is, ligt in hetzelfde bereik van nummers."""
    with database.transactie() as conn:
        rijen = conn.execute(select(afgeleid.c.bsn, afgeleid.c.woongemeente)).all()
    bekend = {rij.bsn for rij in rijen}
    vrij = (nr for nr in map(str, range(990_000_000, 999_000_000, 7)) if bsnummer.is_valid(nr))
    soorten = {
        "onbekend": list(islice((nr for nr in vrij if nr not in bekend), paren)),
        "buiten": [rij.bsn for rij in rijen if rij.woongemeente != AMSTERDAM],
        "binnen": [rij.bsn for rij in rijen if rij.woongemeente == AMSTERDAM],
    }
    return {soort: list(islice(cycle(bsns), paren)) for soort, bsns in soorten.items()}


def _vergelijk(dienst: Toepassing, operatie: str, bsns: dict[str, list[str]]) -> dict[str, float]:
    vragen = [(soort, bsn) for soort, deel in bsns.items() for bsn in deel]
    random.Random(133).shuffle(vragen)
    duren: dict[str, list[int]] = {soort: [] for soort in bsns}
    for nummer, (soort, bsn) in enumerate(vragen[:50] + vragen):
        verzoek = _verzoek(operatie, bsn)
        begin = perf_counter_ns()
        antwoord = dienst(verzoek)
        if antwoord.status != 200:
            raise RuntimeError(f"{operatie} gaf HTTP {antwoord.status}")
        if nummer >= 50:  # de eerste vijftig warmen op
            duren[soort].append(perf_counter_ns() - begin)
    return {
        "auc": round(auc(duren["onbekend"], duren["buiten"]), 4),
        "auc_binnen": round(auc(duren["onbekend"], duren["binnen"]), 4),
        "ratio_median": round(median(duren["buiten"]) / median(duren["onbekend"]), 4),
        "median_ms": round(median(duren["onbekend"]) / 1e6, 3),
    }


def auc(kort: Sequence[int], lang: Sequence[int]) -> float:
    """De kans dat een waarneming uit `lang` groter is dan een uit `kort` (Mann-Whitney, gelijk telt half)."""
    samen = sorted([(duur, 0) for duur in kort] + [(duur, 1) for duur in lang])
    rangsom, plaats = 0.0, 0
    while plaats < len(samen):
        einde = plaats
        while einde < len(samen) and samen[einde][0] == samen[plaats][0]:
            einde += 1
        rang = (plaats + 1 + einde) / 2
        rangsom += rang * sum(soort for _, soort in samen[plaats:einde])
        plaats = einde
    n = len(lang)
    return (rangsom - n * (n + 1) / 2) / (n * len(kort))


def _verzoek(operatie: str, bsn: str) -> Verzoek:
    kop = b.Kop(Applicatiesleutel=sleutel_van(AMSTERDAM), CdGemeente=AMSTERDAM, Gebruiker="r6.alles")
    velden: dict[str, Any] = {"ClientSuwi": b.ClientSuwiSleutel(Burgerservicenr=bsn)}
    if operatie == "RegistreerVoorziening":
        # Een onbekende gemeente: ook wie binnen bereik is, houdt dezelfde gegevens.
        velden["VoorzieningGegevens"] = b.VoorzieningGegevens(
            CdSrtVoorziening="IV", DatBVoorziening=Datum("20190301"), CdGemeenteAanbod="9999"
        )
    if operatie == "MutatieverzoekIndienen":
        velden["ClientSuwi"] = b.ClientMutatieverzoek(Burgerservicenr=bsn)
        velden["MutatieverzoekGegevens"] = b.MutatieverzoekGegevens(CdSrtMutatieverzoek="OVERIG")
    element = codec(operatie).encode(getattr(b, operatie)(Kop=kop, **velden))
    service = next(d.service for d in DIENSTEN.values() if operatie in d.operaties)
    return Verzoek("POST", f"/ketentest/{service}", "", _KOPPEN, _BEGIN + element + _EINDE)
