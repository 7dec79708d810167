"""Wat tussen DUO en gemeente heen en weer gaat: signalen en mutatieverzoeken."""

from __future__ import annotations

from sqlalchemy import Index, text

from isi_soap.domain import model
from persistence.tabellen.basis import (
    GELDEND,
    controle,
    een_van,
    feitentabel,
    gemeente,
    patroon,
    uniek_geldend,
)

signaal = feitentabel(
    "signaal",
    model.Signaal,
    gemeente(),
    patroon("code", "^SS[0-9]{3}$"),
    een_van("status", "NIEUW", "OPGEHAALD", "AFGEHANDELD"),
    uniek_geldend("signaal", "bsn", "code", "gemeente", "datum_aangemaakt"),
    Index("ix_signaal_gemeente_status", "gemeente", "status", "id", postgresql_where=text(GELDEND)),
)

# Voor een nieuw persoon bestaat er nog geen persoon in ISI.
mutatieverzoek = feitentabel(
    "mutatieverzoek",
    model.Mutatieverzoek,
    gemeente(),
    patroon("postcode", "^[1-9][0-9]{3}[A-Za-z]{2}$"),
    patroon("geslacht", "^[0-9]$"),
    controle("huisnummer", "huisnummer BETWEEN 1 AND 99999"),
    # Eén lopend verzoek van een soort per gemeente en persoon (design.md §4).
    uniek_geldend(
        "mutatieverzoek",
        "bsn",
        "gemeente",
        "soort",
        en="status !~ '^(VERWERKT|AFGEWEZEN)'",
        naam="open",
    ),
    Index("ix_mutatieverzoek_gemeente", "gemeente", "status", "id", postgresql_where=text(GELDEND)),
    in_isi=False,
)
