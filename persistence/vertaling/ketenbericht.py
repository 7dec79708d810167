"""De zakelijke sleutel van wat een ketenpartner zond: soort, en datum met onderdeel (design.md §4)."""

from __future__ import annotations

from dataclasses import dataclass

from isi_soap.domain.datum import Datum
from isi_soap.domain.opdrachten import (
    MeldZelfmelder,
    PartnerOpdracht,
    VerwerkDiploma,
    VerwerkExamenresultaat,
    VerwerkPersoonsgegevens,
    VerwerkVerblijfsgegevens,
    VerwerkVrijstellingDuo,
)

NIEUWKOMER = "NIEUWKOMER"

KLASSE: dict[str, type[PartnerOpdracht]] = {
    NIEUWKOMER: VerwerkVerblijfsgegevens,
    "TERUGMELDING": VerwerkVerblijfsgegevens,
    "PERSOONSGEGEVENS": VerwerkPersoonsgegevens,
    "EXAMENRESULTAAT": VerwerkExamenresultaat,
    "DIPLOMA": VerwerkDiploma,
    "VRIJSTELLING_DUO": VerwerkVrijstellingDuo,
    "ZELFMELDER": MeldZelfmelder,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleutel:
    soort: str
    tekst: str
    peildatum: Datum | None = None  # alleen waar een stand een eerdere vervangt


def sleutel(opdracht: PartnerOpdracht) -> Sleutel:
    match opdracht:
        case VerwerkVerblijfsgegevens(soort_melding=soort, peildatum=dag):
            return Sleutel(soort=soort, tekst=dag, peildatum=dag)
        case VerwerkPersoonsgegevens(peildatum=dag):
            return Sleutel(soort="PERSOONSGEGEVENS", tekst=dag, peildatum=dag)
        case VerwerkExamenresultaat(examen=examen, onderdeel=onderdeel, datum=dag):
            return Sleutel(soort="EXAMENRESULTAAT", tekst=_tekst(dag, examen, onderdeel))
        case VerwerkDiploma(soort=soort, datum_behaald=dag):
            return Sleutel(soort="DIPLOMA", tekst=_tekst(dag, soort))
        case VerwerkVrijstellingDuo(datum_vaststelling=dag, vrijstelling=v):
            delen = (v.soort, *v.onderdelen, v.niveau, v.profiel, v.datum_ingang) if v else ("INDICATIE",)
            return Sleutel(soort="VRIJSTELLING_DUO", tekst=_tekst(dag, *delen))
        case MeldZelfmelder(datum=dag):
            return Sleutel(soort="ZELFMELDER", tekst=dag)
    raise TypeError(f"{type(opdracht).__name__} is geen bewaard bericht van een ketenpartner")


def _tekst(*delen: str | None) -> str:
    return "/".join(deel or "-" for deel in delen)
