"""De opdrachten van het beheer, zoals een beheerder ze typt, naast een dienst die berichten beantwoordt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, update
from typer.testing import CliRunner, Result

from isi_soap.beheer import beheer_cli
from isi_soap.contract import berichten as b
from isi_soap.settings import Instellingen, instellingen
from isi_soap.soap.toepassing import Toepassing
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.testdata.aansluitingen import ACCOUNTS, WACHTWOORD
from services.alle import DIENSTEN
from tests.persistence import balie as balies
from tests.persistence.balie import ADRES, AMSTERDAM, OIN, PERMANENT, Balie, sleutel_van
from tests.persistence.partner import richt_partners_in
from tests.toegang.lijn import Lijn, Uitslag, aanvraag

BEHEERDER = "suwinetbeheerder"


@dataclass(frozen=True)
class Kantoor:
    """Een beheerder aan zijn toetsenbord, en een gemeente die berichten stuurt."""

    balie: Balie
    lijn: Lijn

    @property
    def database(self) -> Database:
        return self.balie.database

    def typ(self, *woorden: str, invoer: str | None = None, **omgeving: str) -> Result:
        return CliRunner().invoke(beheer_cli.app, list(woorden), input=invoer, env=omgeving)

    def doe(self, *woorden: str, **omgeving: str) -> str:
        """Een opdracht van DUO die lukt; geeft wat er op stdout kwam."""
        uit = self.typ(*woorden, **omgeving)
        assert uit.exit_code == 0, uit.output
        return uit.stdout

    def geweigerd(self, *woorden: str, regel: str, **omgeving: str) -> str:
        """Een opdracht die geweigerd wordt, met de regel erbij en zonder iets achter te laten."""
        voor = self.stand()
        uit = self.typ(*woorden, **omgeving)
        assert uit.exit_code == 1, uit.output
        assert f"({regel})" in uit.stderr
        assert not uit.stdout
        assert self.stand() == voor
        return uit.stderr

    def beheerder(self, *woorden: str, gemeente: str = AMSTERDAM) -> str:
        """Een opdracht van de Suwinetbeheerder van deze gemeente."""
        return self.doe("gebruiker", *woorden, **aangemeld(gemeente))

    def json(self, *woorden: str, **omgeving: str) -> Any:
        return json.loads(self.doe(*woorden, "--json", **omgeving))

    def vraag(
        self,
        gebruiker: str = "alles",
        *,
        sleutel: str | None = None,
        namens: str | None = None,
        gemeente: str = AMSTERDAM,
        oin: str | None = None,
        operatie: str = "VerbindingInfo",
        **velden: Any,
    ) -> Uitslag:
        kop = b.Kop(
            Applicatiesleutel=sleutel or sleutel_van(gemeente),
            CdGemeente=gemeente,
            CdGemeenteNamens=namens,
            Gebruiker=gebruiker,
        )
        return self.lijn.stuur(operatie, aanvraag(operatie, kop, **velden), oin)

    def stand(self) -> list[tuple[Any, ...]]:
        """Alles waarover het beheer gaat, behalve wanneer iemand zich aanmeldde."""
        rijen: list[tuple[Any, ...]] = []
        with self.database.transactie() as conn:
            for tabel in (
                *(t.gebruiker, t.wachtwoord, t.applicatiesleutel, t.mandaat),
                *(t.uitbesteding, t.partij, t.beheerregel),
            ):
                kolommen = [k for k in tabel.c if k.name != "laatste_aanmelding"]
                rijen += [tuple(r) for r in conn.execute(tabel.select().with_only_columns(*kolommen))]
        return sorted(rijen, key=str)


def aangemeld(gemeente: str = AMSTERDAM, wachtwoord: str = WACHTWOORD) -> dict[str, str]:
    return {"ISI_BEHEERDER": f"{gemeente}/{BEHEERDER}", "ISI_BEHEERDER_WACHTWOORD": wachtwoord}


@pytest.fixture
def kantoor(
    database: Database, server_instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kantoor]:
    monkeypatch.setenv("ISI_DATABASE_URL", str(server_instellingen.database_url))
    instellingen.cache_clear()
    balie = balies.richt_in(database)
    richt_partners_in(balie)
    (account,) = (a for a in ACCOUNTS if a.beheerder)
    with database.transactie() as conn:
        conn.execute(update(t.stand).values(klok_vast=balies.NU))
        for gemeente in OIN:
            conn.execute(
                insert(t.gebruiker).values(
                    gemeente=gemeente,
                    naam=BEHEERDER,
                    beheerder=True,
                    wachtwoord_hash=account.wachtwoord_hash,
                    wachtwoord_sinds=balies.VANDAAG,
                )
            )
    balie.leg_vast(ADRES, PERMANENT)
    yield Kantoor(balie, Lijn(Toepassing(DIENSTEN, partial(Eenheid, database))))
    instellingen.cache_clear()
