"""Verzegelen: records hun positie geven, de boom laten groeien, en zijn stand ondertekenen (docs/audit.md).

De database heeft volgnummers met gaten; een positie wordt daarom pas gegeven aan wat vastligt. Alles van één
portie is één transactie: na SIGKILL op welk moment ook is een record verzegeld of wacht het nog, nooit half
en nooit twee keer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    LargeBinary,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy import update as wijzig
from sqlalchemy.dialects.postgresql import insert as pg_insert

from isi_soap.audit.boom import GROOTTE, Bereik
from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.notitie import Controlesleutel, NotitieFout, Ondertekenaar
from isi_soap.audit.sleutelketen import Sleutelketen, overgang
from persistence.logboek.boombron import STAP, Boombron, BoomGat
from persistence.tabellen import boomknoop, checkpoint, logboek, onverzegeld, sleutelovergang, verzegeling

PORTIE = 1000


class BoomVeranderd(Exception):  # noqa: N818
    """De boom in de database is niet die van de verzegelaar: hij tekent niet, en zegt waarom."""


_POSITIES = insert(verzegeling).from_select(
    ["positie", "bericht_id", "blad"],
    select(
        func.unnest(bindparam("posities", type_=ARRAY(BigInteger))),
        func.unnest(bindparam("kenmerken", type_=ARRAY(Uuid))),
        func.unnest(bindparam("bladen", type_=ARRAY(LargeBinary))),
    ),
)
_KLAAR = delete(onverzegeld).where(
    onverzegeld.c.bericht_id == func.any(bindparam("kenmerken", type_=ARRAY(Uuid)))
)


def lees_rand(conn: Connection) -> Bereik:
    rij = conn.execute(select(logboek.c.grootte, logboek.c.rand)).one()
    hashes = [rij.rand[van : van + GROOTTE] for van in range(0, len(rij.rand), GROOTTE)]
    try:
        return Bereik(rij.grootte, hashes)
    except ValueError as fout:
        raise BoomVeranderd(str(fout)) from None


def verzegel(conn: Connection, boom: Bereik, hoogstens: int = PORTIE) -> int:
    """Geef wat wacht zijn positie; `boom` groeit mee. Terug komt hoeveel het er waren."""
    wachtend = select(onverzegeld).order_by(onverzegeld.c.bericht_id).limit(hoogstens)
    rijen = conn.execute(wachtend).all()
    if not rijen:
        return 0
    if lees_rand(conn) != boom:
        raise BoomVeranderd("een ander heeft de boom veranderd")
    gegroeid, knopen = boom.kopie(), []
    for rij in rijen:
        vol = gegroeid.voeg_toe(rij.blad)
        knopen += [(plaats, hash_) for plaats, hash_ in vol if plaats.niveau % STAP == 0]
    kenmerken = [rij.bericht_id for rij in rijen]
    posities = list(range(boom.grootte, gegroeid.grootte))
    bladen = [rij.blad for rij in rijen]
    conn.execute(_POSITIES, {"posities": posities, "kenmerken": kenmerken, "bladen": bladen})
    conn.execute(_KLAAR, {"kenmerken": kenmerken})
    if knopen:
        velden = [{"niveau": p.niveau, "nummer": p.nummer, "hash": hash_} for p, hash_ in knopen]
        conn.execute(insert(boomknoop), velden)
    conn.execute(wijzig(logboek).values(grootte=gegroeid.grootte, rand=b"".join(gegroeid.rand)))
    # Pas nu: bij een fout hierboven is er niets gegroeid.
    boom.grootte, boom.rand = gegroeid.grootte, gegroeid.rand
    return len(rijen)


def open_boom(conn: Connection, wie: Ondertekenaar, getuigd: str | None) -> Bereik:
    """De boom waarop verder gebouwd wordt, als hij nog die is van het laatste checkpoint en de getuige."""
    boom = lees_rand(conn)
    bron = Boombron(conn)
    try:
        if bron.bereik(boom.grootte) != boom:
            raise BoomVeranderd("de rand van de boom past niet bij zijn bladen")
        laatste = select(checkpoint.c.notitie).order_by(checkpoint.c.grootte.desc()).limit(1)
        keten = lees_keten(conn, wie.controlesleutel)
        for van, notitie in (("de database", conn.scalar(laatste)), ("de getuige", getuigd)):
            if notitie is not None:
                _past(keten.open(notitie), boom.grootte, bron, van)
    except BoomGat as fout:
        raise BoomVeranderd(str(fout)) from None
    except NotitieFout as fout:
        raise BoomVeranderd(f"een checkpoint van dit logboek is ongeldig: {fout}") from None
    return boom


def _past(punt: Checkpoint, grootte: int, bron: Boombron, van: str) -> None:
    if punt.grootte > grootte:
        raise BoomVeranderd(f"{van} heeft een checkpoint van {punt.grootte} records; hier zijn er {grootte}")
    if bron.bereik(punt.grootte).wortel() != punt.wortel:
        raise BoomVeranderd(f"de eerste {punt.grootte} records zijn niet die van het checkpoint van {van}")


def teken(conn: Connection, wie: Ondertekenaar, boom: Bereik, nu: datetime) -> str:
    """Het checkpoint van deze stand, ondertekend en bewaard."""
    notitie = Checkpoint(wie.naam, boom.grootte, boom.wortel()).onderteken(wie)
    rij = {"grootte": boom.grootte, "tijdstip": nu, "notitie": notitie}
    conn.execute(pg_insert(checkpoint).values(rij).on_conflict_do_nothing())
    return notitie


def te_bezorgen(conn: Connection, hoogstens: int = 100) -> list[tuple[int, datetime, str]]:
    vraag = select(checkpoint.c.grootte, checkpoint.c.tijdstip, checkpoint.c.notitie)
    vraag = vraag.where(checkpoint.c.bezorgd.is_(None)).order_by(checkpoint.c.grootte).limit(hoogstens)
    return [(rij.grootte, rij.tijdstip, rij.notitie) for rij in conn.execute(vraag)]


def bezorgd(conn: Connection, grootte: int, nu: datetime) -> None:
    conn.execute(wijzig(checkpoint).where(checkpoint.c.grootte == grootte).values(bezorgd=nu))


def lees_keten(conn: Connection, eerste: Controlesleutel | None = None) -> Sleutelketen:
    """De sleutels van dit logboek, vanaf de allereerste; `eerste` als er nog nooit een vervangen is."""
    rijen = conn.execute(select(sleutelovergang).order_by(sleutelovergang.c.grootte)).all()
    if rijen:
        eerste = Controlesleutel.uit_tekst(rijen[0].oud)
    elif eerste is None:
        vkey = conn.scalar(select(logboek.c.controlesleutel))
        if vkey is None:
            raise NotitieFout("er is geen openbare sleutel")
        eerste = Controlesleutel.uit_tekst(vkey)
    return Sleutelketen(eerste, [rij.notitie for rij in rijen])


def wissel_sleutel(
    conn: Connection, oud: Ondertekenaar, nieuw: Ondertekenaar, boom: Bereik, nu: datetime
) -> bool:
    """Laat de oude sleutel de nieuwe aanwijzen; hierna tekent alleen de nieuwe.

    Op een stand kan er maar één overgang zijn; zonder een record erbij wacht de volgende.
    """
    laatste = conn.scalar(select(func.max(sleutelovergang.c.grootte)))
    if not boom.grootte or (laatste is not None and laatste >= boom.grootte):
        return False
    notitie = overgang(oud, nieuw, Checkpoint(oud.naam, boom.grootte, boom.wortel()))
    vkeys = {"oud": oud.controlesleutel.tekst(), "nieuw": nieuw.controlesleutel.tekst()}
    conn.execute(insert(sleutelovergang).values(grootte=boom.grootte, tijdstip=nu, notitie=notitie, **vkeys))
    conn.execute(wijzig(logboek).values(controlesleutel=vkeys["nieuw"]))
    return True


def overgangen(conn: Connection) -> list[str]:
    vraag = select(sleutelovergang.c.notitie).order_by(sleutelovergang.c.grootte)
    return list(conn.execute(vraag).scalars())


def onbezorgde_overgangen(conn: Connection) -> list[tuple[int, datetime, str]]:
    rij = sleutelovergang.c
    vraag = select(rij.grootte, rij.tijdstip, rij.notitie).where(rij.bezorgd.is_(None)).order_by(rij.grootte)
    return [(gevonden.grootte, gevonden.tijdstip, gevonden.notitie) for gevonden in conn.execute(vraag)]


def overgang_bezorgd(conn: Connection, grootte: int, nu: datetime) -> None:
    rij = sleutelovergang.c.grootte == grootte
    conn.execute(wijzig(sleutelovergang).where(rij).values(bezorgd=nu))


def zet_alarm(conn: Connection, reden: str | None) -> None:
    conn.execute(wijzig(logboek).values(alarm=reden))


def controlesleutel(conn: Connection) -> str | None:
    """De openbare sleutel van dit logboek zoals zij nu is."""
    return conn.scalar(select(logboek.c.controlesleutel))


def zoek_gat(conn: Connection, van: int, tot: int) -> int | None:
    """De eerste positie in [van, tot) die er niet is: daar mist een record, want gaten zijn er nooit."""
    deel = verzegeling.c.positie.between(van, tot - 1)
    if conn.scalar(select(func.count()).where(deel)) == tot - van:
        return None
    reeks = select(func.generate_series(van, tot - 1).label("positie")).subquery()
    er_niet = reeks.c.positie.not_in(select(verzegeling.c.positie).where(deel))
    return int(conn.execute(select(func.min(reeks.c.positie)).where(er_niet)).scalar_one())


def zet_gat(conn: Connection, positie: int | None) -> None:
    conn.execute(wijzig(logboek).values(gat=positie))


def leg_sleutel_vast(conn: Connection, wie: Ondertekenaar) -> None:
    """De openbare sleutel bij het logboek; een andere verzegelaar hoort niet bij dit logboek."""
    vkey = wie.controlesleutel.tekst()
    conn.execute(wijzig(logboek).where(logboek.c.controlesleutel.is_(None)).values(controlesleutel=vkey))
    if conn.scalar(select(logboek.c.controlesleutel)) != vkey:
        raise BoomVeranderd("de sleutel van de verzegelaar is niet die van dit logboek")


def maak_delen(conn: Connection, nu: datetime, vooruit: int = 2) -> None:
    """De maanden die komen krijgen hun deel van het logboek voordat het eerste bericht er is."""
    for maanden in range(vooruit + 1):
        jaar, maand = divmod(nu.month - 1 + maanden, 12)
        conn.execute(
            select(func.maak_logdeel(nu.date().replace(year=nu.year + jaar, month=maand + 1, day=1)))
        )
