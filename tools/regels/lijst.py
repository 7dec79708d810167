"""docs/regels.md: per regel haar inhoud, haar plaats in de code, haar tests, en of zij zonder haar falen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from isi_soap.domain.overgangen import OVERGANGEN
from isi_soap.domain.status import Status
from tools.regels.bronnen import ZONDER_BERICHT, Regel, vindplaatsen
from tools.regels.uitslag import OPGEMERKT

_KOP = """\
# De regels, en hun bewijs

Geschreven door `make regels` uit de code en een testrun; niet met de hand te wijzigen. De regels staan in de
*Handleiding ISI voor gemeenten* (DUO, 2 april 2019), hier in eigen woorden. Soort: H dwingend, D afgeleid,
A advies, I informatie, T overgang van de statusmachine, L alleen in de wet.

Een regel H, D, T of L heeft een geslaagde test nodig die een SOAP-bericht stuurt, bytes in en bytes uit. Wat
geen bericht kan tonen, gaat langs de weg die erbij staat. *Uit* zegt of zo'n test faalt als de regel uitstaat
(`python -m tools.regels.uitschakelen`): `ja`, `nee`, of `-` als dat nog niet getoond is.
"""
_TABELKOP = """\
| Regel | | Inhoud | Code | Tests | Bericht | Uit |
| --- | --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Bewijs:
    """De uitkomst per test, en wat het uitschakelen opleverde."""

    tests: Mapping[str, Mapping[str, Any]]
    uitgeschakeld: Mapping[str, Mapping[str, str]]

    def van(self, nummer: str) -> dict[str, Mapping[str, Any]]:
        return {naam: t for naam, t in self.tests.items() if nummer in t["regels"]}

    def met_bericht(self, nummer: str) -> bool:
        return any(t["bericht"] and t["uitkomst"] == "passed" for t in self.van(nummer).values())

    def ontbreekt(self, regel: Regel) -> bool:
        """Of een regel die bewijs nodig heeft, het niet heeft of een test heeft die faalt."""
        gevonden = self.van(regel.nummer)
        if any(t["uitkomst"] == "failed" for t in gevonden.values()):
            return True
        if not regel.bewijsplichtig:
            return False
        if regel.nummer in ZONDER_BERICHT:
            return not any(t["uitkomst"] == "passed" for t in gevonden.values())
        return not self.met_bericht(regel.nummer)

    def uit(self, nummer: str) -> str:
        uitslag = self.uitgeschakeld.get(nummer)
        return "-" if uitslag is None else "ja" if uitslag["uitslag"] == OPGEMERKT else "nee"


def lijst(regels: Iterable[Regel], bewijs: Bewijs) -> str:
    alle = list(regels)
    waar = vindplaatsen()
    delen = [_KOP, _samenvatting(alle, bewijs)]
    plaats = None
    for regel in alle:
        if regel.plaats != plaats:
            plaats = regel.plaats
            delen.append(f"\n## {plaats[:1].upper()}{plaats[1:]}\n\n{_TABELKOP}")
        delen.append(_rij(regel, bewijs, waar.get(regel.nummer, [])))
    delen.append(_matrix())
    return "\n".join(delen) + "\n"


def _matrix() -> str:
    """De statusmachine in één blik: in elke cel de overgangen van de ene naar de andere status."""
    kop = ["van / naar", *(str(naar) for naar in Status)]
    rijen = [kop, ["---"] * len(kop)]
    for van in (None, *Status):
        cellen = (
            ", ".join(t.nummer for t in OVERGANGEN if van in t.van and naar in t.naar) for naar in Status
        )
        rijen.append([str(van or "niet in ISI"), *cellen])
    tabel = "\n".join(f"| {' | '.join(rij)} |" for rij in rijen)
    return f"\n## Van status naar status\n\nWat hier leeg is, weigert ISI (F053).\n\n{tabel}"


def _samenvatting(alle: list[Regel], bewijs: Bewijs) -> str:
    plichtig = [r for r in alle if r.bewijsplichtig]
    getoond = [r for r in plichtig if not bewijs.ontbreekt(r)]
    uit = [r for r in plichtig if bewijs.uit(r.nummer) == "ja"]
    zonder = [r.nummer for r in plichtig if bewijs.ontbreekt(r)]
    niet_uit = [r.nummer for r in plichtig if bewijs.uit(r.nummer) != "ja"]
    return "\n".join(
        (
            f"- Regels H, D, T en L: {len(plichtig)}; bewezen: {len(getoond)}; "
            f"test faalt zonder regel: {len(uit)}.",
            f"- Zonder bewijs: {', '.join(zonder) or 'geen'}.",
            f"- Uitschakelen nog niet getoond: {', '.join(niet_uit) or 'geen'}.",
        )
    )


def _rij(regel: Regel, bewijs: Bewijs, waar: list[str]) -> str:
    tests = bewijs.van(regel.nummer)
    namen = sorted({_kort(naam) for naam in tests})
    fout = sum(t["uitkomst"] == "failed" for t in tests.values())
    kort = "; ".join(f"`{naam}`" for naam in namen[:3])
    meer = f" en {len(namen) - 3} meer" if len(namen) > 3 else ""
    uitkomst = f" ({fout} mislukt)" if fout else ""
    bericht = ZONDER_BERICHT.get(regel.nummer) or ("ja" if bewijs.met_bericht(regel.nummer) else "nee")
    plekken = ", ".join(p.removeprefix("isi_soap/") for p in waar[:4]) + (" …" if len(waar) > 4 else "")
    cellen = (
        regel.nummer,
        regel.soort,
        regel.inhoud,
        plekken,
        f"{kort}{meer}{uitkomst}",
        bericht if regel.bewijsplichtig or namen else "",
        bewijs.uit(regel.nummer) if regel.bewijsplichtig else "",
    )
    return f"| {' | '.join(cellen)} |"


def _kort(naam: str) -> str:
    """Bestand en functie, zonder map en parameters."""
    pad, _, functie = naam.partition("::")
    return f"{pad.removeprefix('tests/').removesuffix('.py')}::{functie.partition('[')[0]}"
