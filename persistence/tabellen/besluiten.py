"""De besluiten van de gemeente: plicht, handhaving, voorziening, vrijstelling, ontheffing (R-006)."""

from __future__ import annotations

from sqlalchemy import Index, text

from isi_soap.domain import model
from persistence.tabellen.basis import (
    GELDEND,
    controle,
    een_van,
    feitentabel,
    gemeente,
    niet_voor,
    patroon,
    uniek_geldend,
)

plicht = feitentabel(
    "plicht",
    model.Plicht,
    gemeente(),
    patroon("reden_nee", "^[0-9]{1,2}$"),
    controle("reden_bij_nee", "inburgeringsplicht = (reden_nee IS NULL)"),
    uniek_geldend("plicht", "bsn", "gemeente", "datum_vaststelling"),
)

handhaving = feitentabel(
    "handhaving",
    model.Handhaving,
    gemeente(),
    een_van("soort_besluit", "HANDHAVINGSBESCHIKKING", "KENNISGEVING", "VOORZIENINGSBESCHIKKING"),
    controle("termijn_maanden", "termijn_maanden > 0"),
    niet_voor("datum_einde_termijn", "datum_aanvang_termijn"),
    uniek_geldend("handhaving", "bsn", "soort_besluit", "datum_besluit"),
    # Ten hoogste één lopende handhaving (domain.md §2.1).
    uniek_geldend("handhaving", "bsn", en="datum_beeindigd IS NULL", naam="lopend"),
)

verlenging = feitentabel(
    "verlenging",
    model.Verlenging,
    een_van("soort", "GEEN_VERWIJT", "ALFABETISERING", "ONDERBREKING"),
    uniek_geldend("verlenging", "handhaving", "soort", "datum_besluit"),
)

boete = feitentabel(
    "boete",
    model.Boete,
    een_van("grondslag", "ART29", "ART30", "ART31", "ART33"),
    controle("bedrag", "bedrag >= 0"),
    uniek_geldend("boete", "handhaving", "grondslag", "datum"),
)

voorziening = feitentabel(
    "voorziening",
    model.Voorziening,
    gemeente("registrerende_gemeente"),
    gemeente("aanbod_door_gemeente"),
    een_van("wijze", "AANGEBODEN_EN_AANVAARD", "VASTGESTELD", "OVEREENKOMST"),
    een_van("kanaal", "CVS", "PORTAL", "DUO"),
    niet_voor("einddatum", "startdatum"),
    uniek_geldend("voorziening", "bsn", "soort", "startdatum", "registrerende_gemeente"),
    # De telling per jaar en gemeente gaat over 'aanbod door gemeente'.
    Index("ix_voorziening_aanbod", "aanbod_door_gemeente", "startdatum", postgresql_where=text(GELDEND)),
)

vrijstelling = feitentabel(
    "vrijstelling",
    model.Vrijstelling,
    gemeente(),
    een_van("soort", "TIJDELIJK", "GEDEELTELIJK"),
    een_van("bron", "DUO", "GEMEENTE"),
    een_van("grond", "GETOOND_DOCUMENT", "DIPLOMAREGISTER", "WIB", "OPLEIDING"),
    niet_voor("datum_einde", "datum_ingang"),
    controle("gemeente_bij_bron", "bron = 'DUO' OR gemeente IS NOT NULL"),
    # Met de bron erbij: DUO en de gemeente mogen dezelfde vrijstelling elk vaststellen.
    uniek_geldend("vrijstelling", "bsn", "bron", "soort", "onderdeel", "niveau", "profiel", "datum_ingang"),
)

ontheffing = feitentabel(
    "ontheffing",
    model.Ontheffing,
    gemeente(),
    een_van("grond", "MED", "EVI", "INS"),
    patroon("advies_big", "^[0-9]{11}$"),
    niet_voor("datum_ingetrokken", "datum_besluit"),
    uniek_geldend("ontheffing", "bsn", "grond", "datum_besluit"),
)
