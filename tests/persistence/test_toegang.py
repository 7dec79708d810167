"""Sleutel, account, mandaat en bereik."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import insert, update

from isi_soap.domain.meldingen import Afwijking, NietGerechtigd, NietsGevonden, SleutelGeweigerd
from persistence import tabellen as t
from persistence.database import Database
from persistence.toegang import (
    Toegang,
    bepaal_gemeente,
    bepaal_partij,
    bereik,
    dossier_ter_inzage,
    dossier_ter_wijziging,
    mandaat_van,
    omgeving,
)
from tests.persistence import voorbeelden as v


@dataclass(frozen=True)
class KopKeten:
    CdPartij: str


@pytest.fixture
def gevuld(database: Database) -> Database:
    v.vul_gemeenten(database)
    return database


def vraag(database: Database, kop: v.Kop, operatie: str = "PersoonInfo", oin: str | None = v.OIN) -> Toegang:
    with v.open_eenheid(database, oin=oin) as eenheid:
        return bepaal_gemeente(eenheid, kop, operatie)


def codes(fout: pytest.ExceptionInfo[Afwijking]) -> list[str]:
    return [melding.code.code for melding in fout.value.meldingen]


def test_toegang(gevuld: Database) -> None:
    toegang = vraag(gevuld, v.Kop(), oin=None)
    assert (toegang.oin, toegang.gemeente, toegang.voor) == (v.OIN, "0363", "0363")
    assert toegang.rollen == {"5"}
    assert toegang.bereik == {"0363"}
    assert not toegang.eigen_gebruikersbeheer


@pytest.mark.parametrize(
    ("kop", "oin"),
    [
        (v.Kop(Applicatiesleutel="een-heel-andere-sleutel"), v.OIN),
        (v.Kop(CdGemeente="0599"), v.OIN),
        (v.Kop(), v.ANDER_OIN),
    ],
)
@pytest.mark.regel("R-059")
def test_de_sleutel_gaat_voor_alles(gevuld: Database, kop: v.Kop, oin: str) -> None:
    with pytest.raises(SleutelGeweigerd) as fout:
        vraag(gevuld, kop, oin=oin)
    assert codes(fout) == ["F002"]


@pytest.mark.parametrize(
    ("kop", "operatie", "verwacht"),
    [
        (v.Kop(Gebruiker="onbekend"), "PersoonInfo", ["F004"]),
        (v.Kop(), "SignalenOphalen", ["F003"]),
        (v.Kop(CdGemeenteNamens="0599"), "PersoonInfo", ["F006"]),
        (v.Kop(CdGemeenteNamens="0599"), "SignalenOphalen", ["F003", "F006"]),
    ],
)
def test_rol_account_en_mandaat(gevuld: Database, kop: v.Kop, operatie: str, verwacht: list[str]) -> None:
    with pytest.raises(NietGerechtigd) as fout:
        vraag(gevuld, kop, operatie)
    assert codes(fout) == verwacht


@pytest.mark.parametrize("zet", [{"geblokkeerd_op": v.NU}, {"verloopt_op": v.NU.date()}])
@pytest.mark.regel("R-025")
def test_een_geblokkeerd_of_verlopen_account(gevuld: Database, zet: dict[str, object]) -> None:
    with gevuld.transactie() as conn:
        conn.execute(update(t.gebruiker).values(**zet))
    with pytest.raises(NietGerechtigd) as fout:
        vraag(gevuld, v.Kop())
    assert codes(fout) == ["F005"]


def test_een_pakket_met_eigen_gebruikers(gevuld: Database) -> None:
    with gevuld.transactie() as conn:
        conn.execute(update(t.applicatiesleutel).values(eigen_gebruikersbeheer=True))
    toegang = vraag(gevuld, v.Kop(Gebruiker="nieuw"))
    assert toegang.eigen_gebruikersbeheer
    assert toegang.rollen == {"2", "5"}


@pytest.mark.regel("R-049")
def test_namens_een_andere_gemeente(gevuld: Database) -> None:
    with gevuld.transactie() as conn:
        conn.execute(
            insert(t.uitbesteding).values(
                uitbestedende_gemeente="0599",
                uitvoerende_gemeente="0363",
                datum_ontvangst_origineel=date(2011, 1, 1),
                ondertekend=True,
                bewerkerscontract=True,
                van=date(2011, 1, 1),
                aanvraag_sleutel=date(2011, 1, 1),
            )
        )
    toegang = vraag(gevuld, v.Kop(CdGemeenteNamens="0599"))
    assert (toegang.gemeente, toegang.voor, set(toegang.bereik)) == ("0363", "0599", {"0599"})
    assert vraag(gevuld, v.Kop()).mandaten == {"0599"}


def test_een_opgeheven_gemeente(gevuld: Database) -> None:
    vraag(gevuld, v.Kop())  # nu onthoudt het proces de gemeenten
    with gevuld.transactie() as conn:
        conn.execute(
            update(t.gemeente)
            .where(t.gemeente.c.code == "0363")
            .values(einde=date(2012, 1, 1), opvolger="0599")
        )
    with pytest.raises(NietGerechtigd) as fout:
        vraag(gevuld, v.Kop())
    assert codes(fout) == ["F008"]


@pytest.mark.regel("R-133")
def test_onbekend_en_buiten_bereik_zijn_gelijk(gevuld: Database) -> None:
    v.registreer(gevuld, v.andere_persoon("999990020", "0599"), "999990020")
    v.registreer(gevuld)
    with v.open_eenheid(gevuld) as eenheid:
        toegang = bepaal_gemeente(eenheid, v.Kop(), "PersoonInfo")
        bereik(eenheid, toegang, v.BSN)
        assert dossier_ter_inzage(eenheid, toegang, v.BSN).persoon.bsn == v.BSN
        antwoorden = []
        for bsn in ("999990020", "999990032"):
            for lees in (bereik, dossier_ter_inzage, dossier_ter_wijziging):
                with pytest.raises(NietsGevonden) as fout:
                    lees(eenheid, toegang, bsn)
                antwoorden.append(fout.value.meldingen)
        assert len(set(antwoorden)) == 1


@pytest.mark.regel("R-048")
def test_wie_woonde_in_een_opgeheven_gemeente_hoort_bij_de_opvolger(gevuld: Database) -> None:
    v.registreer(gevuld, v.andere_persoon("999990020", "0372"), "999990020")
    with gevuld.transactie() as conn:
        conn.execute(update(t.applicatiesleutel).values(gemeente="0377"))
        conn.execute(update(t.gebruiker).values(gemeente="0377"))
    with v.open_eenheid(gevuld) as eenheid:
        toegang = bepaal_gemeente(eenheid, v.Kop(CdGemeente="0377"), "PersoonInfo")
        assert toegang.bereik == {"0372", "0377"}
        assert dossier_ter_wijziging(eenheid, toegang, "999990020").persoon.bsn == "999990020"
        rondom = omgeving(eenheid, toegang, "999990020")
    assert rondom.gemeente_nu("0372") == "0377"
    assert set(rondom.gemeenten or ()) == {"0363", "0377", "0599"}


@pytest.mark.regel("R-047")
def test_een_ketenpartij(gevuld: Database) -> None:
    with v.open_eenheid(gevuld, oin=v.ANDER_OIN) as eenheid:
        toegang = bepaal_partij(eenheid, KopKeten("IND"), "VerwerkVerblijfsgegevens")
        assert (toegang.partij, eenheid.partij) == ("IND", "IND")
        with pytest.raises(NietGerechtigd) as fout:
            bepaal_partij(eenheid, KopKeten("IND"), "VerwerkDiploma")
        assert codes(fout) == ["F007"]
        with pytest.raises(SleutelGeweigerd):
            bepaal_partij(eenheid, KopKeten("BRP"), "VerwerkPersoonsgegevens")
    with v.open_eenheid(gevuld, oin=v.OIN) as eenheid, pytest.raises(SleutelGeweigerd):
        bepaal_partij(eenheid, KopKeten("IND"), "VerwerkVerblijfsgegevens")


@pytest.mark.regel("R-059")
def test_een_leverancier_met_mandaat_ondertekent_met_zijn_eigen_oin(gevuld: Database) -> None:
    """Met ingang van de volgende vraag, en tot de dag waarop het mandaat is ingetrokken."""
    leverancier = "00000001009999999000"
    with pytest.raises(SleutelGeweigerd):
        vraag(gevuld, v.Kop(), oin=leverancier)
    with gevuld.transactie() as conn:
        conn.execute(
            insert(t.mandaat).values(
                ondertekenaar=leverancier, naam="Leverancier", afnemer=v.OIN, ingang=v.NU.date()
            )
        )
        assert mandaat_van(conn, leverancier, v.OIN, v.NU.date())
        assert not mandaat_van(conn, leverancier, v.ANDER_OIN, v.NU.date())
    assert vraag(gevuld, v.Kop(), oin=leverancier).oin == v.OIN
    with gevuld.transactie() as conn:
        conn.execute(update(t.mandaat).values(ingetrokken_op=v.NU.date()))
    with pytest.raises(SleutelGeweigerd):
        vraag(gevuld, v.Kop(), oin=leverancier)


@pytest.mark.regel("R-049")
def test_de_opvolger_van_een_uitvoerder(gevuld: Database) -> None:
    """Bennebroek voerde uit voor Rotterdam; sinds 2009 doet Bloemendaal dat."""
    with gevuld.transactie() as conn:
        conn.execute(
            insert(t.uitbesteding).values(
                uitbestedende_gemeente="0599",
                uitvoerende_gemeente="0372",
                datum_ontvangst_origineel=date(2008, 1, 1),
                ondertekend=True,
                bewerkerscontract=True,
                van=date(2008, 1, 1),
                aanvraag_sleutel=date(2008, 1, 1),
            )
        )
        conn.execute(update(t.applicatiesleutel).values(gemeente="0377"))
        conn.execute(update(t.gebruiker).values(gemeente="0377"))
    toegang = vraag(gevuld, v.Kop(CdGemeente="0377", CdGemeenteNamens="0599"))
    assert (toegang.voor, set(toegang.bereik)) == ("0599", {"0599"})
    with pytest.raises(NietGerechtigd) as fout:
        vraag(gevuld, v.Kop(CdGemeente="0377", CdGemeenteNamens="0372"))
    assert codes(fout) == ["F008"]
