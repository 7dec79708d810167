"""De persoon en wat BRP en IND van hem melden (domain.md §2.1)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Table, Text, text

from isi_soap.domain import model
from persistence.tabellen.basis import (
    GELDEND,
    bsn,
    controle,
    een_van,
    feitentabel,
    gemeente,
    metadata,
    niet_voor,
    oorsprong_indexen,
    patroon,
    uniek_geldend,
    velden,
    versiekolommen,
)

persoon = Table(
    "persoon",
    metadata,
    Column("versie_id", BigInteger, Identity(always=False), primary_key=True),
    Column("bsn", Text, ForeignKey("afgeleid.bsn"), nullable=False),
    *velden(model.Persoon, zonder=("bsn",)),
    *versiekolommen(),
    bsn(),
    patroon("anummer", "^[0-9]{10}$"),
    patroon("vnummer", "^[0-9]{10}$"),
    patroon("geslacht", "^[0-9]$"),
    patroon("geboortedatum", "^[0-9]{8}$"),
    patroon("datum_overlijden", "^[0-9]{8}$"),
    patroon("geboorteland", "^[0-9]{4}$"),
    patroon("verblijfstitel", "^[0-9]{2}$"),
    een_van("oud_of_nieuwkomer", "OUDKOMER", "NIEUWKOMER"),
    een_van("wet", "WI2007", "WI2013"),
    Index("uq_persoon_bsn_versienr", "bsn", "versienr", unique=True),
    Index("uq_persoon_geldend", "bsn", unique=True, postgresql_where=text(GELDEND)),
    *oorsprong_indexen("persoon"),
)

nationaliteit = feitentabel(
    "nationaliteit",
    model.Nationaliteit,
    patroon("code", "^[0-9]{4}$"),
    uniek_geldend("nationaliteit", "bsn", "code"),
)

adres = feitentabel(
    "adres",
    model.Adres,
    gemeente(),
    patroon("postcode", "^[1-9][0-9]{3}[A-Za-z]{2}$"),
    controle("huisnummer", "huisnummer BETWEEN 1 AND 99999"),
    niet_voor("datum_einde", "datum_aanvang"),
    uniek_geldend("adres", "bsn", "datum_aanvang"),
    # Iemand woont op één adres tegelijk.
    uniek_geldend("adres", "bsn", en="datum_einde IS NULL", naam="lopend"),
)

buitenland = feitentabel(
    "buitenland",
    model.Buitenland,
    patroon("land", "^[0-9]{4}$"),
    niet_voor("datum_vestiging", "datum_vertrek"),
    uniek_geldend("buitenland", "bsn", "datum_vertrek"),
)

verblijfsdoel = feitentabel(
    "verblijfsdoel",
    model.Verblijfsdoel,
    een_van("aard", "PERMANENT", "TIJDELIJK", "ONBEKEND"),
    uniek_geldend("verblijfsdoel", "bsn", "peildatum"),
)

contact = feitentabel(
    "contact",
    model.Contact,
    een_van("soort", "EMAIL", "TELEFOON"),
    uniek_geldend("contact", "bsn", "soort", "waarde"),
)
