"""Wat suwinet van de adressering eist: de fault van de standaard, het nummer van Digikoppeling, en de kop."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from lxml import etree

from isi_soap.beheer.pki import OIN_DIENST
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.profiel import SUWINET
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.logregels import alle_regels
from tests.persistence import balie as b
from tests.persistence.balie import Balie
from tests.soap.berichten_maken import ACTIE, KOPPEN, SOAP, WSA, envelop, fault, persoon_info, wsa

PAD = "/suwinet/ISIRaadplegen-v0100"
TO = f"https://isi.voorbeeld{PAD}"
VAN = f"https://afzender.voorbeeld/isi?oin={b.OIN[b.AMSTERDAM]}"
GOED = {"To": f"{TO}?oin={OIN_DIENST}", "From": VAN, "MessageID": "urn:uuid:1", "Action": ACTIE}


@pytest.fixture
def streng(balie: Balie, database: Database, middelen: Middelen) -> Toepassing:
    """Suwinet zonder handtekening: hier gaat het alleen om de adressering."""
    return Toepassing(
        DIENSTEN,
        partial(Eenheid, database, klok=lambda: b.NU),
        profiel=replace(SUWINET, handtekening_verplicht=False, antwoord_altijd_getekend=False),
        openbaar_adres="https://isi.voorbeeld/",
        middelen=middelen,
    )


def stuur(dienst: Toepassing, header: str, body: str | None = None, **http: str) -> Antwoord:
    bericht = envelop(persoon_info() if body is None else body, header)
    return dienst(Verzoek("POST", PAD, "", KOPPEN | http, bericht, "192.0.2.1"))


def koppen(antwoord: Antwoord) -> dict[str, str]:
    header = etree.fromstring(antwoord.body).find(f"{{{SOAP}}}Header")
    assert header is not None
    return {etree.QName(k).localname: "".join(map(str, k.itertext())) for k in header}


@pytest.mark.eis("WA001", "R1163")
@pytest.mark.parametrize("naam", ["urn:uuid:1", "uuid:1", "MessageId-ffc0"])
def test_een_volledige_adressering_krijgt_antwoord(naam: str, streng: Toepassing) -> None:
    antwoord = stuur(streng, wsa(**(GOED | {"MessageID": naam})))
    assert antwoord.status == 200
    gevonden = koppen(antwoord)
    assert gevonden.pop("MessageID").startswith("urn:uuid:")
    assert gevonden == {
        "To": VAN,
        "From": f"{TO}?oin={OIN_DIENST}",
        "Action": f"{ACTIE}Response",
        "RelatesTo": naam,
    }


@pytest.mark.eis("WA001")
@pytest.mark.parametrize(
    "to",
    [
        TO,
        f"{TO}?oin={OIN_DIENST}",
        f"{TO}?OIN={OIN_DIENST}",
        f"https://ISI.voorbeeld:443{PAD}",
        f"HTTPS://isi.voorbeeld{PAD}?Oin={OIN_DIENST}",
    ],
)
def test_to_is_ons_adres_met_of_zonder_ons_oin(to: str, streng: Toepassing) -> None:
    antwoord = stuur(streng, wsa(**(GOED | {"To": to})))
    assert antwoord.status == 200
    assert koppen(antwoord)["From"] == f"{to.partition('?')[0]}?oin={OIN_DIENST}"


# naam: (koppen, fault, nummer, kop in FaultDetail)
_ADRES = f"<w:Address>{VAN}</w:Address>"
_FROM = f'<w:From xmlns:w="{WSA}">%s</w:From>'
FOUTEN: dict[str, tuple[str, str, str, str]] = {
    **{
        f"zonder {naam}": (
            wsa(**{n: w for n, w in GOED.items() if n != naam}),
            "MessageAddressingHeaderRequired",
            nummer,
            f"wsa:{naam}",
        )
        for naam, nummer in (("To", "0005"), ("Action", "0006"), ("MessageID", "0007"), ("From", "0011"))
    },
    **{
        f"twee keer {naam}": (
            wsa(**GOED) + wsa(**{naam: GOED.get(naam, f"{WSA}/anonymous")}) * (1 if naam in GOED else 2),
            "InvalidCardinality",
            "0011",
            f"wsa:{naam}",
        )
        for naam in ("To", "From", "Action", "MessageID", "ReplyTo", "FaultTo")
    },
    **{
        f"{naam} leeg": (wsa(**(GOED | {naam: " "})), code, nummer, f"wsa:{naam}")
        for naam, code, nummer in (
            ("To", "InvalidAddress", "0005"),
            ("Action", "InvalidAddressingHeader", "0006"),
            ("MessageID", "InvalidAddressingHeader", "0007"),
            ("From", "InvalidAddress", "0011"),
            ("RelatesTo", "InvalidAddressingHeader", "0008"),
        )
    },
    "To zonder schema": (wsa(**(GOED | {"To": "isi"})), "InvalidAddress", "0005", "wsa:To"),
    "To met een element": (wsa(**(GOED | {"To": f"{TO}<x/>"})), "InvalidAddressingHeader", "0005", "wsa:To"),
    "From zonder oin": (wsa(**(GOED | {"From": "https://a/"})), "InvalidAddress", "0011", "wsa:From"),
    "From met twee oins": (
        wsa(**(GOED | {"From": f"{VAN}&amp;OIN={OIN_DIENST}"})),
        "InvalidAddress",
        "0011",
        "wsa:From",
    ),
    "From zonder Address": (
        wsa(**{n: w for n, w in GOED.items() if n != "From"}) + _FROM % "",
        "MissingAddressInEPR",
        "0011",
        "wsa:From",
    ),
    "From met twee adressen": (
        wsa(**{n: w for n, w in GOED.items() if n != "From"}) + _FROM % (_ADRES * 2),
        "InvalidEPR",
        "0011",
        "wsa:From",
    ),
    "From met ReferenceParameters": (
        wsa(**{n: w for n, w in GOED.items() if n != "From"})
        + _FROM % f"{_ADRES}<w:ReferenceParameters/>",
        "InvalidEPR",
        "0011",
        "wsa:From",
    ),
    "ReplyTo elders": (
        wsa(**GOED, ReplyTo="http://192.0.2.9/"),
        "OnlyAnonymousAddressSupported",
        "0011",
        "wsa:ReplyTo",
    ),
    "FaultTo elders": (
        wsa(**GOED, FaultTo="http://192.0.2.9/"),
        "OnlyAnonymousAddressSupported",
        "0011",
        "wsa:FaultTo",
    ),
    "Action van een andere operatie": (
        wsa(**(GOED | {"Action": ACTIE.replace("PersoonInfo", "VerbindingInfo")})),
        "ActionMismatch",
        "0003",
        "wsa:Action",
    ),
    "To van een ander": (
        wsa(**(GOED | {"To": f"https://elders.voorbeeld{PAD}"})),
        "DestinationUnreachable",
        "0005",
        f"https://elders.voorbeeld{PAD}",
    ),
    "To van een andere dienst": (
        wsa(**(GOED | {"To": "https://isi.voorbeeld/suwinet/ISIMuteren-v0100"})),
        "DestinationUnreachable",
        "0005",
        "https://isi.voorbeeld/suwinet/ISIMuteren-v0100",
    ),
    "To van het andere profiel": (
        wsa(**(GOED | {"To": TO.replace("suwinet", "ketentest")})),
        "DestinationUnreachable",
        "0005",
        TO.replace("suwinet", "ketentest"),
    ),
    "To met het OIN van een ander": (
        wsa(**(GOED | {"To": f"{TO}?oin={b.OIN[b.AMSTERDAM]}"})),
        "DestinationUnreachable",
        "0005",
        f"{TO}?oin={b.OIN[b.AMSTERDAM]}",
    ),
    "To anoniem": (
        wsa(**(GOED | {"To": f"{WSA}/anonymous"})),
        "DestinationUnreachable",
        "0005",
        f"{WSA}/anonymous",
    ),
}  # fmt: skip


@pytest.mark.eis("WA001", "R1149", "R1163", "R1153", "R1142", "R2900", "R1146")
@pytest.mark.parametrize("naam", FOUTEN)
def test_elke_fout_van_de_standaard(naam: str, streng: Toepassing, database: Database) -> None:
    header, code, nummer, detail = FOUTEN[naam]
    gevonden = fault(stuur(streng, header))
    assert gevonden.code == f"{{{WSA}}}{code}"
    assert gevonden.koppen["FaultDetail"] == detail
    assert gevonden.koppen["Action"] == f"{WSA}/fault"
    assert gevonden.koppen["From"].endswith(f"?oin={OIN_DIENST}")
    assert "Kenmerk: " in gevonden.tekst
    (regel,) = alle_regels(database)
    assert (regel.uitkomst, regel.codes) == ("FOUT", (nummer,))


def test_de_host_van_het_verzoek_maakt_een_adres_niet_het_onze(streng: Toepassing) -> None:
    header = wsa(**(GOED | {"To": f"https://elders.voorbeeld{PAD}"}))
    gevonden = fault(stuur(streng, header, host="elders.voorbeeld"))
    assert gevonden.code == f"{{{WSA}}}DestinationUnreachable"
    assert gevonden.koppen["From"] == f"{TO}?oin={OIN_DIENST}"


@pytest.mark.eis("R1149")
def test_body_en_action_die_wij_geen_van_beide_kennen(streng: Toepassing) -> None:
    header = wsa(**(GOED | {"Action": "urn:isi:Diensten:ISIRaadplegen-v0100/Weg"}))
    gevonden = fault(stuur(streng, header, '<m:Weg xmlns:m="urn:isi:Diensten:ISIRaadplegen:v0100"/>'))
    assert gevonden.code == f"{{{WSA}}}ActionNotSupported"
    assert gevonden.koppen["FaultDetail"] == "urn:isi:Diensten:ISIRaadplegen-v0100/Weg"


_VREEMD = '<x:Sleutel xmlns:x="urn:elders"%s>1</x:Sleutel>'


@pytest.mark.eis("WS007", "R1027")
@pytest.mark.parametrize(
    ("header", "code"),
    [
        (_VREEMD % "", "Client"),
        (_VREEMD % ' s:mustUnderstand="0"', "Client"),
        (_VREEMD % ' s:mustUnderstand="1"', "MustUnderstand"),
        (_VREEMD % ' s:actor="urn:iemand"', "Client"),
        (f'<w:To xmlns:w="{WSA}" s:actor="urn:iemand">urn:x</w:To>', "Client"),
    ],
    ids=["los", "mag", "moet", "voor een ander", "adressering voor een ander"],
)
def test_andere_headers_dan_die_van_het_profiel(
    header: str, code: str, streng: Toepassing, database: Database
) -> None:
    gevonden = fault(stuur(streng, wsa(**GOED) + header))
    assert gevonden.code == f"{{{SOAP}}}{code}"
    assert gevonden.koppen["RelatesTo"] == "urn:uuid:1"
    assert alle_regels(database)[0].codes == ("0010",)


@pytest.mark.eis("WA001")
@pytest.mark.parametrize(("waarde", "status"), [("none", 200), ("anonymous", 200), ("iets", 500)])
def test_een_onbekende_adreskop_mag_als_zij_niets_stuurt(
    waarde: str, status: int, streng: Toepassing
) -> None:
    assert stuur(streng, wsa(**GOED, SourceEndpoint=f"{WSA}/{waarde}")).status == status


@pytest.mark.eis("WA001")
def test_ook_zonder_messageid_heeft_het_antwoord_zijn_koppen(streng: Toepassing) -> None:
    gevonden = fault(stuur(streng, "")).koppen
    assert gevonden["To"] == f"{WSA}/anonymous"
    assert gevonden["From"] == f"{TO}?oin={OIN_DIENST}"
    assert "RelatesTo" not in gevonden


def test_isiketentest_is_er_niet(streng: Toepassing) -> None:
    pad = "/suwinet/ISIKetentest-v0100"
    assert streng(Verzoek("POST", pad, "", KOPPEN, envelop("<x/>"))).status == 404
    assert streng(Verzoek("GET", pad, "wsdl", KOPPEN)).status == 404
