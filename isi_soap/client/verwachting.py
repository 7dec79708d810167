"""De verwachtingen: situaties met de hand uit de handleiding overgenomen, elk met vraag en antwoord.

Een situatie staat in verwachtingen/<dienst>.toml; hieronder staat wat een situatie kan zeggen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from isi_soap.client.antwoord import Antwoord, Uitkomst

AANWEZIG, AFWEZIG = "(aanwezig)", "(afwezig)"


@dataclass(frozen=True, slots=True)
class Situatie:
    """Eén vraag met het antwoord dat erbij hoort."""

    situatie: str
    operatie: str
    uitkomst: Uitkomst
    regels: tuple[str, ...] = ()
    als: str = ""  # naam in partijen.toml
    kop: Mapping[str, str] = field(default_factory=dict)  # wat in de kop afwijkt
    oin: str | None = None
    herhaal: bool = False  # verstuur dezelfde MessageID nog eens
    voor: tuple[str, ...] = ()  # voor elk van deze personen; $persoon is wie aan de beurt is
    vraag: Mapping[str, Any] = field(default_factory=dict)
    meldingen: tuple[str, ...] | None = None  # codes, in volgorde; None: niet getoetst
    verwacht: Mapping[str, Any] = field(default_factory=dict)  # pad in het antwoord -> waarde
    bewaar: Mapping[str, str] = field(default_factory=dict)  # naam -> pad, voor latere vragen
    varianten: bool = False  # ook de algemene afwijkende antwoorden op deze vraag


@dataclass(frozen=True, slots=True)
class Variant:
    """Een afwijkend antwoord dat elke operatie van een soort geeft, ongeacht de inhoud."""

    situatie: str
    uitkomst: Uitkomst
    regels: tuple[str, ...]
    meldingen: tuple[str, ...] | None
    diensten: tuple[str, ...]
    operaties: tuple[str, ...] = ()  # leeg: alle van de diensten
    behalve: tuple[str, ...] = ()
    kop: Mapping[str, str] = field(default_factory=dict)
    vervang: Mapping[str, Any] = field(default_factory=dict)  # pad in de vraag -> waarde
    oin: str | None = None

    def geldt(self, dienst: str, operatie: str) -> bool:
        if operatie in self.behalve or dienst not in self.diensten:
            return False
        return not self.operaties or operatie in self.operaties


@dataclass(frozen=True, slots=True)
class Draaiboek:
    """Alle situaties van een dienst, met de klok waarop ze gelden."""

    dienst: str
    klok: str
    situaties: tuple[Situatie, ...]


def draaiboeken() -> tuple[Draaiboek, ...]:
    map_ = files("isi_soap.client").joinpath("verwachtingen")
    namen = sorted(p.name for p in map_.iterdir() if p.name.endswith(".toml") and p.name[0].isdigit())
    return tuple(_draaiboek(tomllib.loads(map_.joinpath(naam).read_text("utf-8"))) for naam in namen)


def varianten() -> tuple[Variant, ...]:
    tekst = files("isi_soap.client").joinpath("verwachtingen", "varianten.toml").read_text("utf-8")
    return tuple(
        Variant(**_omgezet(ruw, ("diensten", "operaties", "behalve")))
        for ruw in tomllib.loads(tekst)["variant"]
    )


def personen() -> dict[str, str]:
    """Naam -> BSN van de personen in de situaties."""
    tekst = files("isi_soap.client").joinpath("verwachtingen", "personen.toml").read_text("utf-8")
    return dict(tomllib.loads(tekst))


def _draaiboek(ruw: Mapping[str, Any]) -> Draaiboek:
    standaard = ruw.get("als", "")
    situaties = tuple(Situatie(**_omgezet({"als": standaard, **s}, ("voor",))) for s in ruw["situatie"])
    return Draaiboek(ruw["dienst"], ruw["klok"], situaties)


def _omgezet(ruw: Mapping[str, Any], lijsten: tuple[str, ...] = ()) -> dict[str, Any]:
    uit = dict(ruw)
    uit["uitkomst"] = Uitkomst(ruw["uitkomst"])
    uit["regels"] = tuple(ruw.get("regels", ()))
    uit["meldingen"] = tuple(ruw["meldingen"]) if "meldingen" in ruw else None
    return uit | {naam: tuple(ruw.get(naam, ())) for naam in lijsten}


def ingevuld(waarde: Any, bekend: Mapping[str, Any]) -> Any:
    """Vervangt $naam en $naam.Veld door wat bekend of eerder bewaard is."""
    if isinstance(waarde, Mapping):
        return {sleutel: ingevuld(w, bekend) for sleutel, w in waarde.items()}
    if isinstance(waarde, list):
        return [ingevuld(w, bekend) for w in waarde]
    if isinstance(waarde, str) and waarde.startswith("$"):
        naam, _, pad = waarde[1:].partition(".")
        if naam not in bekend:
            raise KeyError(f"{waarde} is niet bekend: een eerdere situatie gaf het niet")
        return zoek(bekend[naam], pad) if pad else bekend[naam]
    return waarde


def zoek(inhoud: Any, pad: str) -> Any:
    """De waarde op een pad: `Plicht[-1].CdGemeente`, `Signaal[*].CdSignaal`, `Voorziening.#` telt."""
    for deel in pad.split("."):
        if inhoud is None:
            return None if deel != "#" else 0
        if deel == "#":
            return len(inhoud)
        naam, _, plaats = deel.partition("[")
        inhoud = [i.get(naam) for i in inhoud] if isinstance(inhoud, list) else inhoud.get(naam)
        if plaats and plaats != "*]" and inhoud is not None:
            nummer = int(plaats[:-1])
            inhoud = inhoud[nummer] if -len(inhoud) <= nummer < len(inhoud) else None
    return inhoud


def afwijkingen(situatie: Situatie, antwoord: Antwoord, bekend: Mapping[str, Any]) -> list[str]:
    """Waarin het antwoord niet is wat de handleiding zegt; leeg is goed."""
    uit = []
    if antwoord.uitkomst is not situatie.uitkomst:
        codes = " ".join(m.code for m in antwoord.meldingen) or antwoord.faultstring or ""
        return [f"uitkomst {antwoord.uitkomst.value} {codes}, verwacht {situatie.uitkomst.value}".strip()]
    codes_nu = tuple(m.code for m in antwoord.meldingen)
    if situatie.meldingen is not None and sorted(codes_nu) != sorted(situatie.meldingen):
        uit.append(f"meldingen {list(codes_nu)}, verwacht {list(situatie.meldingen)}")
    for pad, verwacht in situatie.verwacht.items():
        gewenst, gevonden = ingevuld(verwacht, bekend), zoek(antwoord.inhoud, pad)
        if not _klopt(gewenst, gevonden):
            uit.append(f"{pad} is {_tekst(gevonden)}, verwacht {_tekst(gewenst)}")
    return uit


def _klopt(gewenst: Any, gevonden: Any) -> bool:
    if gewenst == AANWEZIG:
        return gevonden not in (None, [], {})
    if gewenst == AFWEZIG:
        return gevonden in (None, [], {})
    if isinstance(gewenst, Mapping):
        lijst = [str(g) for g in gevonden] if isinstance(gevonden, list) else []
        if "alle" in gewenst:
            return bool(lijst) and set(lijst) == {str(gewenst["alle"])}
        return str(gewenst["bevat"]) in lijst
    if isinstance(gewenst, list):
        return isinstance(gevonden, list) and [str(g) for g in gewenst] == [str(g) for g in gevonden]
    return gevonden is not None and str(gewenst) == str(gevonden)


def _tekst(waarde: Any) -> str:
    if isinstance(waarde, Mapping):
        return ", ".join(f"{woord} {deel}" for woord, deel in waarde.items())
    return "afwezig" if waarde in (None, AFWEZIG) else str(waarde)
