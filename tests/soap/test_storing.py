"""Als het aan ons ligt: een fault zonder oorzaak erin, en de oorzaak in het log van de beheerder."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import OPERATIES
from isi_soap.contract.voorbeelden import voorbeeld
from isi_soap.settings import Instellingen
from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from services.dienst import Dienst, OnmogelijkAntwoord, leest, toets_samenhang
from tests.logregels import alle_regels
from tests.persistence.balie import Balie
from tests.plafond import PLAFOND
from tests.soap.berichten_maken import ISI, SOAP, envelop, fault, persoon_info, verzoek

SERVER = f"{{{SOAP}}}Server"
GEHEIM = "999990019"
PERSOONINFO = OPERATIES[f"{{{ISI}}}PersoonInfo"]


def antwoordend(antwoord: Any) -> type[Dienst]:
    """Een dienst waarvan PersoonInfo altijd dit doet: een antwoord geven, of een uitzondering."""

    class Raadplegen(Dienst):
        dienst = "ISIRaadplegen"

        @leest
        @staticmethod
        def PersoonInfo(eenheid: Any, toegang: Any, bericht: Any) -> Any:  # noqa: N802
            if isinstance(antwoord, Exception):
                raise antwoord
            return antwoord

    return Raadplegen


def goed() -> Any:
    return codec(PERSOONINFO.antwoord).decode(voorbeeld(PERSOONINFO, "antwoord-minimaal").element)


def melding(soort: str) -> berichten.FWI:
    regel = berichten.Melding(Code="X", Tekst="x", Bron=berichten.Bron(DN="ISI"))
    return berichten.FWI(**{soort: (regel,)})


ONMOGELIJK: dict[str, Any] = {
    "niets": lambda: berichten.PersoonInfoResponse(),
    "resultaat naast Fout": lambda: berichten.PersoonInfoResponse(
        ClientSuwi=goed().ClientSuwi, FWI=melding("Fout")
    ),
    "resultaat naast NietsGevonden": lambda: berichten.PersoonInfoResponse(
        ClientSuwi=goed().ClientSuwi, NietsGevonden=True
    ),
    "alleen een waarschuwing": lambda: berichten.PersoonInfoResponse(FWI=melding("Waarschuwing")),
}


@pytest.mark.parametrize("naam", ONMOGELIJK)
def test_een_onmogelijk_antwoord_gaat_niet_weg(naam: str, balie: Balie, database: Database) -> None:
    with pytest.raises(OnmogelijkAntwoord):
        toets_samenhang(ONMOGELIJK[naam]())
    dienst = Toepassing([antwoordend(ONMOGELIJK[naam]())], partial(Eenheid, database))
    assert fault(dienst(verzoek(envelop(persoon_info())))).code == SERVER


@pytest.mark.parametrize("soort", ["Waarschuwing", "Informatie"])
def test_een_waarschuwing_staat_naast_het_resultaat(soort: str) -> None:
    antwoord = berichten.PersoonInfoResponse(ClientSuwi=goed().ClientSuwi, FWI=melding(soort))
    assert toets_samenhang(antwoord) == ("X",)


def test_een_ongeldig_antwoord_gaat_niet_weg(balie: Balie, database: Database) -> None:
    client = goed().ClientSuwi
    krom = berichten.PersoonInfoResponse(ClientSuwi=replace(client, Burgerservicenr="geheim-nummer"))
    dienst = Toepassing([antwoordend(krom)], partial(Eenheid, database))
    with capture_logs() as log:
        antwoord = dienst(verzoek(envelop(persoon_info())))
    assert fault(antwoord).code == SERVER
    assert b"geheim-nummer" not in antwoord.body
    assert [regel for regel in log if regel["log_level"] == "error"]
    assert "geheim-nummer" not in str(log)


def test_een_uitzondering_lekt_niet(balie: Balie, database: Database) -> None:
    dienst = Toepassing([antwoordend(ValueError(f"kapot bij {GEHEIM}"))], partial(Eenheid, database))
    with capture_logs() as log:
        antwoord = dienst(verzoek(envelop(persoon_info())))
    gevonden = fault(antwoord)
    assert (gevonden.code, gevonden.fwi_code) == (SERVER, None)
    assert b"kapot" not in antwoord.body
    assert "ValueError" in str(log)
    assert GEHEIM not in str(log)
    (regel,) = alle_regels(database)
    assert regel.codes == ("0051",)
    assert str(regel.id) in gevonden.tekst


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/weg", "postgresql://192.0.2.1/onbereikbaar"])
def test_de_database_is_er_niet(url: str, server_instellingen: Instellingen) -> None:
    weg = Database(url, server_instellingen.model_copy(update={"verbind_seconden": 0.3}))
    dienst = Toepassing(DIENSTEN, partial(Eenheid, weg))
    begin = perf_counter()
    with capture_logs() as log:
        antwoord = dienst(verzoek(envelop(persoon_info())))
    assert perf_counter() - begin < PLAFOND
    assert fault(antwoord).code == SERVER
    assert [regel["event"] for regel in log if regel["log_level"] == "error"] == ["database"]


def test_een_volle_pool(balie: Balie, database: Database, server_instellingen: Instellingen) -> None:
    inst = server_instellingen.model_copy(update={"pool_grootte": 1, "pool_wacht_seconden": 0.2})
    vol = Database.uit(inst)
    dienst = Toepassing(DIENSTEN, partial(Eenheid, vol))
    try:
        with vol.verbinding():
            begin = perf_counter()
            assert fault(dienst(verzoek(envelop(persoon_info())))).code == SERVER
            assert perf_counter() - begin < PLAFOND
        assert dienst(verzoek(envelop(persoon_info()))).status == 200
    finally:
        vol.sluit()


def test_een_storing_met_een_fout_bericht_blijft_een_clientfout(server_instellingen: Instellingen) -> None:
    """Wie iets onleesbaars stuurt hoort dat, ook als het niet gelogd kan worden."""
    weg = Database("postgresql://127.0.0.1:1/weg", server_instellingen)
    dienst = Toepassing(DIENSTEN, partial(Eenheid, weg))
    with capture_logs() as log:
        assert fault(dienst(verzoek(b"<"))).code == f"{{{SOAP}}}Client"
    assert "niet gelogd" in [regel["event"] for regel in log]
