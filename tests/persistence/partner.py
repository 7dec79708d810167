"""De loketten naast de balie: ketenpartners, signalen, mutatieverzoeken, en de runs van een dag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from isi_soap.contract import berichten
from isi_soap.domain.datum import Datum
from persistence import keten, ketentest, mutatieverzoek, signalen, uitwisseling
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.runs import Verslag, dagelijks, nieuwkomers
from persistence.toegang import bepaal_gemeente, bepaal_partij
from tests.persistence.balie import Balie, over_de_lijn, sleutel_van

_OIN = {partij: f"0000000100222064800{nr}" for nr, partij in enumerate(("IND", "BRP", "DUO", "CVE"))}

Handler = Callable[[Any, Any, Any], Any]
_PARTNER: dict[str, Handler] = {
    "VerwerkVerblijfsgegevens": keten.verwerk_verblijfsgegevens,
    "VerwerkPersoonsgegevens": keten.verwerk_persoonsgegevens,
    "VerwerkExamenresultaat": keten.verwerk_examenresultaat,
    "VerwerkDiploma": keten.verwerk_diploma,
    "VerwerkVrijstellingDuo": keten.verwerk_vrijstelling_duo,
    "MeldZelfmelder": keten.meld_zelfmelder,
    "BeoordeelMutatieverzoek": keten.beoordeel,
    "INDUitwisselingInfo": uitwisseling.info,
}
_GEMEENTE: dict[str, Handler] = {
    "SignalenOphalen": signalen.ophalen,
    "SignaalAfhandelen": signalen.afhandelen,
    "MutatieverzoekIndienen": mutatieverzoek.indienen,
    "MutatieverzoekInfo": mutatieverzoek.info,
    "ZetKlok": ketentest.zet_klok,
    "VoerRunUit": ketentest.voer_run_uit,
    "HerstelBegintoestand": ketentest.herstel_begintoestand,
}


@dataclass(frozen=True)
class Keten:
    """De hele keten op één moment; `morgen` is dezelfde keten een dag later."""

    balie: Balie

    @property
    def database(self) -> Database:
        return self.balie.database

    def morgen(self, dagen: int = 1) -> Keten:
        return replace(self, balie=self.balie.na(dagen))

    def bij(self, gemeente: str) -> Keten:
        return replace(self, balie=self.balie.bij(gemeente))

    def als(self, gebruiker: str) -> Keten:
        return replace(self, balie=self.balie.als(gebruiker))

    def meld(self, partij: str, operatie: str, **velden: Any) -> Any:
        kop = berichten.KopKeten(CdPartij=partij)
        bericht = over_de_lijn(operatie, getattr(berichten, operatie)(KopKeten=kop, **velden))
        with Eenheid(
            self.database, oin=_OIN[partij], operatie=operatie, klok=lambda: self.balie.nu
        ) as eenheid:
            toegang = bepaal_partij(eenheid, bericht.KopKeten, operatie)
            antwoord = over_de_lijn(f"{operatie}Response", _PARTNER[operatie](eenheid, toegang, bericht))
            eenheid.commit()
        return antwoord

    def vraag(self, operatie: str, **velden: Any) -> Any:
        balie = self.balie
        if operatie not in _GEMEENTE:
            return balie.vraag(operatie, **velden)
        kop = berichten.Kop(
            Applicatiesleutel=sleutel_van(balie.gemeente),
            CdGemeente=balie.gemeente,
            CdGemeenteNamens=balie.namens,
            Gebruiker=balie.gebruiker,
        )
        bericht = over_de_lijn(operatie, getattr(berichten, operatie)(Kop=kop, **velden))
        with Eenheid(self.database, operatie=operatie, klok=lambda: balie.nu) as eenheid:
            toegang = bepaal_gemeente(eenheid, bericht.Kop, operatie)
            antwoord = over_de_lijn(f"{operatie}Response", _GEMEENTE[operatie](eenheid, toegang, bericht))
            eenheid.commit()
        return antwoord

    def dagrun(self) -> Verslag:
        return dagelijks(self.database, klok=lambda: self.balie.nu)

    def nieuwkomersrun(self) -> Verslag:
        return nieuwkomers(self.database, klok=lambda: self.balie.nu)

    def volgende_dag(self) -> Keten:
        """De nacht gaat voorbij: de keten van morgen, na de opname van nieuwkomers en haar dagrun."""
        morgen = self.morgen()
        morgen.nieuwkomersrun()
        morgen.dagrun()
        return morgen

    @property
    def dag(self) -> Datum:
        return Datum.van(self.balie.nu.date())

    def eerder(self, dagen: int) -> Datum:
        return Datum.van(self.balie.nu.date() - timedelta(days=dagen))


def richt_partners_in(balie: Balie) -> Keten:
    with balie.database.transactie() as conn:
        for code, oin in _OIN.items():
            conn.execute(insert(t.partij).values(code=code, oin=oin, naam=code))
    return Keten(balie)


def persoon_keten(**anders: Any) -> berichten.PersoonKeten:
    vast: dict[str, Any] = {
        "Geslachtsnaam": "Zandloper",
        "Geboortedat": Datum("19800615"),
        "Geslacht": "1",
        "Nationaliteit": (berichten.Nationaliteit(CdNationaliteit="0131"),),
        "Straatadres": berichten.Straatadres(CdGemeente="0363", DatBAdres=Datum("20110101")),
    }
    return berichten.PersoonKeten(**(vast | anders))


def verblijf(peildatum: str = "20120501", aard: str = "PERMANENT") -> berichten.Verblijfsgegevens:
    return berichten.Verblijfsgegevens(
        OmsVerblijfsdoel="asiel",
        CdAardVerblijfsdoel=aard,
        IndRechtmatigVerblijf=True,
        Peildat=Datum(peildatum),
    )


def codes(antwoord: Any) -> list[str]:
    f = antwoord.FWI
    return [] if f is None else [m.Code for m in (*f.Fout, *f.Waarschuwing, *f.Informatie)]
