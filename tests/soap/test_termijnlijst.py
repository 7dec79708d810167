"""De lijst termijnoverschrijders: in het bericht, bij uitgebreid zoeken en als bestand dezelfde personen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import psutil
import pytest
from sqlalchemy import select, update

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.domain.datum import Datum
from isi_soap.settings import Instellingen
from isi_soap.soap.termijnlijst import KOLOMMEN, Termijnlijst, schrijf, veilig
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek.tonen import toon
from persistence.logboek.zoeken import Zoekvraag, zoek
from persistence.testdata import herstel
from services.alle import DIENSTEN
from tests.persistence.balie import ADRES, AMSTERDAM, HANDHAVING, JA, NU, OIN, VOORZIENING, Balie, sleutel_van
from tests.soap.berichten_maken import KOPPEN, PAD, envelop, verzoek
from tests.soap.test_front import draaiend, lees_antwoord

OVERSCHREDEN = replace(HANDHAVING, datum_einde_termijn=date(2012, 3, 1))
OUDE, FORMULE, OP_TIJD, ELDERS = "999990032", "999990044", "999990056", "999990068"
RUN = NU.date()


@pytest.fixture
def lijst(balie: Balie) -> Balie:
    """Twee overschrijders in Amsterdam, van wie een 65-plusser; een op tijd, en een in Rotterdam."""
    balie.leg_vast(ADRES, JA, OVERSCHREDEN, VOORZIENING, bsn=OUDE, geboortedatum=Datum("19400500"))
    balie.leg_vast(ADRES, JA, OVERSCHREDEN, bsn=FORMULE, geslachtsnaam="-Voorbeeld", voorvoegsel="'t")
    balie.leg_vast(ADRES, JA, HANDHAVING, bsn=OP_TIJD)
    balie.leg_vast(replace(ADRES, gemeente="0599"), JA, OVERSCHREDEN, bsn=ELDERS)
    return balie


def vraag(dienst: Toepassing, operatie: str, **velden: Any) -> Any:
    kop = berichten.Kop(Applicatiesleutel=sleutel_van(AMSTERDAM), CdGemeente=AMSTERDAM, Gebruiker="alles")
    bericht = codec(operatie).encode(getattr(berichten, operatie)(Kop=kop, **velden)).decode()
    antwoord = dienst(verzoek(envelop(bericht)))
    assert antwoord.status == 200
    return antwoord


def url(dienst: Toepassing, **velden: Any) -> str:
    tekst = vraag(dienst, "TermijnoverschrijdersInfo", **velden).body.decode()
    return tekst.split("<UrlDownload>")[1].split("</UrlDownload>")[0]  # type: ignore[no-any-return]


def haal(dienst: Any, adres: str, methode: str = "GET", **koppen: str) -> Antwoord:
    antwoord = dienst(Verzoek(methode, "/" + adres.split("/", 3)[3], "", koppen, b"", "192.0.2.7"))
    assert isinstance(antwoord, Antwoord)
    return antwoord


def rijen(antwoord: Antwoord) -> list[dict[str, str]]:
    assert antwoord.status == 200
    assert antwoord.bestand is not None
    with antwoord.bestand as bestand:
        inhoud = bestand.read()
    assert dict(antwoord.headers)["content-length"] == str(len(inhoud))
    return gelezen(inhoud)


def gelezen(inhoud: bytes) -> list[dict[str, str]]:
    assert inhoud.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(inhoud.decode("utf-8-sig"), newline=""), delimiter=";"))


@contextmanager
def op_tijd(database: Database, later: timedelta) -> Iterator[Toepassing]:
    yield Toepassing(DIENSTEN, partial(Eenheid, database, klok=lambda: NU + later))


@pytest.mark.regel("R-035")
def test_de_lijst_als_bestand(lijst: Balie, dienst: Toepassing) -> None:
    adres = url(dienst)
    assert adres.startswith("http://isi.test/ketentest/termijnoverschrijders/")
    antwoord = haal(dienst, adres)
    oude, formule = rijen(antwoord)
    assert tuple(oude) == KOLOMMEN
    assert (oude["bsn"], oude["groep"], oude["voorgesteldeActie"]) == (OUDE, "P65|OVR", "REDEN_4")
    assert (oude["geboortedatum"], oude["actieveVoorziening"], oude["aanbodDoorGemeente"]) == (
        "1940-05-00",
        "J",
        AMSTERDAM,
    )
    assert (formule["geslachtsnaam"], formule["voorvoegsel"]) == ("'-Voorbeeld", "'t")
    assert (formule["dagenOver"], formule["datumEindeTermijn"]) == ("92", "2012-03-01")
    koppen = dict(antwoord.headers)
    assert koppen["content-disposition"] == ('attachment; filename="termijnoverschrijders-0363-20120601.csv"')
    assert koppen["cache-control"] == "no-store"


@pytest.mark.regel("R-036")
def test_alleen_de_gevraagde_groepen(lijst: Balie, dienst: Toepassing) -> None:
    assert [r["bsn"] for r in rijen(haal(dienst, url(dienst, CdGroepTermijn=("P65",))))] == [OUDE]
    # Bij een volgende bladzijde hoort geen nieuwe verwijzing: de eerste geldt voor de hele lijst.
    eerste = vraag(dienst, "TermijnoverschrijdersInfo", AantPerPagina=1).body.decode()
    assert "<UrlDownload>" in eerste
    cursor = eerste.split("<CursorVolgende>")[1].split("<")[0]
    tweede = vraag(dienst, "TermijnoverschrijdersInfo", AantPerPagina=1, Cursor=cursor).body.decode()
    assert FORMULE in tweede
    assert "<UrlDownload>" not in tweede


def test_een_keer_in_elk_werkproces(lijst: Balie, dienst: Toepassing, database: Database) -> None:
    adres = url(dienst)
    with op_tijd(database, timedelta(minutes=5)) as ander_proces:
        assert haal(ander_proces, adres, "HEAD").status == 405
        assert len(rijen(haal(ander_proces, adres))) == 2
    assert haal(dienst, adres).status == 410
    assert haal(dienst, adres + "x").status == 404


def test_vijf_minuten_op_beide_klokken(lijst: Balie, dienst: Toepassing, database: Database) -> None:
    adres = url(dienst)
    with op_tijd(database, timedelta(minutes=5, seconds=1)) as later:
        assert haal(later, adres).status == 410
    with database.transactie() as conn:
        conn.execute(update(t.stand).values(klok_vast=NU))
    with op_tijd(database, timedelta(minutes=5, seconds=1)) as later:
        assert haal(later, adres).status == 410
    with database.transactie() as conn:
        conn.execute(update(t.stand).values(klok_vast=NU + timedelta(hours=1)))
    assert haal(dienst, adres).status == 410


def test_wie_zich_bekendmaakt_heeft_hetzelfde_oin(
    lijst: Balie, dienst: Toepassing, database: Database
) -> None:
    opener = partial(Eenheid, database, klok=lambda: NU)
    ander = Termijnlijst(opener, "ketentest", lambda v: v.headers.get("x-oin"))
    adres = url(dienst)
    assert haal(ander, adres, **{"x-oin": "9" * 20}).status == 403
    assert len(rijen(haal(ander, adres, **{"x-oin": OIN[AMSTERDAM]}))) == 2
    zonder_identiteit = Termijnlijst(opener, "suwinet", lambda _: None)
    teken = url(dienst).rsplit("/", 1)[1]
    assert haal(zonder_identiteit, f"http://isi.test/suwinet/termijnoverschrijders/{teken}").status == 403


@pytest.mark.regel("R-025")
def test_het_logboek_zegt_wie_over_wie_ophaalde(lijst: Balie, dienst: Toepassing, database: Database) -> None:
    adres = url(dienst)
    haal(dienst, adres)
    haal(dienst, adres)
    with database.verbinding() as conn:
        b = t.bericht.c
        regels = conn.execute(select(t.bericht).where(b.relates_to.is_not(None)).order_by(b.ontvangen)).all()
        assert [(r.uitkomst, r.http_status) for r in regels] == [("OK", 200), ("GEWEIGERD", 410)]
        gelukt = regels[0]
        assert (gelukt.oin, gelukt.gemeente, gelukt.gebruiker, gelukt.peer) == (
            OIN[AMSTERDAM],
            AMSTERDAM,
            "alles",
            "192.0.2.7",
        )
        heel = toon(conn, database.logsleutels, gelukt.id)
        assert heel is not None
        assert adres.rsplit("/", 1)[1].encode() not in (heel.regel.verzoek or b"")
        assert sorted(heel.regel.bsns) == [OUDE, FORMULE]
        assert OUDE.encode() in (heel.regel.antwoord or b"")
        for bsn in (OUDE, FORMULE):
            assert gelukt.id in {r.id for r in zoek(conn, database.logsleutels, Zoekvraag(bsn=bsn)).regels}
        assert gelukt.relates_to.removeprefix("urn:uuid:") in {
            str(i) for i in conn.execute(select(b.id)).scalars()
        }


def test_oude_verwijzingen_verdwijnen(lijst: Balie, dienst: Toepassing, database: Database) -> None:
    url(dienst)
    with op_tijd(database, timedelta(days=2)) as later:
        url(later)
    with database.verbinding() as conn:
        assert len(conn.execute(select(t.termijnlijst)).all()) == 1


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
def test_geen_formule(begin: str) -> None:
    assert veilig(begin + "1+1") == "'" + begin + "1+1"


def test_gewone_tekst_blijft() -> None:
    assert [veilig(s) for s in ("", "Jan-Peter", "d'Été", "999990032")] == [
        "",
        "Jan-Peter",
        "d'Été",
        "999990032",
    ]


def test_vijftigduizend_regels_kosten_geen_geheugen() -> None:
    een = berichten.Termijnoverschrijder(
        Burgerservicenr=OUDE,
        Geslachtsnaam='Langenaam;met"tekens' * 5,
        Geboortedat=Datum("19800101"),
        CdGemeente=AMSTERDAM,
        CdStatus="INBURGERINGSPLICHTIG",
        CdGroepTermijn=("OVR",),
        CdActieTermijn="HANDHAVEN",
        IndActieveVoorziening=False,
    )
    proces = psutil.Process()
    schrijf(iter([een]))[0].close()
    voor = proces.memory_info().rss
    bestand, lengte = schrijf(een for _ in range(50_000))
    assert proces.memory_info().rss - voor < 4 * 1024 * 1024
    assert lengte > 8_000_000
    with bestand:
        assert len(gelezen(bestand.read())) == 50_000


@pytest.mark.regel("R-035")
def test_testset_dezelfde_personen_in_alle_drie(database: Database) -> None:
    """Op de testset S met de benoemde personen, voor elke groep."""
    with database.transactie() as conn:
        herstel(conn)
    dienst = Toepassing(DIENSTEN, partial(Eenheid, database))
    for groep in ("NL", "TR", "P65", "VRD", "VTR", "OVR", None):
        groepen = (groep,) if groep else ()
        alle = ("NL", "TR", "P65", "VRD", "VTR", "OVR")
        bestand = [r["bsn"] for r in rijen(haal(dienst, _testset_url(dienst, groepen)))]
        info = _bladeren(dienst, "TermijnoverschrijdersInfo", CdGroepTermijn=groepen)
        vraag_ = berichten.Zoekvraag(CdGroepTermijn=groepen or alle)
        gezocht = _bladeren(dienst, "PersonenZoeken", Zoekvraag=vraag_)
        assert bestand == info == gezocht
        assert bestand, groep


TESTKOP = berichten.Kop(
    Applicatiesleutel="test-0363-amsterdam-sleutel", CdGemeente="0363", Gebruiker="r6.alles"
)


def _testset(dienst: Toepassing, operatie: str, **velden: Any) -> str:
    bericht = codec(operatie).encode(getattr(berichten, operatie)(Kop=TESTKOP, **velden)).decode()
    return dienst(Verzoek("POST", PAD, "", KOPPEN, envelop(bericht))).body.decode()


def _testset_url(dienst: Toepassing, groepen: tuple[str, ...]) -> str:
    tekst = _testset(dienst, "TermijnoverschrijdersInfo", CdGroepTermijn=groepen)
    return str(tekst.split("<UrlDownload>")[1].split("<")[0])


def _bladeren(dienst: Toepassing, operatie: str, **velden: Any) -> list[str]:
    personen: list[str] = []
    tekst = _testset(dienst, operatie, AantPerPagina=200, **velden)
    while True:
        personen += [deel[:9] for deel in tekst.split("<Burgerservicenr>")[1:]]
        if "<CursorVolgende>" not in tekst:
            return personen
        cursor = tekst.split("<CursorVolgende>")[1].split("<")[0]
        tekst = _testset(dienst, operatie, AantPerPagina=200, Cursor=cursor, **velden)


def test_over_een_echte_poort(lijst: Balie, dienst: Toepassing, server_instellingen: Instellingen) -> None:
    """De server geeft het bestand zelf; de verwijzing is van een ander proces."""
    moment = {"klok_vast": NU}
    with lijst.database.transactie() as conn:
        conn.execute(update(t.stand).values(**moment))
    echt = Toepassing(DIENSTEN, partial(Eenheid, lijst.database))
    adres = url(echt)
    with draaiend(server_instellingen) as server, server.verbind() as verbinding:
        verbinding.sendall(f"GET /{adres.split('/', 3)[3]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        kop, _, inhoud = lees_antwoord(verbinding).partition(b"\r\n\r\n")
    assert kop.startswith(b"HTTP/1.1 200")
    assert [r["bsn"] for r in gelezen(inhoud)] == [OUDE, FORMULE]
