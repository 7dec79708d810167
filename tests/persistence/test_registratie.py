"""Schrijven in versies, en hetzelfde teruglezen."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from isi_soap.domain import model as m
from isi_soap.domain.meldingen import Weigering
from isi_soap.domain.uitkomst import Uitkomst
from persistence import tabellen as t
from persistence.database import Database
from persistence.dossier import lees_dossier, lees_mutatieverzoeken
from persistence.dossiers import lees_dossiers
from persistence.logboek.berichtenlog import Logregel
from persistence.logboek.tonen import toon
from persistence.registratie import schrijf
from tests.persistence import voorbeelden as v


def zonder_herkomst(feit: m.Feit) -> m.Feit:
    return replace(feit, herkomst=None)


def test_wat_geschreven_is_wordt_gelezen(database: Database) -> None:
    vastgelegd = v.registreer(database)
    with database.transactie() as conn:
        dossier = lees_dossier(conn, v.BSN)
    assert dossier == vastgelegd.dossier
    assert dossier is not None
    assert dossier.persoon == v.PERSOON
    (verzoek,) = dossier.mutatieverzoeken
    assert zonder_herkomst(verzoek) == replace(v.VERZOEK, id=verzoek.id)
    herkomst = dossier.plichten[0].herkomst
    assert herkomst is not None
    assert (herkomst.geschreven.tijdstip, herkomst.geschreven.partij) == (v.NU, "GEM")
    assert herkomst.geschreven.gemeente == "0363"
    assert vastgelegd.onderwerp == replace(v.PLICHT, id=dossier.plichten[0].id)
    assert vastgelegd.stand is not None
    assert (vastgelegd.stand.status, vastgelegd.stand.deel) == ("INBURGERINGSPLICHTIG", "ACTIEF")


def test_de_afgeleide_rij(database: Database) -> None:
    v.registreer(database)
    with database.transactie() as conn:
        rij = conn.execute(select(t.afgeleid)).one()
    assert (rij.status, rij.deel, rij.woongemeente) == ("INBURGERINGSPLICHTIG", "ACTIEF", "0363")
    assert (rij.naam_zoek, rij.geboren_van, rij.geboren_tot) == (
        "proefcan",
        date(1970, 5, 1),
        date(1970, 5, 31),
    )
    assert (rij.nationaliteiten, rij.einde_termijn, rij.gewijzigd) == (["0131"], date(2013, 8, 1), v.NU)


def test_een_wijziging_is_een_volgende_versie(database: Database) -> None:
    eerst = v.registreer(database).dossier
    assert eerst is not None
    handhaving = eerst.handhavingen[0]
    anders = replace(handhaving, datum_einde_termijn=date(2014, 1, 1))
    vastgelegd = v.registreer(database, Uitkomst(gewijzigd=(anders,), onderwerp=anders))
    assert vastgelegd.onderwerp is not None
    assert (vastgelegd.onderwerp.id, vastgelegd.onderwerp.versienr) == (handhaving.id, 2)
    with database.transactie() as conn:
        nu = lees_dossier(conn, v.BSN, historie=True)
    assert nu is not None
    assert [h.datum_einde_termijn for h in nu.handhavingen] == [date(2014, 1, 1)]
    (oud,) = nu.historie
    assert zonder_herkomst(oud) == zonder_herkomst(handhaving)
    assert oud.herkomst is not None
    assert oud.herkomst.reden_einde == "GEWIJZIGD"
    assert oud.herkomst.beeindigd is not None


@pytest.mark.parametrize("reden", ["VERWIJDERD", "BEEINDIGD"])
def test_wat_vervalt_blijft_leesbaar(database: Database, reden: str) -> None:
    eerst = v.registreer(database).dossier
    assert eerst is not None
    weg = (eerst.handhavingen[0],)
    v.registreer(database, Uitkomst(verwijderd=weg) if reden == "VERWIJDERD" else Uitkomst(beeindigd=weg))
    with database.transactie() as conn:
        nu = lees_dossier(conn, v.BSN, historie=True)
    assert nu is not None
    assert nu.handhavingen == ()
    assert [f.herkomst.reden_einde for f in nu.historie if f.herkomst] == [reden]


def test_een_verouderde_versie_wordt_geweigerd(database: Database) -> None:
    eerst = v.registreer(database).dossier
    assert eerst is not None
    anders = replace(eerst.handhavingen[0], termijn_maanden=60)
    v.registreer(database, Uitkomst(gewijzigd=(anders,)))
    with pytest.raises(Weigering) as fout:
        v.registreer(database, Uitkomst(gewijzigd=(anders,)))
    assert fout.value.meldingen[0].code.code == "F060"
    with pytest.raises(Weigering):
        v.registreer(database, Uitkomst(persoon=replace(v.PERSOON, versienr=7)))


def test_een_bestaande_registratie_verandert_niets(database: Database) -> None:
    eerst = v.registreer(database).dossier
    assert eerst is not None
    nogmaals = v.registreer(
        database, Uitkomst(bestaand=eerst.plichten[0], onderwerp=eerst.plichten[0]), nu=v.NU + timedelta(1)
    )
    assert nogmaals.tijdstip == v.NU
    assert nogmaals.onderwerp == eerst.plichten[0]
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(t.oorsprong)) == 1


def test_de_volgende_versie_van_een_persoon(database: Database) -> None:
    v.registreer(database)
    vastgelegd = v.registreer(database, Uitkomst(persoon=replace(v.PERSOON, zelfmelder=True)))
    assert vastgelegd.dossier is not None
    assert vastgelegd.dossier.persoon == replace(v.PERSOON, zelfmelder=True, versienr=2)


def test_mutatieverzoek_voor_wie_niet_in_isi_staat(database: Database) -> None:
    verzoek = replace(v.VERZOEK, soort="OPVOEREN_NIEUW_PERSOON")
    vastgelegd = v.registreer(database, Uitkomst(nieuw=(verzoek,), onderwerp=verzoek))
    assert vastgelegd.dossier is None
    assert vastgelegd.stand is None
    with database.transactie() as conn:
        (gelezen,) = lees_mutatieverzoeken(conn, v.BSN)
    assert zonder_herkomst(gelezen) == vastgelegd.onderwerp


def test_meer_dossiers_op_volgorde_van_bsn(database: Database) -> None:
    for bsn in ("999990032", "999990020"):
        v.registreer(database, v.andere_persoon(bsn, "0599"), bsn)
    with database.transactie() as conn:
        gelezen = [d.persoon.bsn for d in lees_dossiers(conn, ["999990020", "999990032", "999990044"])]
    assert gelezen == ["999990020", "999990032"]


def test_bereik_bij_het_lezen(database: Database) -> None:
    v.registreer(database)
    with database.transactie() as conn:
        assert lees_dossier(conn, v.BSN, bereik={"0363"}) is not None
        assert lees_dossier(conn, v.BSN, bereik={"0599"}) is None
        assert lees_dossier(conn, "999990020", bereik={"0363"}) is None


@pytest.mark.parametrize(
    "feit",
    [
        v.HANDHAVING,  # een tweede lopende handhaving
        replace(v.PLICHT, inburgeringsplicht=False),  # nee zonder reden
        replace(v.PLICHT, reden_nee="4"),  # ja met reden
        v.PLICHT,  # zakelijke sleutel
        replace(v.ADRES, datum_aanvang=date(2011, 1, 1)),  # twee adressen tegelijk
        replace(v.ONTHEFFING, grond="XXX"),
        replace(v.ONTHEFFING, datum_ingetrokken=date(2009, 1, 1)),
        replace(v.VERZOEK, toelichting="nog een"),
    ],
)
def test_wat_nooit_waar_mag_zijn_weigert_de_database(database: Database, feit: m.Feit) -> None:
    v.registreer(database)
    with pytest.raises(IntegrityError) as fout:
        v.registreer(database, Uitkomst(nieuw=(feit,)))
    assert v.BSN not in str(fout.value.args) or "hidden" in str(fout.value)


def test_twee_schrijvers_verliezen_niets(database: Database) -> None:
    v.registreer(database)
    fouten: list[BaseException] = []

    def hoog_op() -> None:
        try:
            for _ in range(5):
                with v.open_eenheid(database) as eenheid:
                    eenheid.vergrendel(v.BSN)
                    dossier = lees_dossier(eenheid.conn, v.BSN)
                    assert dossier is not None
                    feit = dossier.handhavingen[0]
                    meer = replace(feit, termijn_maanden=feit.termijn_maanden + 1)
                    schrijf(eenheid, v.BSN, Uitkomst(gewijzigd=(meer,)))
                    eenheid.commit()
        except BaseException as fout:
            fouten.append(fout)

    draden = [threading.Thread(target=hoog_op) for _ in range(3)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(30)
    assert not fouten
    with database.transactie() as conn:
        dossier = lees_dossier(conn, v.BSN)
    assert dossier is not None
    assert dossier.handhavingen[0].termijn_maanden == v.HANDHAVING.termijn_maanden + 15


def test_het_logboek_noemt_wat_een_bericht_schreef(database: Database) -> None:
    eerst = v.registreer(database).dossier
    assert eerst is not None
    with v.open_eenheid(database) as eenheid:
        anders = replace(eerst.handhavingen[0], termijn_maanden=60)
        schrijf(eenheid, v.BSN, Uitkomst(gewijzigd=(anders,)))
        eenheid.bewaar(
            Logregel(
                ontvangen=v.NU,
                beantwoord=v.NU,
                profiel="ketentest",
                uitkomst="OK",
                http_status=200,
                duur=0.1,
                bsns=(v.BSN,),
            )
        )
        eenheid.commit()
    with database.transactie() as conn:
        bericht = toon(conn, database.logsleutels, eenheid.bericht_id)
    assert bericht is not None
    assert {(f.soort, f.versienr, f.handeling) for f in bericht.feiten} == {
        ("handhaving", 1, "GEWIJZIGD"),
        ("handhaving", 2, "GESCHREVEN"),
    }


def test_een_versie_wordt_niet_overschreven(database: Database) -> None:
    v.registreer(database)
    with pytest.raises(IntegrityError), database.transactie() as conn:
        conn.execute(t.handhaving.update().values(termijn_maanden=60))
