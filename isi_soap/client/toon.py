"""Een antwoord op het scherm: de inhoud als boom, de meldingen eronder."""

from __future__ import annotations

from typing import Any

from rich.console import Console, Group
from rich.text import Text
from rich.tree import Tree

from isi_soap.client.antwoord import Antwoord, Melding, Uitkomst

_KLEUR = {"Fout": "red", "Waarschuwing": "yellow", "Informatie": "cyan"}
_ZIN = {
    Uitkomst.WEIGERING: "Geweigerd; er is niets gewijzigd.",
    Uitkomst.NIETS_GEVONDEN: "Niets gevonden.",
    Uitkomst.NIET_GERECHTIGD: "Niet gerechtigd.",
    Uitkomst.FAULT: "SOAP-fault.",
}

# Wat het programma aan zijn aanroeper teruggeeft.
AFLOOP = {
    Uitkomst.INHOUD: 0,
    Uitkomst.WEIGERING: 1,
    Uitkomst.NIETS_GEVONDEN: 1,
    Uitkomst.NIET_GERECHTIGD: 1,
    Uitkomst.FAULT: 3,
}


def toon(antwoord: Antwoord, scherm: Console) -> None:
    delen: list[Any] = []
    if antwoord.naam:
        boom = Tree(Text(antwoord.naam, style="bold"))
        _takken(boom, antwoord.inhoud)
        delen.append(boom)
    else:
        delen.append(Text(_ZIN[antwoord.uitkomst], style="bold red"))
    if antwoord.faultstring:
        delen.append(Text(f"{antwoord.faultcode}: {antwoord.faultstring}"))
    delen.extend(_melding(m) for m in antwoord.meldingen)
    delen.append(
        Text(f"{antwoord.operatie}, {antwoord.seconden * 1000:.0f} ms, {antwoord.message_id}", style="dim")
    )
    scherm.print(Group(*delen))


def _takken(boom: Tree, inhoud: dict[str, Any]) -> None:
    for naam, waarde in inhoud.items():
        for een in waarde if isinstance(waarde, list) else [waarde]:
            if isinstance(een, dict):
                _takken(boom.add(Text(naam, style="bold")), een)
            else:
                boom.add(Text.assemble((f"{naam}: ", "dim"), leesbaar(naam, een)))


def leesbaar(naam: str, waarde: Any) -> str:
    """Datums met streepjes, indicaties als ja en nee; een onbekend deel van een datum blijft 00."""
    tekst = str(waarde)
    if naam.startswith("Ind") and tekst in ("1", "2"):
        return "ja" if tekst == "1" else "nee"
    if tekst.isdigit() and naam.startswith(("Dat", "Geboortedat", "Peildat")):
        if len(tekst) == 8:
            return f"{tekst[:4]}-{tekst[4:6]}-{tekst[6:]}"
        if len(tekst) == 16:
            return f"{tekst[:4]}-{tekst[4:6]}-{tekst[6:8]} {tekst[8:10]}:{tekst[10:12]}:{tekst[12:14]} UTC"
    return tekst


def _melding(melding: Melding) -> Text:
    regels: list[str | tuple[str, str]] = [
        (f"{melding.soort} {melding.code}", _KLEUR[melding.soort]),
        f" {melding.tekst}",
    ]
    regels.extend(f"\n    {detail}" for detail in melding.details)
    return Text.assemble(*regels)
