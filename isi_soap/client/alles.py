"""Alle operaties van alle diensten, vergeleken met de verwachtingen, steeds vanuit dezelfde begintoestand."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from zeep.exceptions import Error as ZeepFout

from isi_soap.client.antwoord import Antwoord, Uitkomst
from isi_soap.client.partijen import Partij, eerste, partijen
from isi_soap.client.verbinding import Verbinding
from isi_soap.client.verwachting import (
    Draaiboek,
    Situatie,
    Variant,
    afwijkingen,
    draaiboeken,
    ingevuld,
    personen,
    varianten,
    zoek,
)
from isi_soap.wsse.zeep_plugin import OnbetrouwbaarAntwoord

# Wat van elke operatie getoond moet zijn; de rest hangt van de operatie af.
_ALTIJD = (Uitkomst.INHOUD, Uitkomst.FAULT)

_BEGIN = Situatie("klaarzetten", "HerstelBegintoestand", Uitkomst.INHOUD, als=eerste().naam)


class GeenKetentest(Exception):  # noqa: N818 - een toestand
    """Er is geen adres voor ISIKetentest; elk ander profiel dan ketentest heeft dat niet van zichzelf."""


@dataclass(frozen=True, slots=True)
class Resultaat:
    """Een situatie, en waarin het antwoord afwijkt van de handleiding."""

    dienst: str
    operatie: str
    situatie: str
    uitkomst: Uitkomst | None
    regels: tuple[str, ...]
    afwijkingen: tuple[str, ...]
    seconden: float
    antwoord: Antwoord | None = None

    @property
    def goed(self) -> bool:
        return not self.afwijkingen


def alles(verbinding: Verbinding, diensten: Iterable[str] = ()) -> Iterator[Resultaat]:
    """Speel elk draaiboek, laat de begintoestand achter, en toets of geen operatie is vergeten."""
    if not verbinding.ketentest:
        raise GeenKetentest("alles naspelen vraagt de klok en de begintoestand van ISIKetentest")
    gekozen = tuple(diensten)
    getoond: dict[str, set[Uitkomst]] = {naam: set() for naam in verbinding.operaties}
    for draaiboek in draaiboeken():
        if gekozen and draaiboek.dienst not in gekozen:
            continue
        for resultaat in speel(verbinding, draaiboek):
            if resultaat.uitkomst is not None:
                getoond.setdefault(resultaat.operatie, set()).add(resultaat.uitkomst)
            yield resultaat
    yield from _stil(verbinding, _BEGIN)
    for naam, operatie in verbinding.operaties.items():
        if gekozen and operatie.dienst not in gekozen:
            continue
        if mist := [u.value for u in _ALTIJD if u not in getoond[naam]]:
            yield Resultaat(
                operatie.dienst,
                naam,
                "elke operatie komt voor",
                None,
                (),
                (f"geen situatie met {', '.join(mist)}",),
                0.0,
            )


def speel(verbinding: Verbinding, draaiboek: Draaiboek) -> Iterator[Resultaat]:
    """Eén draaiboek, vanuit de begintoestand en op zijn eigen klok."""
    bekend: dict[str, Any] = {**personen(), "profiel": verbinding.profiel.upper()}
    yield from _stil(verbinding, _BEGIN)
    if draaiboek.klok:
        klok = {"DatTijdKlok": draaiboek.klok}
        yield from _stil(verbinding, replace(_BEGIN, operatie="ZetKlok", vraag=klok))
    algemeen = varianten()
    for situatie in draaiboek.situaties:
        for persoon in situatie.voor or (None,):
            if persoon is not None:
                bekend["persoon"] = bekend[persoon]
            yield from _speel_situatie(verbinding, situatie, bekend, algemeen)


def _stil(verbinding: Verbinding, situatie: Situatie) -> Iterator[Resultaat]:
    """Wat tussen de draaiboeken gebeurt; alleen een mislukking is het vermelden waard."""
    yield from (r for r in _speel_situatie(verbinding, situatie, {}, ()) if not r.goed)


def _speel_situatie(
    verbinding: Verbinding, situatie: Situatie, bekend: dict[str, Any], algemeen: Iterable[Variant]
) -> Iterator[Resultaat]:
    """Een situatie en haar varianten; wat zij bewaart, is daarna bekend."""
    try:
        partij = partijen()[situatie.als]
        vraag = _vraag(situatie, partij, bekend)
    except KeyError as fout:
        yield _resultaat(verbinding, situatie, (str(fout.args[0]),), 0.0)
        return
    for resultaat in _stel(verbinding, situatie, vraag, partij, bekend):
        yield resultaat
        if resultaat.antwoord is not None and resultaat.goed:
            bekend |= {naam: _uit(resultaat.antwoord, pad) for naam, pad in situatie.bewaar.items()}
    if situatie.varianten:
        yield from _varianten(verbinding, situatie, vraag, partij, algemeen, bekend)


def _uit(antwoord: Antwoord, pad: str) -> Any:
    return zoek(antwoord.inhoud, pad) if pad else antwoord.inhoud


def _vraag(situatie: Situatie, partij: Partij, bekend: Mapping[str, Any]) -> dict[str, Any]:
    """De vraag met kop en ingevulde namen; een Verwijzing neemt uit een Registratie wat zij nodig heeft."""
    vraag: dict[str, Any] = {partij.kopnaam: {**partij.kop, **situatie.kop}}
    vraag |= ingevuld(situatie.vraag, bekend)
    if isinstance(verwijzing := vraag.get("Verwijzing"), dict):
        vraag["Verwijzing"] = {veld: verwijzing[veld] for veld in ("RegistratieId", "Versienr")}
    return vraag


def _stel(
    verbinding: Verbinding,
    situatie: Situatie,
    vraag: Mapping[str, Any],
    partij: Partij,
    bekend: Mapping[str, Any],
) -> Iterator[Resultaat]:
    """Stel de vraag, en bij `herhaal` nog eens met dezelfde MessageID: dan hoort hetzelfde antwoord."""
    eerste_keer: Antwoord | None = None
    for keer in range(2 if situatie.herhaal else 1):
        begin = time.perf_counter()
        try:
            antwoord = verbinding.vraag(
                situatie.operatie,
                vraag,
                oin=situatie.oin or partij.oin,
                message_id=eerste_keer.message_id if eerste_keer else None,
            )
        except (OnbetrouwbaarAntwoord, ZeepFout) as fout:
            yield _resultaat(verbinding, situatie, (str(fout),), time.perf_counter() - begin)
            return
        mis = afwijkingen(situatie, antwoord, bekend)
        if eerste_keer and antwoord.inhoud != eerste_keer.inhoud:
            mis.append("het herhaalde bericht kreeg een ander antwoord")
        naam = f"{situatie.situatie} (herhaald)" if keer else situatie.situatie
        eerste_keer = eerste_keer or antwoord
        yield _resultaat(
            verbinding, replace(situatie, situatie=naam), tuple(mis), antwoord.seconden, antwoord
        )


def _varianten(
    verbinding: Verbinding,
    situatie: Situatie,
    vraag: Mapping[str, Any],
    partij: Partij,
    algemeen: Iterable[Variant],
    bekend: Mapping[str, Any],
) -> Iterator[Resultaat]:
    dienst = verbinding.operaties[situatie.operatie].dienst
    for variant in algemeen:
        if not variant.geldt(dienst, situatie.operatie):
            continue
        anders = deepcopy(dict(vraag))
        anders[partij.kopnaam] |= ingevuld(variant.kop, bekend)
        for pad, waarde in variant.vervang.items():
            _zet(anders, pad.split("."), ingevuld(waarde, bekend))
        vorm = Situatie(
            variant.situatie,
            situatie.operatie,
            variant.uitkomst,
            variant.regels,
            meldingen=variant.meldingen,
            oin=variant.oin,
        )
        yield from _stel(verbinding, vorm, anders, partij, bekend)


def _zet(doel: dict[str, Any], stappen: list[str], waarde: Any) -> None:
    for stap in stappen[:-1]:
        doel = doel[stap]
    doel[stappen[-1]] = waarde


def _resultaat(
    verbinding: Verbinding,
    situatie: Situatie,
    mis: tuple[str, ...],
    seconden: float,
    antwoord: Antwoord | None = None,
) -> Resultaat:
    operatie = verbinding.operaties.get(situatie.operatie)
    return Resultaat(
        operatie.dienst if operatie else "?",
        situatie.operatie,
        situatie.situatie,
        situatie.uitkomst,
        situatie.regels,
        mis,
        seconden,
        antwoord,
    )
