"""De instellingen: omgevingsvariabelen met het voorvoegsel ISI_, elk met een bruikbare standaardwaarde."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Profiel = Literal["suwinet", "ketentest"]
Naleving = Literal["streng", "tolerant"]


class Instellingen(BaseSettings):
    """Wat per omgeving kan verschillen; zonder enige variabele draait alles op deze machine."""

    model_config = SettingsConfigDict(
        env_prefix="ISI_", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    database_url: str | None = Field(
        default=None, description="PostgreSQL 15 of later; leeg: een eigen, ingebed"
    )
    data_map: Path = Field(default=Path(".isi"), description="Map van de ingebedde database")

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    openbaar_adres: str | None = Field(default=None, description="Adres in de WSDL; leeg: dat van de vraag")
    workers: int = Field(default=1, ge=1, description="Processen; één per kern")
    threads: int = Field(default=4, ge=1, description="Berichten die een proces tegelijk behandelt")
    wachtrij: int = Field(
        default=64, ge=0, description="Volledige berichten die per proces op een thread wachten"
    )
    max_bytes: int = Field(default=1024 * 1024, ge=1024, description="Grootste bericht")
    ontvangst_seconden: float = Field(
        default=10.0, gt=0, description="Binnen deze tijd is een bericht binnen"
    )
    onvolledig_per_adres: int = Field(
        default=256,
        ge=1,
        description="Berichten die van één adres tegelijk onvolledig mogen zijn, per proces",
    )
    tempo_per_oin: float = Field(
        default=50.0, ge=0, description="Berichten per seconde van één bewezen OIN, per proces; 0: geen grens"
    )
    stoot_per_oin: int = Field(default=200, ge=1, description="Zoveel mogen er na rust ineens komen")
    tegelijk_per_oin: int | None = Field(
        default=None, ge=1, description="Berichten van één bewezen OIN tegelijk; leeg: alle threads op één na"
    )
    onbewezen_per_adres: float = Field(
        default=5.0,
        ge=0,
        description="Berichten op suwinet zonder geldige handtekening, per seconde en adres; 0: geen grens",
    )
    profielen: tuple[Profiel, ...] = ("ketentest",)
    productie: bool = Field(
        default=False, description="Weiger te starten met wat alleen in een test mag (docs/productie.md)"
    )
    versleuteling: bool = Field(default=False, description="Het profiel suwinet ook versleuteld: 2W-be-SE")
    herhalen: bool = Field(
        default=False, description="Alleen ketentest: neem opgenomen berichten aan, ook oude en herhaalde"
    )
    naleving: Naleving = Field(
        default="streng",
        description="Na het diploma vrijstellen of plicht Nee: streng weigert, tolerant waarschuwt",
    )

    pki_map: Path | None = Field(
        default=None,
        description="Een map van `isi-soap pki`; vult de vier instellingen hieronder die niet genoemd zijn",
    )
    dienst_certificaat: Path | None = Field(
        default=None, description="PEM van het certificaat waarmee de dienst antwoorden ondertekent"
    )
    dienst_sleutel: Path | None = Field(default=None, description="PEM van de sleutel daarbij")
    ca_map: Path | None = Field(
        default=None, description="Map met de wortel- en tussencertificaten die vertrouwd worden"
    )
    crl_map: Path | None = Field(
        default=None, description="Map met van elk daarvan de CRL; de beheerder ververst haar"
    )

    tls_certificaat: Path | None = Field(
        default=None, description="PEM van certificaat en keten; gevuld: de dienst spreekt zelf TLS"
    )
    tls_sleutel: Path | None = Field(default=None, description="PEM van de sleutel daarbij")
    tls_clientcertificaat: Literal["verplicht", "nee"] | None = Field(
        default=None, description="Of een aanvrager er een toont; leeg: verplicht zodra de dienst TLS spreekt"
    )
    socket: Path | None = Field(
        default=None, description="Luister op deze Unix-socket, voor een proxy, in plaats van host en port"
    )
    vertrouwde_proxies: tuple[str, ...] = Field(
        default=(), description='Adressen van proxies die het clientcertificaat doorgeven; "unix": de socket'
    )
    clientcertificaat_kop: str = Field(
        default="x-isi-clientcertificaat", description="De HTTP-kop waarin zij dat doen"
    )
    tls_oins: tuple[str, ...] = Field(
        default=(), description="OIN's die via een proxy mogen verbinden; leeg: ieder met een certificaat"
    )

    planning: Literal["aan", "uit"] | None = Field(
        default=None, description="Runs op hun tijd naast de dienst; leeg: uit zolang ketentest bediend wordt"
    )

    log_sleutels: Path | None = Field(
        default=None, description="Sleutelbestand van het logboek; leeg: een eigen, in data_map"
    )

    log_oorsprong: str | None = Field(
        default=None,
        description="Naam van het logboek in checkpoints; leeg: een eigen",
    )
    verzegelen: Literal["aan", "uit"] = Field(
        default="aan", description="Een verzegelaar naast de dienst; uit: met `isi-soap log verzegel`"
    )
    log_verzegelsleutel: Path | None = Field(
        default=None, description="Ed25519-sleutel (PEM) van de verzegelaar; leeg: een eigen, in data_map"
    )
    log_getuige: Path | None = Field(default=None, description="Map buiten het bereik van de beheerder")
    log_getuige_opdracht: str | None = Field(
        default=None, description="Programma dat elk checkpoint op stdin krijgt; 0 is aangenomen"
    )
    log_checkpoint_seconden: float = Field(default=60.0, gt=0, description="Langste tijd tot een checkpoint")
    log_checkpoint_records: int = Field(default=1000, ge=1, description="Records tot een checkpoint")
    log_alarm_seconden: float = Field(
        default=300.0, gt=0, description="Zo lang onverzegeld of niet bij de getuige is een alarm"
    )
    log_stilstand_seconden: float = Field(
        default=0.0, ge=0, description="Zo lang onverzegeld: geen berichten meer aannemen; 0: nooit"
    )

    log_bewaar_inhoud_maanden: int = Field(
        default=18, ge=1, le=240, description="Zo lang is de inhoud van een bericht te lezen"
    )
    log_bewaar_geweigerd_maanden: int = Field(
        default=6, ge=1, le=240, description="Hetzelfde voor wat geweigerd werd of niet te lezen was"
    )
    log_bewaar_runs_maanden: int = Field(
        default=60, ge=1, le=240, description="Hetzelfde voor runs en ladingen"
    )
    log_bewaar_beheer_maanden: int = Field(
        default=60, ge=6, le=240, description="Hetzelfde voor wat beheerders en auditors met het log deden"
    )
    log_bewaar_gegevens_maanden: int = Field(
        default=60, ge=6, le=240, description="Zo lang blijven de gegevens van een record"
    )
    log_archief: Path | None = Field(default=None, description="Map met de archiefbestanden van het logboek")

    log_tijdstempel_url: str | None = Field(
        default=None, description="Tijdstempeldienst (RFC 3161) voor checkpoints, over HTTP"
    )
    log_tijdstempel_opdracht: str | None = Field(
        default=None, description="Hetzelfde als programma: de aanvraag op stdin, het antwoord op stdout"
    )
    log_tijdstempel_ca: Path | None = Field(
        default=None, description="PEM met de wortel- en tussencertificaten van de tijdstempeldienst"
    )
    log_tijdstempel_seconden: float = Field(
        default=900.0, gt=0, description="Zo vaak krijgt het nieuwste checkpoint een tijdstempel"
    )
    log_tijdstempel_alarm_seconden: float = Field(
        default=14_400.0, gt=0, description="Zo lang zonder nieuw tijdstempel is een alarm"
    )

    metrieken_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Poort van /metrieken, voor Prometheus; leeg: geen metrieken",
    )
    metrieken_host: str = Field(
        default="127.0.0.1", description="Adres waarop /metrieken luistert; zonder TLS, dus van een beheernet"
    )
    sporen_adres: str | None = Field(
        default=None, description="OTLP/HTTP-adres voor sporen (…/v1/traces); leeg: geen sporen"
    )
    ldv_adres: str | None = Field(
        default=None, description="OTLP/HTTP-adres van het logboek dataverwerkingen; leeg: geen levering"
    )
    ldv_register: Path | None = Field(
        default=None, description="TOML met de verwerkingsactiviteit van elke operatie (docs/waarneming.md)"
    )
    ldv_ca: Path | None = Field(default=None, description="PEM met de CA's van dat logboek; leeg: de gewone")
    ldv_certificaat: Path | None = Field(default=None, description="PEM waarmee wij ons daar bekendmaken")
    ldv_sleutel: Path | None = Field(default=None, description="PEM van de sleutel daarbij")

    pool_grootte: int | None = Field(
        default=None, ge=1, description="Verbindingen per proces; leeg: threads + 1"
    )
    pool_wacht_seconden: float = Field(default=0.5, gt=0, description="Wachten op een vrije verbinding")
    verbind_seconden: float = Field(default=0.8, gt=0, description="Wachten op de databaseserver")
    opdracht_seconden: float = Field(default=10.0, gt=0, description="Langste duur van één SQL-opdracht")
    slot_seconden: float = Field(default=0.6, gt=0, description="Wachten op een andere schrijver")

    @model_validator(mode="before")
    @classmethod
    def _uit_pki_map(cls, gegeven: dict[str, Any]) -> dict[str, Any]:
        if not gegeven.get("pki_map"):
            return gegeven
        map_ = Path(gegeven["pki_map"])
        return {
            "dienst_certificaat": map_ / "dienst" / "cert.pem",
            "dienst_sleutel": map_ / "dienst" / "sleutel.pem",
            "ca_map": map_ / "ca",
            "crl_map": map_ / "crl",
        } | gegeven

    @model_validator(mode="after")
    def _inhoud_niet_langer_dan_gegevens(self) -> Self:
        """Inhoud waarvan niet meer te zien is van welk bericht zij was, dient nergens toe."""
        gegevens = self.log_bewaar_gegevens_maanden
        for naam in ("inhoud", "geweigerd", "runs", "beheer"):
            if getattr(self, f"log_bewaar_{naam}_maanden") > gegevens:
                raise ValueError(
                    f"ISI_LOG_BEWAAR_{naam.upper()}_MAANDEN is meer dan ISI_LOG_BEWAAR_GEGEVENS_MAANDEN"
                    f" ({gegevens}): inhoud blijft nooit langer dan haar record"
                )
        if self.log_tijdstempel_url and self.log_tijdstempel_opdracht:
            raise ValueError("noem ISI_LOG_TIJDSTEMPEL_URL of ISI_LOG_TIJDSTEMPEL_OPDRACHT, niet beide")
        if (self.log_tijdstempel_url or self.log_tijdstempel_opdracht) and not self.log_tijdstempel_ca:
            raise ValueError(
                "bij een tijdstempeldienst hoort ISI_LOG_TIJDSTEMPEL_CA: wie er te vertrouwen is"
            )
        return self

    @property
    def eist_clientcertificaat(self) -> bool:
        """Of Granian bij het opzetten van TLS een certificaat van de aanvrager eist."""
        return self.tls_certificaat is not None and self.tls_clientcertificaat != "nee"

    @property
    def gepland(self) -> bool:
        """In de ketentest bestuurt de tester de tijd, en dus de runs."""
        return self.planning == "aan" or (self.planning is None and "ketentest" not in self.profielen)

    @property
    def tegelijk(self) -> int:
        """Eén afzender met trage vragen houdt nooit elke thread bezet."""
        return self.tegelijk_per_oin or max(1, self.threads - 1)

    @property
    def verbindingen(self) -> int:
        """Elke thread heeft er één, en één is er voor de vraag of de database er is."""
        return self.pool_grootte or self.threads + 1


@lru_cache(maxsize=1)
def instellingen() -> Instellingen:
    return Instellingen()
