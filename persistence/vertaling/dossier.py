"""Het dossier als bericht: wat van de persoon geldt, met afleiding, besluiten en historie."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from isi_soap.contract import berichten
from isi_soap.domain import model
from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import deel
from isi_soap.domain.geldigheid import lopende_handhaving
from isi_soap.domain.overschrijding import dagen_over, overschrijding
from isi_soap.domain.status import Status, status
from isi_soap.domain.toegang import woongemeente
from persistence.vertaling import besluiten, examens, werkvoorraad
from persistence.vertaling.herkomst import SOORT_GEGEVEN
from persistence.vertaling.persoon import persoonsgegevens
from persistence.vertaling.tijd import datum


def client_dossier(
    dossier: model.Dossier, peildatum: date, *, voor: Collection[str], signalen: bool, historie: bool
) -> berichten.ClientDossier:
    """Alles van één persoon voor de gemeente die vraagt.

    Signalen en mutatieverzoeken zijn er alleen voor wie ze zijn: `voor`, de gemeente en wie zij opvolgde
    (R-075); `signalen` zegt of de aanvrager ze mag zien (R-029).
    """
    nu = status(dossier, peildatum)
    bsn = dossier.persoon.bsn
    return berichten.ClientDossier(
        Burgerservicenr=bsn,
        CdStatus=nu.value,
        CdRedenNietPlichtig=dossier.plicht.reden_nee if nu is Status.NIET and dossier.plicht else None,
        CdDeel=deel(dossier, peildatum).value,
        PeildatAfleiding=Datum.van(peildatum),
        CdGemeente=woongemeente(dossier),
        Termijnbewaking=_termijnbewaking(dossier, peildatum),
        Persoonsgegevens=persoonsgegevens(dossier),
        Plicht=tuple(map(besluiten.plicht, dossier.plichten)),
        Handhaving=tuple(
            besluiten.handhaving(h, dossier.verlengingen, dossier.boetes) for h in dossier.handhavingen
        ),
        Voorziening=tuple(map(besluiten.voorziening, dossier.voorzieningen)),
        Vrijstelling=tuple(map(besluiten.vrijstelling, dossier.vrijstellingen)),
        Ontheffing=tuple(map(besluiten.ontheffing, dossier.ontheffingen)),
        ExamenBuitenland=tuple(map(examens.examen_buitenland, dossier.examens_buitenland)),
        Examenresultaat=tuple(map(examens.examenresultaat, dossier.examenresultaten)),
        Diploma=tuple(map(examens.diploma, dossier.diplomas)),
        Besluit=_besluiten(dossier),
        Signaal=tuple(
            werkvoorraad.signaal(bsn, s) for s in dossier.signalen if signalen and s.gemeente in voor
        ),
        Mutatieverzoek=tuple(
            werkvoorraad.mutatieverzoek(m) for m in dossier.mutatieverzoeken if m.gemeente in voor
        ),
        Historie=_historie(dossier.historie) if historie else None,
    )


def _termijnbewaking(dossier: model.Dossier, peildatum: date) -> berichten.Termijnbewaking | None:
    handhaving = lopende_handhaving(dossier)
    regel = overschrijding(dossier, peildatum)
    if handhaving is None and regel is None:
        return None
    return berichten.Termijnbewaking(
        DatETermijn=datum(handhaving.datum_einde_termijn if handhaving else None),
        IndOverschreden=dagen_over(dossier, peildatum) > 0,
        CdGroepTermijn=regel.groepen if regel else (),
        CdActieTermijn=regel.actie if regel else None,
    )


def _besluiten(dossier: model.Dossier) -> tuple[berichten.Besluit, ...]:
    """Wat gemeenten over deze persoon besloten, op datum (R-006)."""
    op_datum = sorted(_van_gemeenten(dossier), key=lambda besluit: (besluit[1], besluit[0].id))
    return tuple(
        berichten.Besluit(
            CdSrtGegeven=SOORT_GEGEVEN[type(feit)],
            RegistratieId=str(feit.id),
            DatBesluit=Datum.van(dag),
            CdGemeente=gemeente,
        )
        for feit, dag, gemeente in op_datum
    )


def _van_gemeenten(dossier: model.Dossier) -> Iterator[tuple[model.Feit, date, str]]:
    for plicht in dossier.plichten:
        yield plicht, plicht.datum_vaststelling, plicht.gemeente
    handhaver: dict[int, str] = {}
    for handhaving in dossier.handhavingen:
        handhaver[handhaving.id] = handhaving.gemeente
        yield handhaving, handhaving.datum_besluit, handhaving.gemeente
    for verlenging in dossier.verlengingen:
        yield verlenging, verlenging.datum_besluit, _schrijver(verlenging) or handhaver[verlenging.handhaving]
    for boete in dossier.boetes:
        yield boete, boete.datum, _schrijver(boete) or handhaver[boete.handhaving]
    for voorziening in dossier.voorzieningen:
        yield voorziening, voorziening.startdatum, voorziening.registrerende_gemeente
    for vrijstelling in dossier.vrijstellingen:
        if vrijstelling.gemeente is not None:
            yield vrijstelling, vrijstelling.datum_ingang, vrijstelling.gemeente
    for ontheffing in dossier.ontheffingen:
        yield ontheffing, ontheffing.datum_besluit, ontheffing.gemeente


def _schrijver(feit: model.Feit) -> str | None:
    """Na een verhuizing verlengt of beboet een andere gemeente dan die de handhaving registreerde."""
    return feit.herkomst.geschreven.gemeente if feit.herkomst else None


_IN_HISTORIE: Mapping[type[model.Feit], tuple[str, Callable[[Any], Any]]] = {
    model.Plicht: ("Plicht", besluiten.plicht),
    model.Handhaving: ("Handhaving", besluiten.handhaving),
    model.Voorziening: ("Voorziening", besluiten.voorziening),
    model.Vrijstelling: ("Vrijstelling", besluiten.vrijstelling),
    model.Ontheffing: ("Ontheffing", besluiten.ontheffing),
    model.ExamenBuitenland: ("ExamenBuitenland", examens.examen_buitenland),
    model.Examenresultaat: ("Examenresultaat", examens.examenresultaat),
    model.Diploma: ("Diploma", examens.diploma),
    model.Verlenging: ("Verlenging", besluiten.verlenging),
    model.Boete: ("Boete", besluiten.boete),
}


def _historie(feiten: tuple[model.Feit, ...]) -> berichten.Historie | None:
    """De beëindigde versies per soort, in de volgorde waarin ze gelezen zijn; zonder versies niets."""
    per_soort: dict[str, list[Any]] = {}
    for feit in feiten:
        if type(feit) in _IN_HISTORIE:
            naam, vertaal = _IN_HISTORIE[type(feit)]
            per_soort.setdefault(naam, []).append(vertaal(feit))
    if not per_soort:
        return None
    return berichten.Historie(**{naam: tuple(versies) for naam, versies in per_soort.items()})
