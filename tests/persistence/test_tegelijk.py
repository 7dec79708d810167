"""Twee ambtenaren tegelijk in hetzelfde dossier: over de lijn, in threads, zonder op elkaar te stuklopen."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from lxml import etree

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.domain.datum import Datum
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.persistence import balie as b
from tests.persistence.balie import ANDER, BSN, richt_in, sleutel_van
from tests.soap.berichten_maken import KOPPEN, envelop

PAD = "/ketentest/ISIMuteren-v0100"


def stuur(dienst: Toepassing, gebruiker: str, operatie: str, bsn: str, **velden: Any) -> Any:
    kop = berichten.Kop(
        Applicatiesleutel=sleutel_van(b.AMSTERDAM), CdGemeente=b.AMSTERDAM, Gebruiker=gebruiker
    )
    client = berichten.ClientSuwiSleutel(Burgerservicenr=bsn)
    vraag = getattr(berichten, operatie)(Kop=kop, ClientSuwi=client, **velden)
    bericht = envelop(codec(operatie).encode(vraag).decode())
    antwoord = dienst(Verzoek("POST", PAD, "", KOPPEN, bericht))
    assert antwoord.status == 200, antwoord.body
    return codec(f"{operatie}Response").decode(etree.fromstring(antwoord.body)[-1][0])


def voorziening(soort: str, dag: str = "20120501", **anders: Any) -> berichten.VoorzieningGegevens:
    return berichten.VoorzieningGegevens(CdSrtVoorziening=soort, DatBVoorziening=Datum(dag), **anders)


def ingericht(database: Database) -> Toepassing:
    balie = richt_in(database)
    for bsn in (BSN, ANDER):
        balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING, bsn=bsn)
    return Toepassing(DIENSTEN, partial(Eenheid, database, klok=lambda: b.NU))


def test_toevoegingen_slagen_allebei(database: Database) -> None:
    dienst = ingericht(database)

    def voeg_toe(nummer: int) -> Any:
        dag = f"201205{nummer + 2:02d}"
        return stuur(
            dienst,
            ("alles", "muteert")[nummer % 2],
            "RegistreerVoorziening",
            (BSN, ANDER)[nummer // 2 % 2],
            VoorzieningGegevens=voorziening("IV", dag),
        )

    with ThreadPoolExecutor(4) as tegelijk:
        antwoorden = list(tegelijk.map(voeg_toe, range(16)))
    assert all(a.Registratie is not None for a in antwoorden)
    assert len({a.Registratie.RegistratieId for a in antwoorden}) == 16
    assert len(b.Balie(database).dossier().Voorziening) == 9


def test_van_twee_wijzigingen_wordt_de_latere_geweigerd_en_ziet_zij_de_stand(database: Database) -> None:
    dienst = ingericht(database)
    (nu,) = b.Balie(database).dossier().Voorziening
    wijzer = berichten.Verwijzing(RegistratieId=nu.RegistratieId, Versienr=nu.Versienr)

    def wijzig(wie: str) -> Any:
        doel = {"alles": "NT2_I", "muteert": "NT2_II"}[wie]
        return stuur(
            dienst,
            wie,
            "WijzigVoorziening",
            BSN,
            Verwijzing=wijzer,
            VoorzieningGegevens=voorziening("IV", CdDoelExamen=doel),
        )

    with ThreadPoolExecutor(2) as tegelijk:
        gelukt, geweigerd = sorted(
            tegelijk.map(wijzig, ["alles", "muteert"]), key=lambda a: a.Registratie is None
        )
    assert gelukt.Registratie.Versienr == 2
    (fout,) = geweigerd.FWI.Fout
    assert fout.Code == "F060"
    (stand,) = b.Balie(database).dossier().Voorziening
    assert {
        f"id: {nu.RegistratieId}",
        "versienr: 2",
        "geregistreerd: 20120601093015 UTC",
        "door: 0363",
        f"doel_examen: {stand.CdDoelExamen}",
    } <= set(fout.Detail)


def test_door_elkaar_heen_loopt_niemand_vast(database: Database) -> None:
    """Wijzigen, toevoegen en verwijderen aan twee dossiers: elk antwoord is OK, F060 of F064."""
    dienst = ingericht(database)
    nu = {bsn: b.Balie(database).dossier(bsn).Voorziening[0] for bsn in (BSN, ANDER)}

    def doe(nummer: int) -> str:
        bsn, wat = (BSN, ANDER)[nummer % 2], nummer % 3
        wijzer = berichten.Verwijzing(RegistratieId=nu[bsn].RegistratieId, Versienr=1)
        if wat == 0:
            velden: dict[str, Any] = {"VoorzieningGegevens": voorziening("GIV", f"201205{nummer + 2:02d}")}
            operatie = "RegistreerVoorziening"
        elif wat == 1:
            doel = voorziening("IV", CdDoelExamen="NT2_I")
            operatie, velden = "WijzigVoorziening", {"Verwijzing": wijzer, "VoorzieningGegevens": doel}
        else:
            operatie, velden = "VerwijderVoorziening", {"Verwijzing": wijzer}
        antwoord = stuur(dienst, "alles", operatie, bsn, **velden)
        return "OK" if antwoord.Registratie else str(antwoord.FWI.Fout[0].Code)

    with ThreadPoolExecutor(5) as tegelijk:
        uitkomsten = Counter(tegelijk.map(doe, range(24)))
    assert set(uitkomsten) <= {"OK", "F060", "F064"}
    assert uitkomsten["OK"] >= 10
