"""De zeep-plugin: elke kop een keer, ondertekend wat weggaat, en alleen vertrouwen wat bij de vraag hoort."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree

from isi_soap.wsse import (
    Sleutelpaar,
    Vastgezet,
    Vertrouwen,
    is_versleuteld,
    onderteken,
    ontsleutel,
    verifieer,
    versleutel,
)
from isi_soap.wsse.namen import BODY, SOAP, WSA
from isi_soap.wsse.zeep_plugin import Digikoppeling, OnbetrouwbaarAntwoord, mtls_sessie

WSDL = Path(__file__).parents[2] / "wsdl" / "ISIRaadplegen-v0100.wsdl"
OIN = "00000099000000363000"
KOP = {"Applicatiesleutel": "x" * 16, "CdGemeente": "0363", "Gebruiker": "iemand"}


def vraag(plugin: Digikoppeling) -> Any:
    client = zeep.Client(str(WSDL), plugins=[plugin])
    return client.create_message(client.service, "VerbindingInfo", Kop=KOP)


def antwoord(relates_to: str | None, *headers: str, body: str = "<a:b xmlns:a='urn:a'/>") -> Any:
    verwijzing = f"<wsa:RelatesTo>{relates_to}</wsa:RelatesTo>" if relates_to else ""
    return etree.fromstring(
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:wsa="{WSA}"><s:Header><wsa:MessageID>urn:b</wsa:MessageID>'
        f"{verwijzing}{''.join(headers)}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


ACTIE = "<wsa:Action>x</wsa:Action>"


def over_de_lijn(envelop: Any) -> Any:
    return etree.fromstring(etree.tostring(envelop))


def test_elke_header_staat_er_een_keer() -> None:
    namen = [etree.QName(e).localname for e in vraag(Digikoppeling(oin=OIN)).find("{*}Header")]
    assert sorted(namen) == ["Action", "From", "MessageID", "To"]


def test_from_en_to_dragen_het_oin_en_action_komt_uit_de_wsdl() -> None:
    envelop = vraag(Digikoppeling(oin=OIN, naar_oin="00000099900000001000"))
    assert envelop.findtext(f".//{{{WSA}}}From/{{{WSA}}}Address") == f"{WSA}/anonymous?oin={OIN}"
    assert envelop.findtext(f".//{{{WSA}}}Action") == "urn:isi:Diensten:ISIRaadplegen-v0100/VerbindingInfo"
    assert envelop.findtext(f".//{{{WSA}}}To").endswith("?oin=00000099900000001000")


def test_een_opgegeven_message_id_gaat_mee() -> None:
    assert vraag(Digikoppeling(message_id=lambda: "urn:a")).findtext(f".//{{{WSA}}}MessageID") == "urn:a"


def test_een_antwoord_zonder_handtekening_bij_een_vraag_zonder() -> None:
    plugin = Digikoppeling(message_id=lambda: "urn:a")
    vraag(plugin)
    plugin.ingress(antwoord("urn:a", ACTIE), {}, None)
    assert plugin.laatste.antwoord_id == "urn:b"


@pytest.mark.parametrize(
    ("relates_to", "headers"),
    [
        (None, ()),
        ("urn:ander", (ACTIE,)),
        ("urn:a", ()),
        ("urn:a", ("<wsa:RelatesTo>urn:a</wsa:RelatesTo>", ACTIE)),
    ],
    ids=["zonder headers", "bij een andere vraag", "zonder Action", "dubbel"],
)
def test_een_antwoord_met_verkeerde_adressering(relates_to: str | None, headers: tuple[str, ...]) -> None:
    plugin = Digikoppeling(message_id=lambda: "urn:a")
    vraag(plugin)
    with pytest.raises(OnbetrouwbaarAntwoord):
        plugin.ingress(antwoord(relates_to, *headers), {}, None)


class Ondertekend:
    """Een gemeente en een dienst die elkaar ondertekende berichten sturen."""

    def __init__(self, plugin: Digikoppeling, dienst: Sleutelpaar, vertrouwen: Vertrouwen) -> None:
        self.plugin, self.dienst, self.vertrouwen = plugin, dienst, vertrouwen

    def vraag(self) -> Any:
        return over_de_lijn(vraag(self.plugin))

    def antwoord(self, *, bevestig: str | None = "", door: Sleutelpaar | None = None, body: str = "") -> Any:
        """Een goed antwoord, tenzij anders gevraagd; `bevestig=""` is de handtekening van de vraag."""
        envelop = antwoord(self.plugin.laatste.message_id, ACTIE, body=body or "<a:b xmlns:a='urn:a'/>")
        waarde = self.plugin.laatste.handtekening if bevestig == "" else bevestig
        onderteken(envelop, door or self.dienst, datetime.now(UTC), bevestig=waarde)
        return over_de_lijn(envelop)

    def ontvang(self, envelop: Any) -> None:
        self.plugin.ingress(envelop, {}, None)


@pytest.fixture
def gesprek(amsterdam: Sleutelpaar, dienst: Sleutelpaar, vertrouwen: Vertrouwen) -> Ondertekend:
    plugin = Digikoppeling(amsterdam, vertrouwen, naar_oin=dienst.oin)
    return Ondertekend(plugin, dienst, vertrouwen)


def test_de_vraag_is_geheel_ondertekend(gesprek: Ondertekend) -> None:
    envelop = gesprek.vraag()
    beveiligd = verifieer(envelop, vertrouwen=gesprek.vertrouwen, nu=datetime.now(UTC))
    assert beveiligd.oin == OIN
    assert beveiligd.handtekening == gesprek.plugin.laatste.handtekening
    assert sum(1 for deel in beveiligd.onderdelen if deel.tag.startswith(f"{{{WSA}}}")) == 4


def test_het_goede_antwoord_komt_door(gesprek: Ondertekend) -> None:
    gesprek.vraag()
    gesprek.ontvang(gesprek.antwoord())
    assert gesprek.plugin.laatste.beveiligd is not None
    assert gesprek.plugin.laatste.antwoord_id == "urn:b"


def test_een_vastgezet_certificaat(
    amsterdam: Sleutelpaar, dienst: Sleutelpaar, vertrouwen: Vertrouwen
) -> None:
    gesprek = Ondertekend(Digikoppeling(amsterdam, Vastgezet((dienst.certificaat,))), dienst, vertrouwen)
    gesprek.vraag()
    gesprek.ontvang(gesprek.antwoord())
    gesprek.vraag()
    with pytest.raises(OnbetrouwbaarAntwoord, match="vastgezette"):
        gesprek.ontvang(gesprek.antwoord(door=amsterdam))


def test_antwoord_op_een_andere_vraag(gesprek: Ondertekend) -> None:
    """Ook met dezelfde MessageID: de bevestigde handtekening is die van een ander bericht (WB014)."""
    gesprek.vraag()
    oud = gesprek.plugin.laatste.handtekening
    gesprek.vraag()
    for bevestig in (oud, None):
        with pytest.raises(OnbetrouwbaarAntwoord, match="SignatureConfirmation"):
            gesprek.ontvang(gesprek.antwoord(bevestig=bevestig))


def test_antwoord_van_een_ander(gesprek: Ondertekend, amsterdam: Sleutelpaar) -> None:
    gesprek.vraag()
    with pytest.raises(OnbetrouwbaarAntwoord, match="een ander dan de dienst"):
        gesprek.ontvang(gesprek.antwoord(door=amsterdam))


def test_antwoord_zonder_handtekening_noemt_de_fault(gesprek: Ondertekend) -> None:
    gesprek.vraag()
    fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>Policy Falsified</faultstring></s:Fault>"
    with pytest.raises(OnbetrouwbaarAntwoord, match="Policy Falsified"):
        gesprek.ontvang(antwoord(gesprek.plugin.laatste.message_id, ACTIE, body=fault))


def test_veranderd_antwoord(gesprek: Ondertekend) -> None:
    gesprek.vraag()
    envelop = gesprek.antwoord()
    envelop.find(BODY)[0].text = "iets anders"
    with pytest.raises(OnbetrouwbaarAntwoord, match="klopt niet"):
        gesprek.ontvang(envelop)


def test_oud_antwoord(gesprek: Ondertekend) -> None:
    gesprek.vraag()
    envelop = gesprek.antwoord()
    gesprek.plugin.nu = lambda: datetime.now(UTC) + timedelta(minutes=6)
    with pytest.raises(OnbetrouwbaarAntwoord, match=r"te oud|verstreken"):
        gesprek.ontvang(envelop)


def test_versleuteld_heen_en_terug(
    amsterdam: Sleutelpaar, dienst: Sleutelpaar, vertrouwen: Vertrouwen
) -> None:
    """WB012: het antwoord is versleuteld voor wie de vraag ondertekende."""
    plugin = Digikoppeling(amsterdam, vertrouwen, versleutel_voor=dienst.certificaat)
    gesprek = Ondertekend(plugin, dienst, vertrouwen)
    envelop = gesprek.vraag()
    assert is_versleuteld(envelop)
    ontsleutel(envelop, dienst)
    assert verifieer(envelop, vertrouwen=vertrouwen, nu=datetime.now(UTC)).oin == OIN
    terug = gesprek.antwoord()
    versleutel(terug, amsterdam.certificaat)
    gesprek.ontvang(over_de_lijn(terug))
    gesprek.vraag()
    with pytest.raises(OnbetrouwbaarAntwoord, match="niet versleuteld"):
        gesprek.ontvang(gesprek.antwoord())


def test_ondertekenen_zonder_te_zeggen_wie_te_geloven(amsterdam: Sleutelpaar) -> None:
    with pytest.raises(ValueError, match="welk certificaat"):
        Digikoppeling(amsterdam)


def test_de_sessie_leest_niets_uit_de_omgeving(pki: Path) -> None:
    cert, sleutel = pki / "amsterdam" / "cert.pem", pki / "amsterdam" / "sleutel.pem"
    sessie = mtls_sessie(pki / "ca" / "root.pem", cert, sleutel)
    assert not sessie.trust_env
    assert sessie.verify == str(pki / "ca" / "root.pem")
    assert sessie.cert == (str(cert), str(sleutel))


def test_over_te_nemen_zonder_de_rest(tmp_path: Path, pki: Path) -> None:
    """Alleen de map wsse, in een leeg pakket: zo staat het in de uitleg van de plugin."""
    bron = Path(__file__).parents[2] / "isi_soap"
    shutil.copytree(bron / "wsse", tmp_path / "isi_soap" / "wsse")
    shutil.copy(bron / "__init__.py", tmp_path / "isi_soap")
    programma = """
