"""Wat DUO aan examens en diploma's registreert."""

from __future__ import annotations

from isi_soap.domain import model
from persistence.tabellen.basis import controle, een_van, feitentabel, uniek_geldend

examenresultaat = feitentabel(
    "examenresultaat",
    model.Examenresultaat,
    een_van("examen", "INBURGERING", "NT2_I", "NT2_II", "BASISEXAMEN_BUITENLAND", "KVT"),
    een_van("praktijkvorm", "ASSESSMENT", "PORTFOLIO", "COMBINATIE"),
    controle("score", "score >= 0"),
    uniek_geldend("examenresultaat", "bsn", "examen", "onderdeel", "datum"),
)

diploma = feitentabel(
    "diploma",
    model.Diploma,
    een_van("soort", "INBURGERING", "NT2_I", "NT2_II"),
    uniek_geldend("diploma", "bsn", "soort", "datum_behaald"),
)

examen_buitenland = feitentabel(
    "examen_buitenland",
    model.ExamenBuitenland,
    controle("scores", "score_tgn >= 0 AND score_kns >= 0 AND score_gbl >= 0"),
    uniek_geldend("examen_buitenland", "bsn", "datum"),
)
