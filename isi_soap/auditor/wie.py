"""Wie handelde, en namens wie, in namen die een mens kent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, g

from isi_soap.auditor import kern
from persistence.auditor import namen
from persistence.logboek.zoeken import Logsamenvatting


@dataclass(frozen=True, slots=True, kw_only=True)
class Wie:
    """De organisatie, namens welke andere, en de persoon achter het toetsenbord."""

    organisatie: str
    namens: str | None = None
    gebruiker: str | None = None


def bekend() -> namen.Namen:
    """Eenmaal per verzoek gelezen."""
    if "namen" not in g:
        g.namen = namen.lees(kern.conn())
    return cast(namen.Namen, g.namen)


def van(regel: Logsamenvatting) -> Wie:
    return Wie(
        organisatie=organisatie(regel.soort, regel.profiel, regel.gemeente, regel.oin),
        namens=bekend().gemeente(regel.namens) if regel.namens else None,
        gebruiker=regel.gebruiker,
    )


def organisatie(soort: str, profiel: str, gemeente: str | None, oin: str | None) -> str:
    if soort == "BEHEER":
        return "Auditor" if profiel == "auditor" else "Beheer"
    if soort != "BERICHT":
        return "ISI zelf"
    if gemeente:
        return bekend().gemeente(gemeente)
    return bekend().partij(oin) if oin else "Onbekende afzender"


def sluit_aan(app: Flask) -> None:
    app.jinja_env.globals |= {"wie": van}
