"""Meldingen van het domein als fwi:FWI."""

from __future__ import annotations

from collections.abc import Iterable

from isi_soap.contract import berichten
from isi_soap.domain.meldingen import Melding, Soort

# De onderscheidende naam van de partij die meldt: deze dienst.
_BRON = berichten.Bron(DN="ISI")


def fwi(meldingen: Iterable[Melding]) -> berichten.FWI | None:
    """Alle meldingen van een antwoord, elk eenmaal; zonder meldingen geen element."""
    uniek = tuple(dict.fromkeys(meldingen))
    if not uniek:
        return None
    return berichten.FWI(
        Fout=_van_soort("Fout", uniek),
        Waarschuwing=_van_soort("Waarschuwing", uniek),
        Informatie=_van_soort("Informatie", uniek),
    )


def _van_soort(soort: Soort, meldingen: tuple[Melding, ...]) -> tuple[berichten.Melding, ...]:
    return tuple(_melding(melding) for melding in meldingen if melding.code.soort == soort)


def _melding(melding: Melding) -> berichten.Melding:
    code = melding.code
    details = list(melding.details)
    if code.regel:
        details.append(f"regel: {code.regel}")
    if code.actie:
        details.append(f"wat te doen: {code.actie}" + (f" (door: {code.wie})" if code.wie else ""))
    return berichten.Melding(Code=code.code, Tekst=code.tekst, Detail=tuple(details), Bron=_BRON)
