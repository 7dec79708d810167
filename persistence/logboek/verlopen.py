"""Vernietigen wat zijn bewaartermijn voorbij is, een maand per transactie, met een verslag in het log zelf.

Inhoud gaat doordat haar sleutel vernietigd wordt. Een sleutel gaat pas als alles wat hij opent aan de beurt
is en geen bewaarbevel iets ervan vasthoudt. Daarna, als ook de gegevens aan de beurt zijn, gaat het record
zelf; zijn blad en zijn positie blijven, zodat elk ander bewijs blijft staan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from persistence.kenmerk import tijdstip_van
from persistence.logboek import beheerlog, bewaring
from persistence.logboek.bewaring import AANKONDIGING, INHOUD, KLASSE, Klasse, Termijnen
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.vernietiging import vernietig
from persistence.tabellen import (
    bericht,
    bericht_inhoud,
    bericht_persoon,
    checkpoint,
    datasleutel,
    eenmaal,
    logarchief,
    logvernietiging,
    verzegeling,
)

_aan_de_beurt = Table(
    "aan_de_beurt",
    MetaData(),
    Column("bericht", Uuid),
    Column("sleutel", Uuid),  # leeg: al vernietigd
    Column("personen", Integer),
    Column("klasse", Text),
    Column("vast", Boolean),
    Column("positie", BigInteger),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
_SPELING = timedelta(hours=1)  # een kenmerk en `ontvangen` komen van dezelfde klok, ogenblikken na elkaar
_OPSOMMEN = 1000  # zoveel kenmerken noemt het record in het log; het verslag noemt ze alle


@dataclass(slots=True, kw_only=True)
class Maandverslag:
    """Wat er van één maand vernietigd werd, waarom, en wat bleef."""

    maand: date
    klassen: tuple[str, ...]  # waarvan de termijn om is
    sleutels: int = 0
    berichten: dict[str, int] = field(default_factory=dict)  # inhoud vernietigd, per klasse
    gedeeld: list[tuple[UUID, int]] = field(default_factory=list)  # over meer personen, en hoeveel
    onthouden: int = 0
    vastgehouden: list[UUID] = field(default_factory=list)
    wacht_op_langere_termijn: int = 0  # sleutels die ook iets openen dat nog niet aan de beurt is
    wacht_op_ldv: int = 0  # records die nog niet in het logboek dataverwerkingen staan
    records: int = 0  # ook de gegevens vernietigd
    reeksen: list[tuple[int, int]] = field(default_factory=list)  # hun posities

    @property
    def leeg(self) -> bool:
        return not (self.sleutels or self.records)

    def tekst(self) -> dict[str, Any]:
        """Zoals het in het log komt: van elke lijst het begin en hoeveel het er zijn."""
        uit = asdict(self)
        for naam in ("gedeeld", "vastgehouden"):
            alle = uit[naam]
            uit[naam], uit[f"{naam}_aantal"] = alle[:_OPSOMMEN], len(alle)
        return uit


def maanden(conn: Connection, termijnen: Termijnen, nu: datetime) -> Iterator[tuple[date, frozenset[Klasse]]]:
    """Elke maand van het log waarvan voor iets de termijn om is, de oudste eerst."""
    eerste = conn.scalar(select(bericht.c.id).order_by(bericht.c.id).limit(1))
    if eerste is None:
        return
    maand = bewaring.maand_van(tijdstip_van(eerste) - _SPELING)
    while om := termijnen.om(maand, nu):
        volgende = bewaring.maanden_verder(maand, 1)
        erin = exists().where(bericht.c.ontvangen >= _begin(maand), bericht.c.ontvangen < _begin(volgende))
        if conn.scalar(select(erin)):
            yield maand, om
        maand = volgende


def _begin(maand: date) -> datetime:
    return datetime(maand.year, maand.month, 1, tzinfo=UTC)


def vernietig_maand(
    conn: Connection,
    sleutels: Logsleutels,
    maand: date,
    om: frozenset[Klasse],
    nu: datetime,
    *,
    ldv: int | None = None,
) -> Maandverslag:
    """In de transactie van de aanroeper, met het record dat het aankondigt.

    `ldv`: gegevens vanaf deze positie blijven; het logboek dataverwerkingen heeft ze nog nodig.
    """
    bewaring.slot(conn)
    verslag = Maandverslag(maand=maand, klassen=tuple(sorted(om)))
    _zet_klaar(conn, maand, nu)
    _vernietig_inhoud(conn, om, nu, verslag)
    if "gegevens" in om:
        _vernietig_gegevens(conn, maand, ldv, verslag)
    if not verslag.leeg:
        aankondiging = beheerlog.meld(
            conn, sleutels, "log vernietig", verslag.tekst(), vraag={"maand": f"{maand:%Y-%m}"}
        )
        rijen = [{"begin": a, "eind": b, "tijdstip": nu, "aankondiging": aankondiging}
                 for a, b in verslag.reeksen]  # fmt: skip
        if rijen:
            conn.execute(insert(logvernietiging), rijen)
    return verslag


def _zet_klaar(conn: Connection, maand: date, nu: datetime) -> None:
    """Alle records van de maand naast elkaar: welke klasse, welke sleutel, en of een bevel ze vasthoudt."""
    begin, eind = _begin(maand), _begin(bewaring.maanden_verder(maand, 1))
    conn.execute(text("DROP TABLE IF EXISTS pg_temp.aan_de_beurt"))
    _aan_de_beurt.create(conn)
    van = bericht.join(bericht_inhoud, bericht_inhoud.c.bericht_id == bericht.c.id, isouter=True)
    levend = (datasleutel.c.id == bericht_inhoud.c.sleutel) & datasleutel.c.vernietigd.is_(None)
    van = van.join(datasleutel, levend, isouter=True)
    van = van.join(verzegeling, verzegeling.c.bericht_id == bericht.c.id, isouter=True)
    rijen = select(
        bericht.c.id,
        datasleutel.c.id,
        bericht.c.personen,
        KLASSE,
        bewaring.vastgehouden(nu),
        verzegeling.c.positie,
    ).select_from(van)
    rijen = rijen.where(bericht.c.ontvangen >= begin, bericht.c.ontvangen < eind)
    conn.execute(insert(_aan_de_beurt).from_select(list(_aan_de_beurt.c), rijen))


def _vernietig_inhoud(conn: Connection, om: frozenset[Klasse], nu: datetime, verslag: Maandverslag) -> None:
    rij = _aan_de_beurt.c
    klassen = [klasse for klasse in INHOUD if klasse in om]
    mag = rij.klasse.in_(klassen)
    kan = select(rij.sleutel).where(rij.sleutel.is_not(None)).group_by(rij.sleutel)
    weg = vernietig(conn, datasleutel.c.id.in_(kan.having(func.bool_and(mag & ~rij.vast))), nu)
    verslag.sleutels = len(weg)
    nog_niet = kan.having(func.bool_or(mag), func.bool_and(~rij.vast), ~func.bool_and(mag))
    telling = select(func.count()).select_from(nog_niet.subquery())
    verslag.wacht_op_langere_termijn = conn.scalar(telling) or 0
    vast = select(rij.bericht).where(rij.vast, case((mag, True), else_="gegevens" in om))
    verslag.vastgehouden = list(conn.execute(vast.order_by(rij.bericht)).scalars())
    if not weg:
        return
    zojuist = select(datasleutel.c.id).where(datasleutel.c.vernietigd == nu)
    hun = select(rij.bericht).where(rij.sleutel.in_(zojuist))
    per_klasse = hun.with_only_columns(rij.klasse, func.count().label("aantal")).group_by(rij.klasse)
    verslag.berichten = {geteld.klasse: geteld.aantal for geteld in conn.execute(per_klasse)}
    gedeeld = hun.with_only_columns(rij.bericht, rij.personen).where(rij.personen > 1)
    verslag.gedeeld = [(kenmerk, aantal) for kenmerk, aantal in conn.execute(gedeeld.order_by(rij.bericht))]
    vergeet = delete(eenmaal).where(eenmaal.c.bericht_id.in_(hun)).returning(eenmaal.c.bericht_id)
    verslag.onthouden = len(conn.execute(vergeet).all())


def _vernietig_gegevens(conn: Connection, maand: date, ldv: int | None, verslag: Maandverslag) -> None:
    """Het record zelf, als het verzegeld is en getekend; wat vastgehouden wordt of aankondigt, blijft."""
    rij = _aan_de_beurt.c
    getekend = select(func.coalesce(func.max(checkpoint.c.grootte), 0)).scalar_subquery()
    weg = select(rij.bericht).where(~rij.vast, rij.klasse != AANKONDIGING, rij.positie < getekend)
    if ldv is not None:
        wacht = weg.with_only_columns(func.count()).where(rij.positie >= ldv)
        verslag.wacht_op_ldv = conn.scalar(wacht) or 0
        weg = weg.where(rij.positie < ldv)
    eiland = rij.positie - func.row_number().over(order_by=rij.positie)
    posities = weg.with_only_columns(rij.positie, eiland.label("eiland")).subquery()
    reeksen = select(func.min(posities.c.positie), func.max(posities.c.positie) + 1)
    verslag.reeksen = [
        (begin, eind)
        for begin, eind in conn.execute(
            reeksen.group_by(posities.c.eiland).order_by(func.min(posities.c.positie))
        )
    ]
    verslag.records = sum(eind - begin for begin, eind in verslag.reeksen)
    if not verslag.records:
        return
    conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
    for tabel, kolom in ((bericht_persoon, "bericht_id"), (bericht_inhoud, "bericht_id"), (bericht, "id")):
        conn.execute(delete(tabel).where(tabel.c[kolom].in_(weg)))
    # Een vernietigde sleutel noemt nog van wie hij was; zonder record dient dat nergens meer toe.
    gebruikt = select(bericht_inhoud.c.sleutel).where(bericht_inhoud.c.sleutel == datasleutel.c.id)
    oud = (datasleutel.c.periode == maand) & datasleutel.c.vernietigd.is_not(None)
    conn.execute(delete(datasleutel).where(oud, ~gebruikt.exists()))
    conn.execute(text("SET LOCAL isi.logpad = ''"))


def overtollige_bestanden(conn: Connection) -> list[tuple[int, str]]:
    """Archiefbestanden waarvan elk record vernietigd is, op aankondigingen na: (begin, naam)."""
    a = logarchief.c
    binnen = verzegeling.c.positie.between(a.begin, a.eind - 1)
    erin = select(bericht.c.id).join(verzegeling, verzegeling.c.bericht_id == bericht.c.id).where(binnen)
    weg = select(logvernietiging.c.begin).where(
        logvernietiging.c.begin < a.eind, logvernietiging.c.eind > a.begin
    )
    vraag = select(a.begin, a.bestand).where(
        a.vernietigd.is_(None), weg.exists(), ~erin.where(KLASSE != AANKONDIGING).exists()
    )
    return [(rij.begin, rij.bestand) for rij in conn.execute(vraag.order_by(a.begin))]


def bestand_vernietigd(conn: Connection, begin: int, nu: datetime) -> None:
    conn.execute(update(logarchief).where(logarchief.c.begin == begin).values(vernietigd=nu))
