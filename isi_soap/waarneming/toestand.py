"""Hoe het ervoor staat, voor /metrieken: wat niet bij een bericht geteld wordt maar op te vragen is.

Bij elke opvraging wordt de database één keer bevraagd, en hoogstens eens per twee tellen. Antwoordt zij niet,
dan zegt `isi_database_bereikbaar` dat, en ontbreken de reeksen die van haar komen: een oude waarde zou
geruststellen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from cryptography import x509
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import distinct_on

from isi_soap import __version__
from isi_soap.settings import Instellingen
from isi_soap.soap.vertrouwensmap import Onleesbaar, crls, lees_certificaten, nieuwste
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.logboek import ldv
from persistence.logboek.stand import ALARMSOORTEN, stand
from persistence.runs import RUNS
from persistence.runs.planning import nu_verschuldigd
from persistence.tabellen import run

_GELDIG_SECONDEN = 2.0


class Toestand:
    """Een verzamelaar voor prometheus_client."""

    def __init__(self, database: Database, inst: Instellingen) -> None:
        self._database = database
        self._inst = inst
        self._alarm_na = timedelta(seconds=inst.log_alarm_seconden)
        self._slot = threading.Lock()
        self._gekeken = float("-inf")
        self._reeksen: list[Metric] = []

    def describe(self) -> Iterable[Metric]:
        """Niets vooraf: bij het aanmelden hoeft er nog geen database te zijn."""
        return ()

    def collect(self) -> Iterable[Metric]:
        with self._slot:
            if time.monotonic() - self._gekeken >= _GELDIG_SECONDEN:
                nu = datetime.now(UTC)
                self._reeksen = [*self._uit_database(nu), *self._uit_mappen(nu), _versie()]
                self._gekeken = time.monotonic()
            return self._reeksen

    def _uit_database(self, nu: datetime) -> list[Metric]:
        bereikbaar, reeksen = 1, []
        try:
            self._database.eis_gereed()
            with self._database.transactie() as conn:
                reeksen += list(self._logboek(conn, nu))
                reeksen += list(self._runs(conn))
                if self._inst.ldv_adres is not None:
                    reeksen += list(self._ldv(conn, nu))
        except DatabaseOnbereikbaar:
            bereikbaar, reeksen = 0, []
        return [
            _meter("database_bereikbaar", "1: de database antwoordt en staat op de versie", bereikbaar),
            *reeksen,
        ]

    def _logboek(self, conn: Connection, nu: datetime) -> Iterator[Metric]:
        nu_ = stand(conn, nu, self._alarm_na)
        yield _meter("logboek_records", "Verzegelde records", nu_.grootte)
        yield _meter("logboek_onverzegeld", "Records die op hun positie wachten", nu_.wachtend)
        yield _meter(
            "logboek_achterstand_seconden",
            "Hoe lang het oudste onverzegelde record wacht",
            nu_.achterstand(nu).total_seconds(),
        )
        yield _meter(
            "logboek_getuige_achterstand_seconden",
            "Hoe lang het oudste checkpoint op de getuige wacht",
            nu_.onbezorgd(nu).total_seconds(),
        )
        if nu_.checkpoint_op is not None:
            yield _meter(
                "logboek_checkpoint_tijdstip_seconden",
                "Wanneer het laatste checkpoint getekend is",
                nu_.checkpoint_op.timestamp(),
            )
        alarm = GaugeMetricFamily(
            "isi_logboek_alarm", "1: dit alarm is er (ook in /gereed)", labels=["soort"]
        )
        for soort in ALARMSOORTEN:
            alarm.add_metric([soort], float(soort in nu_.alarm_per_soort))
        yield alarm

    def _ldv(self, conn: Connection, nu: datetime) -> Iterator[Metric]:
        levering = ldv.stand(conn)
        yield _meter("ldv_wachtend", "Records die nog niet in het LDV-logboek staan", levering.wachtend)
        yield _meter(
            "ldv_achterstand_seconden",
            "Hoe oud het oudste daarvan is",
            levering.achterstand(nu).total_seconds(),
        )
        yield _meter("ldv_fout", "1: de laatste poging mislukte", int(levering.fout is not None))
        yield CounterMetricFamily("isi_ldv_regels", "Bevestigde logregels", levering.regels)
        yield CounterMetricFamily(
            "isi_ldv_gemist", "Records die er niet meer waren en dus niet geleverd zijn", levering.gemist
        )

    def _runs(self, conn: Connection) -> Iterator[Metric]:
        gelukt = GaugeMetricFamily(
            "isi_run_gelukt_tijdstip_seconden", "Wanneer de run het laatst voltooid is", labels=["soort"]
        )
        mislukt = GaugeMetricFamily(
            "isi_run_mislukte_personen",
            "Personen die in de laatste voltooide run mislukten",
            labels=["soort"],
        )
        verschuldigd = GaugeMetricFamily(
            "isi_run_verschuldigd", "1: de run had al moeten draaien", labels=["soort"]
        )
        laatste = (
            select(run.c.soort, run.c.geeindigd, run.c.verslag["mislukt"].as_integer().label("mislukt"))
            .where(run.c.geeindigd.is_not(None))
            .ext(distinct_on(run.c.soort))
            .order_by(run.c.soort, run.c.geeindigd.desc())
        )
        for rij in conn.execute(laatste):
            gelukt.add_metric([rij.soort], rij.geeindigd.timestamp())
            mislukt.add_metric([rij.soort], float(rij.mislukt or 0))
        # Waar ketentest bediend wordt, bestuurt de tester de runs.
        gepland = self._inst.gepland or "ketentest" not in self._inst.profielen
        nu = nu_verschuldigd(conn) if gepland else ()
        for soort in RUNS:
            verschuldigd.add_metric([soort], float(soort in nu))
        yield from (gelukt, mislukt, verschuldigd)

    def _uit_mappen(self, nu: datetime) -> Iterator[Metric]:
        inst = self._inst
        if inst.crl_map is not None:
            yield from _crls(inst, nu)
        if inst.dienst_certificaat is not None:
            yield from _certificaat(inst)


def _crls(inst: Instellingen, nu: datetime) -> Iterator[Metric]:
    assert inst.crl_map is not None
    leeftijd = GaugeMetricFamily(
        "isi_crl_leeftijd_seconden", "Sinds de uitgifte van de CRL", labels=["uitgever"]
    )
    rest = GaugeMetricFamily(
        "isi_crl_resterend_seconden", "Tot nextUpdate; onder nul wordt niemand vertrouwd", labels=["uitgever"]
    )
    leesbaar = 1
    try:
        for crl in nieuwste(crls(inst.crl_map)):
            uitgever = [crl.issuer.rfc4514_string()]
            leeftijd.add_metric(uitgever, (nu - crl.last_update_utc).total_seconds())
            if crl.next_update_utc is not None:
                rest.add_metric(uitgever, (crl.next_update_utc - nu).total_seconds())
    except Onleesbaar:
        leesbaar = 0
    yield from (leeftijd, rest)
    yield _meter("crl_leesbaar", "1: de map met CRL's is te lezen", leesbaar)


def _certificaat(inst: Instellingen) -> Iterator[Metric]:
    assert inst.dienst_certificaat is not None
    try:
        eerste: x509.Certificate = lees_certificaten(inst.dienst_certificaat.read_bytes())[0]
    except (OSError, ValueError, IndexError):
        return  # de start eist dat het er is; wat er daarna mee gebeurt, blijkt uit de storingen
    yield _meter(
        "certificaat_geldig_tot_seconden",
        "Tot wanneer het certificaat geldt waarmee de dienst tekent",
        eerste.not_valid_after_utc.timestamp(),
    )


def _versie() -> Metric:
    versie = GaugeMetricFamily(
        "isi_versie", "Altijd 1; het label zegt welke versie draait", labels=["versie"]
    )
    versie.add_metric([__version__], 1)
    return versie


def _meter(naam: str, uitleg: str, waarde: float) -> Metric:
    return GaugeMetricFamily(f"isi_{naam}", uitleg, value=waarde)
