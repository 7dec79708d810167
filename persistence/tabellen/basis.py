"""De grondvorm van de tabellen: de metadata, de kolommen uit een dataclass, en het versieschema.

Een rij van een feitentabel is één versie. Geldend is `beeindigd_door IS NULL`. Een wijziging beëindigt een
rij en schrijft de volgende; geen veld wordt overschreven en geen rij verwijderd (R-006).
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

from isi_soap.domain.datum import Datum

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Eén reeks voor alle soorten: een id van een voorziening is nooit ook dat van een vrijstelling.
feit_id = Sequence("feit_id", metadata=metadata, start=1000, data_type=BigInteger)

GELDEND = "beeindigd_door IS NULL"


class DatumTekst(TypeDecorator[Datum]):
    """Een datum die onvolledig mag zijn, als acht cijfers."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Datum | None:
        return None if value is None else Datum(value)


def controle(naam: str, voorwaarde: str) -> CheckConstraint:
    return CheckConstraint(voorwaarde, name=naam)


def een_van(kolom: str, *waarden: str) -> CheckConstraint:
    """Een gesloten codelijst."""
    lijst = ", ".join(f"'{w}'" for w in waarden)
    return controle(kolom, f"{kolom} IN ({lijst})")


def patroon(kolom: str, uitdrukking: str) -> CheckConstraint:
    """Een lijst die kan groeien, of een nummer: alleen de vorm staat vast."""
    return controle(kolom, f"{kolom} ~ '{uitdrukking}'")


def bsn(kolom: str = "bsn") -> CheckConstraint:
    return patroon(kolom, "^[0-9]{9}$")


def gemeente(kolom: str = "gemeente") -> CheckConstraint:
    return patroon(kolom, "^[0-9]{4}$")


def oin(kolom: str = "oin") -> CheckConstraint:
    return patroon(kolom, "^[0-9]{20}$")


def niet_voor(later: str, eerder: str) -> CheckConstraint:
    return controle(f"{later}_niet_voor_{eerder}", f"{later} >= {eerder}")


def uniek_geldend(tabel: str, *kolommen: str, en: str = "", naam: str = "") -> Index:
    """Een zakelijke sleutel (design.md §4): uniek over de geldende versies, ook waar een deel ontbreekt."""
    waar = f"{GELDEND} AND {en}" if en else GELDEND
    return Index(
        f"uq_{tabel}_{naam or 'sleutel'}",
        *kolommen,
        unique=True,
        postgresql_where=text(waar),
        postgresql_nulls_not_distinct=True,
    )


def _type(soort: Any) -> TypeEngine[Any]:
    if get_origin(soort) is tuple:
        return ARRAY(Text) if get_args(soort)[0] is str else JSONB()
    if isinstance(soort, type) and issubclass(soort, Datum):
        return DatumTekst()
    vormen: dict[Any, TypeEngine[Any]] = {
        str: Text(),
        bool: Boolean(),
        int: Integer(),
        date: Date(),
    }
    return vormen[soort]


def velden(klasse: type, *, zonder: Iterable[str] = ()) -> list[Column[Any]]:
    """De kolommen van een dataclass, in haar volgorde: veldnaam is kolomnaam, `| None` is nullable."""
    soorten = get_type_hints(klasse)
    uit = []
    for veld in dataclasses.fields(klasse):
        if veld.name in zonder:
            continue
        soort, leeg = soorten[veld.name], False
        if get_origin(soort) in (types.UnionType, Union):
            leeg = True
            (soort,) = (a for a in get_args(soort) if a is not types.NoneType)
        uit.append(Column(veld.name, _type(soort), nullable=leeg))
    return uit


def _datums(klasse: type) -> list[CheckConstraint]:
    soorten = get_type_hints(klasse)
    return [
        patroon(veld.name, "^[0-9]{8}$")
        for veld in dataclasses.fields(klasse)
        if soorten[veld.name] in (Datum, Datum | None)
    ]


def versiekolommen() -> list[SchemaItem]:
    return [
        Column("geschreven_door", Uuid, ForeignKey("oorsprong.id"), nullable=False),
        Column("beeindigd_door", Uuid, ForeignKey("oorsprong.id")),
        # Niet `reden_einde`: zo heet ook een veld van de voorziening.
        Column("versie_einde", Text),
        een_van("versie_einde", "GEWIJZIGD", "VERWIJDERD", "BEEINDIGD"),
        controle("beeindigd_met_reden", "(beeindigd_door IS NULL) = (versie_einde IS NULL)"),
        controle("versienr", "versienr >= 1"),
    ]


def oorsprong_indexen(naam: str) -> list[Index]:
    """Voor 'wat schreef of beëindigde dit bericht'."""
    return [
        Index(f"ix_{naam}_geschreven_door", "geschreven_door"),
        Index(
            f"ix_{naam}_beeindigd_door", "beeindigd_door", postgresql_where=text("beeindigd_door IS NOT NULL")
        ),
    ]


def feitentabel(naam: str, klasse: type, *regels: SchemaItem, in_isi: bool = True) -> Table:
    """De tabel van een soort feit. `in_isi=False`: de persoon hoeft (nog) niet in ISI te staan."""
    persoon = [ForeignKey("afgeleid.bsn")] if in_isi else []
    return Table(
        naam,
        metadata,
        Column("versie_id", BigInteger, Identity(always=False), primary_key=True),
        Column("id", BigInteger, feit_id, server_default=feit_id.next_value(), nullable=False),
        Column("versienr", Integer, nullable=False),
        Column("bsn", Text, *persoon, nullable=False),
        *velden(klasse, zonder=("id", "versienr", "herkomst", "bsn")),
        *versiekolommen(),
        bsn(),
        *_datums(klasse),
        *regels,
        Index(f"uq_{naam}_id_versienr", "id", "versienr", unique=True),
        Index(f"uq_{naam}_geldend", "id", unique=True, postgresql_where=text(GELDEND)),
        Index(f"ix_{naam}_bsn", "bsn", "id", "versienr"),
        *oorsprong_indexen(naam),
    )


def eerdere_wachtwoorden(naam: str, van: Table) -> Table:
    """Wat iemand uit `van` niet opnieuw mag kiezen, als hash."""
    return Table(
        naam,
        metadata,
        Column("id", BigInteger, Identity(always=False), primary_key=True),
        Column(van.name, van.c.id.type, ForeignKey(van.c.id, ondelete="CASCADE"), nullable=False),
        Column("hash", Text, nullable=False),
        Index(f"ix_{naam}_{van.name}", van.name, "id"),
    )
