"""De opties die bepalen met wie en hoe de client praat; ze gelden voor elke opdracht.

Ze worden gelezen voordat er opdrachten zijn: die volgen immers uit wat de dienst op dat adres uitgeeft. Elke
optie is ook een omgevingsvariabele, zodat een tester ze één keer zet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from isi_soap.client.beveiliging import Beveiliging
from isi_soap.client.verbinding import STANDAARD_ADRES, Verbinding


@dataclass(frozen=True, slots=True)
class Optie:
    naam: str
    variabele: str
    uitleg: str
    vlag: bool = False


ADRES: Final = Optie("adres", "ISI_ADRES", f"Adres van de dienst; standaard {STANDAARD_ADRES}.")
PROFIEL: Final = Optie("profiel", "ISI_CLIENT_PROFIEL", "ketentest of suwinet.")
PKI: Final = Optie(
    "pki", "ISI_CLIENT_PKI", "Map van `isi-soap pki`: onderteken als elke partij, ook voor TLS."
)
CERT: Final = Optie("cert", "ISI_CLIENT_CERT", "In plaats van --pki: het eigen certificaat met keten (PEM).")
SLEUTEL: Final = Optie("sleutel", "ISI_CLIENT_SLEUTEL", "De private sleutel bij --cert (PEM).")
CA: Final = Optie("ca", "ISI_CLIENT_CA", "Bij --cert: map met wortel en tussencertificaten van de dienst.")
CRL: Final = Optie("crl", "ISI_CLIENT_CRL", "Bij --cert: map met CRL's; anders telt intrekking niet.")
DIENST: Final = Optie(
    "dienst-cert", "ISI_CLIENT_DIENST_CERT", "Bij --cert: certificaat van de dienst, ook voor --versleutel."
)
VERSLEUTEL: Final = Optie("versleutel", "ISI_CLIENT_VERSLEUTEL", "Versleutel de Body (2W-be-SE).", vlag=True)
KETENTEST: Final = Optie(
    "ketentest",
    "ISI_CLIENT_KETENTEST",
    "Onder suwinet: adres van ISIKetentest, voor klok en begintoestand.",
)
OPTIES: Final = (ADRES, PROFIEL, PKI, CERT, SLEUTEL, CA, CRL, DIENST, VERSLEUTEL, KETENTEST)


def hulptekst() -> str:
    """De opties voor onder de hulptekst van de client."""
    regels = ["Bij elke opdracht, of als omgevingsvariabele:"]
    regels += [f"--{optie.naam} ({optie.variabele}): {optie.uitleg}" for optie in OPTIES]
    return "\n\n".join(regels)


def verbinding_uit(args: Sequence[str], omgeving: Mapping[str, str]) -> tuple[Verbinding, list[str]]:
    """De verbinding die deze opties en omgeving bedoelen, en de argumenten die overblijven."""
    gekozen, over = _gekozen(args, omgeving)
    profiel = gekozen.get(PROFIEL, "ketentest")
    if profiel not in ("ketentest", "suwinet"):
        raise typer.BadParameter("--profiel is ketentest of suwinet")
    beveiliging = _beveiliging(gekozen)
    if profiel == "suwinet" and beveiliging is None:
        raise typer.BadParameter("onder suwinet is elk bericht ondertekend: geef --pki, of --cert en zo meer")
    verbinding = Verbinding(
        gekozen.get(ADRES, STANDAARD_ADRES),
        profiel=profiel,
        beveiliging=beveiliging,
        ketentest=gekozen.get(KETENTEST),
    )
    return verbinding, over


def _beveiliging(gekozen: Mapping[Optie, str]) -> Beveiliging | None:
    versleutel = VERSLEUTEL in gekozen
    if PKI in gekozen:
        return Beveiliging.uit_pki(Path(gekozen[PKI]), versleutel=versleutel)
    if CERT not in gekozen:
        if versleutel:
            raise typer.BadParameter("--versleutel hoort bij --pki, of bij --cert en --dienst-cert")
        return None
    if SLEUTEL not in gekozen or CA not in gekozen:
        raise typer.BadParameter("bij --cert horen --sleutel en --ca")
    if versleutel and DIENST not in gekozen:
        raise typer.BadParameter("bij --versleutel hoort --dienst-cert")
    return Beveiliging.uit_bestanden(
        Path(gekozen[CERT]),
        Path(gekozen[SLEUTEL]),
        Path(gekozen[CA]),
        crl_map=Path(gekozen[CRL]) if CRL in gekozen else None,
        dienst_cert=Path(gekozen[DIENST]) if DIENST in gekozen else None,
        versleutel=versleutel,
    )


def _gekozen(args: Sequence[str], omgeving: Mapping[str, str]) -> tuple[dict[Optie, str], list[str]]:
    """Overal op de regel; wat er niet staat komt uit de omgeving."""
    op_naam = {f"--{optie.naam}": optie for optie in OPTIES}
    gekozen = {optie: waarde for optie in OPTIES if (waarde := omgeving.get(optie.variabele))}
    over: list[str] = []
    rest = iter(args)
    for arg in rest:
        naam, heeft_waarde, waarde = arg.partition("=")
        optie = op_naam.get(naam)
        if optie is None:
            over.append(arg)
        elif optie.vlag or heeft_waarde:
            gekozen[optie] = waarde or "ja"
        elif (volgende := next(rest, None)) is not None:
            gekozen[optie] = volgende
        else:
            raise typer.BadParameter(f"{naam} wil een waarde")
    return gekozen, over
