"""De client op de opdrachtregel, tegen de draaiende dienst."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from isi_soap.client.opdrachten import opdrachtnaam
from isi_soap.client.verbinding import Verbinding
from tests.keten.conftest import Draaiend

ONBEKEND = "800000195"


def test_de_hulp_noemt_elke_operatie(dienst: Draaiend, verbinding: Verbinding) -> None:
    hulp = dienst.client("--help").stdout
    assert all(opdrachtnaam(naam) in hulp for naam in verbinding.operaties)


def test_de_hulp_van_een_operatie_noemt_velden_uitleg_en_codes(dienst: Draaiend) -> None:
    hulp = dienst.client("registreer-voorziening", "--help").stdout
    assert "--cd-srt-voorziening" in hulp
    assert "--dat-b-voorziening" in hulp
    assert "DIV" in hulp


def test_verbinding_info_werkt_zonder_een_enkele_optie(dienst: Draaiend) -> None:
    antwoord = json.loads(dienst.client("verbinding-info", "--json").stdout)
    assert antwoord["Verbinding"]["CdGemeente"] == "0363"
    assert antwoord["Verbinding"]["CdProfielDienst"] == "KETENTEST"


def test_een_boom_op_het_scherm(dienst: Draaiend) -> None:
    assert "CdGemeente: 0363" in dienst.client("verbinding-info").stdout


def test_niets_gevonden_is_afloop_een(dienst: Draaiend) -> None:
    antwoord = json.loads(dienst.client("persoon-info", "--bsn", ONBEKEND, "--json", verwacht=1).stdout)
    assert antwoord["uitkomst"] == "niets-gevonden"
    assert [m["code"] for m in antwoord["meldingen"]] == ["I001"]


def test_een_fault_is_afloop_drie(dienst: Draaiend) -> None:
    klaar = dienst.client("persoon-info", "--bsn", "800000196", "--json", verwacht=3)
    assert [m["code"] for m in json.loads(klaar.stdout)["meldingen"]] == ["F001"]


def test_een_ontbrekend_veld_is_verkeerd_gebruik(dienst: Draaiend) -> None:
    klaar = dienst.client("persoon-info", verwacht=2)
    assert "--bsn" in klaar.stderr


def test_een_ketenpartner_noemt_zijn_eigen_oin(dienst: Draaiend) -> None:
    klaar = dienst.client("ind-uitwisseling-info", "--partij", "IND", "--aant-per-pagina", "1", "--json")
    assert json.loads(klaar.stdout)["uitkomst"] == "inhoud"


def test_zonder_dienst_is_afloop_vier(dienst: Draaiend) -> None:
    with socket.socket() as leeg:
        leeg.bind(("127.0.0.1", 0))
        adres = f"http://127.0.0.1:{leeg.getsockname()[1]}"
        klaar = dienst.opdracht("client", "verbinding-info", "--adres", adres, verwacht=4)
    assert "isi-soap serve" in klaar.stderr


BERICHT = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<m:PersoonInfo xmlns:m="urn:isi:Diensten:ISIRaadplegen:v0100"><Kop>
<Applicatiesleutel>test-0363-amsterdam-sleutel</Applicatiesleutel><CdGemeente>0363</CdGemeente>
<Gebruiker>r6.alles</Gebruiker></Kop><ClientSuwi><Burgerservicenr>{bsn}</Burgerservicenr></ClientSuwi>
</m:PersoonInfo></soap:Body></soap:Envelope>"""


def test_berichten_sturen_bewaren_en_vergelijken(dienst: Draaiend, tmp_path: Path) -> None:
    (tmp_path / "01.xml").write_text(BERICHT.format(bsn=ONBEKEND))
    (tmp_path / "02.xml").write_text(BERICHT.format(bsn="800000196"))
    (tmp_path / "03.xml").write_text(BERICHT.format(bsn=ONBEKEND)[:-20])
    eerste = json.loads(dienst.client("stuur", str(tmp_path), "--json").stdout)
    assert [v["eerder"] for v in eerste] == [False, False, False]
    assert [v["http"] for v in eerste] == [200, 500, 500]
    assert (tmp_path / "01.antwoord.xml").exists()
    tweede = json.loads(dienst.client("stuur", str(tmp_path), "--json").stdout)
    assert all(v["eerder"] and not v["verschillen"] for v in tweede)


def test_een_ander_antwoord_valt_op(dienst: Draaiend, tmp_path: Path) -> None:
    (tmp_path / "01.xml").write_text(BERICHT.format(bsn=ONBEKEND))
    dienst.client("stuur", str(tmp_path / "01.xml"))
    bewaard = tmp_path / "01.antwoord.xml"
    bewaard.write_text(bewaard.read_text().replace("I001", "I999"))
    klaar = dienst.client("stuur", str(tmp_path), "--json", verwacht=1)
    (verschil,) = json.loads(klaar.stdout)[0]["verschillen"]
    assert (verschil["eerder"], verschil["nu"]) == ("I999", "I001")
    assert (tmp_path / "01.antwoord.nieuw.xml").exists()
    assert "I999" in dienst.client("stuur", str(tmp_path), verwacht=1).stdout
    dienst.client("stuur", str(tmp_path), "--vervang")
    assert not (tmp_path / "01.antwoord.nieuw.xml").exists()
    dienst.client("stuur", str(tmp_path))


def test_een_half_ingevuld_deel_is_verkeerd_gebruik(dienst: Draaiend) -> None:
    klaar = dienst.client(
        "registreer-vrijstelling", "--bsn", ONBEKEND, "--cd-srt-vrijstelling", "GEDEELTELIJK",
        "--dat-ingang", "2019-04-01", "--nr-document", "1", verwacht=2,
    )  # fmt: skip
    assert "OmsSrtDocument" in klaar.stderr