import sys
from pathlib import Path
import zeep
from isi_soap.wsse import Vertrouwen, laad_sleutelpaar
from isi_soap.wsse.zeep_plugin import Digikoppeling
pki, wsdl = Path(sys.argv[1]), sys.argv[2]
plugin = Digikoppeling(
    sleutelpaar=laad_sleutelpaar(pki / "amsterdam/cert.pem", pki / "amsterdam/sleutel.pem"),
    vertrouwen=Vertrouwen.uit_map(pki / "ca", pki / "crl"),
)
client = zeep.Client(wsdl, plugins=[plugin])
kop = {"Applicatiesleutel": "x" * 16, "CdGemeente": "0363", "Gebruiker": "iemand"}
client.create_message(client.service, "VerbindingInfo", Kop=kop)
eigen = [naam for naam in sys.modules if naam.split(".")[0] in ("isi_soap", "services", "persistence")]
print(all(naam == "isi_soap" or naam.startswith("isi_soap.wsse") for naam in eigen), plugin.oin)
import isi_soap
print(Path(isi_soap.__file__).parent.parent == Path.cwd())
"""
    klaar = subprocess.run(
        [sys.executable, "-c", programma, str(pki), str(WSDL)],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert klaar.stdout.split() == ["True", OIN, "True"], klaar.stderr
