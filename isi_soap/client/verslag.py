"""De tabellen van `alles` en `stuur`, op het scherm en als JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from isi_soap.client.alles import Resultaat
from isi_soap.client.sturen import Verzending
from isi_soap.client.vergelijken import Verschil

_MEEST = 20  # verschillen per bestand op het scherm; in JSON staan ze alle


def toon_alles(resultaten: Sequence[Resultaat], scherm: Console) -> None:
    tabel = Table("", "Operatie", "Situatie", "Regel", "Antwoord", Column("ms", justify="right"), box=None)
    dienst = None
    for r in resultaten:
        if r.dienst != dienst:
            dienst = r.dienst
            tabel.add_section()
            tabel.add_row("", Text(dienst, style="bold"))
        tabel.add_row(
            Text("goed", style="green") if r.goed else Text("fout", style="bold red"),
            Text(r.operatie),
            Text(r.situatie + "".join(f"\n{a}" for a in r.afwijkingen), style="" if r.goed else "red"),
            Text(" ".join(r.regels), style="dim"),
            Text(_kort(r)),
            Text(f"{r.seconden * 1000:.0f}", justify="right"),
        )
    scherm.print(tabel)
    mis = sum(not r.goed for r in resultaten)
    soorten = Counter(r.uitkomst.value for r in resultaten if r.uitkomst)
    operaties = len({r.operatie for r in resultaten})
    som = sum(r.seconden for r in resultaten)
    scherm.print(
        f"\n{operaties} operaties, {len(resultaten)} situaties"
        f" ({', '.join(f'{n} {naam}' for naam, n in soorten.items())}) in {som:.1f} s: ",
        Text(f"{mis} fout" if mis else "alles goed", style="bold red" if mis else "bold green"),
        sep="",
    )


def _kort(resultaat: Resultaat) -> str:
    antwoord = resultaat.antwoord
    if antwoord is None:
        return "geen"
    codes = " ".join(m.code for m in antwoord.meldingen)
    return f"{antwoord.naam or antwoord.uitkomst.value} {codes}".strip()


def als_json(resultaat: Resultaat) -> dict[str, Any]:
    antwoord = resultaat.antwoord
    return {
        "dienst": resultaat.dienst,
        "operatie": resultaat.operatie,
        "situatie": resultaat.situatie,
        "regels": list(resultaat.regels),
        "goed": resultaat.goed,
        "afwijkingen": list(resultaat.afwijkingen),
        "ms": round(resultaat.seconden * 1000, 1),
        "messageId": antwoord.message_id if antwoord else None,
    }


def toon_verzonden(verzonden: Sequence[Verzending], scherm: Console) -> None:
    tabel = Table("Bestand", "Dienst", "HTTP", "Antwoord", Column("ms", justify="right"), "Eerder", box=None)
    for v in verzonden:
        tabel.add_row(
            Text(v.bestand.name),
            Text(v.dienst),
            str(v.status),
            Text(v.bericht),
            Text(f"{v.seconden * 1000:.0f}", justify="right"),
            _oordeel(v),
        )
    scherm.print(tabel)
    for v in verzonden:
        if v.verschillen:
            scherm.print(Text(f"\n{v.bewaard.name}", style="bold"))
            for verschil in v.verschillen[:_MEEST]:
                scherm.print(_verschil(verschil))
            if len(v.verschillen) > _MEEST:
                scherm.print(f"  en {len(v.verschillen) - _MEEST} andere")
    gelijk = sum(v.eerder and not v.verschillen for v in verzonden)
    nieuw = sum(not v.eerder for v in verzonden)
    scherm.print(
        f"\n{len(verzonden)} berichten: {nieuw} nieuw, {gelijk} gelijk,"
        f" {len(verzonden) - nieuw - gelijk} anders"
    )


def _oordeel(v: Verzending) -> Text:
    if not v.eerder:
        return Text("nieuw", style="cyan")
    if v.verschillen:
        return Text(f"anders ({len(v.verschillen)})", style="bold red")
    return Text("gelijk", style="green")


def _verschil(verschil: Verschil) -> Text:
    return Text.assemble(
        f"  {verschil.pad}: ",
        (_waarde(verschil.eerder), "red"),
        " -> ",
        (_waarde(verschil.nu), "green"),
    )


def _waarde(tekst: str | None) -> str:
    return "afwezig" if tekst is None else tekst or "(leeg)"


def verzending_json(v: Verzending) -> dict[str, Any]:
    return {
        "bestand": str(v.bestand),
        "dienst": v.dienst,
        "http": v.status,
        "antwoord": v.bericht,
        "ms": round(v.seconden * 1000, 1),
        "bewaard": str(v.bewaard),
        "eerder": v.eerder,
        "verschillen": [{"pad": d.pad, "eerder": d.eerder, "nu": d.nu} for d in v.verschillen],
    }
