"""Selecties en de lijst handhaving en termijnoverschrijding, als bericht."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from isi_soap.contract import berichten
from isi_soap.domain.geldigheid import is_actief, lopende_handhaving
from isi_soap.domain.model import Dossier
from isi_soap.domain.overschrijding import Overschrijding
from persistence.vertaling.tijd import datum, tijdstip


def samenvatting(rij: Row[Any]) -> berichten.ClientSamenvatting:
    return berichten.ClientSamenvatting(
        Burgerservicenr=rij.bsn,
        Voorvoegsels=rij.voorvoegsel,
        Geslachtsnaam=rij.geslachtsnaam,
        Voornamen=rij.voornamen,
        Geboortedat=rij.geboortedatum,
        Geslacht=rij.geslacht,
        CdGemeente=rij.woongemeente,
        CdStatus=rij.status,
        CdDeel=rij.deel,
        DatETermijn=datum(rij.einde_termijn),
        CdGroepTermijn=tuple(rij.groepen),
        DatTijdGewijzigd=tijdstip(rij.gewijzigd),
    )


def termijnoverschrijder(
    rij: Row[Any], dossier: Dossier, regel: Overschrijding
) -> berichten.Termijnoverschrijder:
    handhaving = lopende_handhaving(dossier)
    actief = [v for v in dossier.voorzieningen if is_actief(v, dossier, rij.peildatum)]
    return berichten.Termijnoverschrijder(
        Burgerservicenr=rij.bsn,
        Voorvoegsels=rij.voorvoegsel,
        Geslachtsnaam=rij.geslachtsnaam,
        Geboortedat=rij.geboortedatum,
        CdGemeente=rij.woongemeente,
        CdStatus=rij.status,
        DatBTermijn=datum(handhaving.datum_aanvang_termijn if handhaving else None),
        DatETermijn=datum(handhaving.datum_einde_termijn if handhaving else None),
        AantDagenOver=regel.dagen_over or None,
        CdGroepTermijn=regel.groepen,
        CdActieTermijn=regel.actie,
        IndActieveVoorziening=regel.actieve_voorziening,
        CdGemeenteAanbod=actief[-1].aanbod_door_gemeente if actief else None,
        DatLaatsteBoete=datum(max((b.datum for b in dossier.boetes), default=None)),
    )
