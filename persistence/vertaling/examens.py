"""Examens en diploma's in een dossier, als bericht; ze komen van DUO (R-129)."""

from __future__ import annotations

from isi_soap.contract import berichten
from isi_soap.domain import model
from isi_soap.domain.datum import Datum
from persistence.vertaling.herkomst import versie


def examenresultaat(feit: model.Examenresultaat) -> berichten.Examenresultaat:
    return berichten.Examenresultaat(
        CdExamen=feit.examen,
        CdOnderdeelExamen=feit.onderdeel,
        CdPraktijkvorm=feit.praktijkvorm,
        DatExamen=Datum.van(feit.datum),
        CdResultaatExamen="GESLAAGD" if feit.geslaagd else "NIET_GESLAAGD",
        Score=feit.score,
        CdVerwerkingsstatus=_verwerking(feit.aangehouden),
        **versie(feit),
    )


def diploma(feit: model.Diploma) -> berichten.Diploma:
    return berichten.Diploma(
        CdSrtDiploma=feit.soort,
        DatBehaald=Datum.van(feit.datum_behaald),
        NrDiploma=feit.nummer,
        CdVerwerkingsstatus=_verwerking(feit.aangehouden),
        **versie(feit),
    )


def examen_buitenland(feit: model.ExamenBuitenland) -> berichten.ExamenBuitenland:
    return berichten.ExamenBuitenland(
        DatExamen=Datum.van(feit.datum),
        ScoreTgn=feit.score_tgn,
        ScoreKns=feit.score_kns,
        ScoreGbl=feit.score_gbl,
        **versie(feit),
    )


def _verwerking(aangehouden: bool) -> str:
    return "AANGEHOUDEN" if aangehouden else "VERWERKT"
