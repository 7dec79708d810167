"""Meten: om en om, in rekentijd, met de mediaan per maat; zo raakt drukte op de machine alles gelijk."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time_ns

from bench.dossiers import AANTAL, PERSOONINFO
from bench.stock import stock
from bench.vloer import verzoeken, vloer
from bench.zonder_database import toepassing
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.soap.uitwisseling import Verzoek


def eigen(*, vol: bool) -> Callable[[], None]:
    """De hele weg in het proces: van de bytes van het verzoek tot die van het antwoord."""
    app = toepassing(vol=vol)
    pad = f"/ketentest/{DIENSTEN[PERSOONINFO.dienst].service}"
    koppen = {"content-type": "text/xml; charset=utf-8", "soapaction": '""', "host": "localhost"}
    vragen = [Verzoek("POST", pad, "", koppen, bericht, "127.0.0.1") for bericht in verzoeken()]

    def ronde() -> None:
        for vraag in vragen:
            if app(vraag).status != 200:
                raise RuntimeError("het antwoord is geen 200")

    return ronde


def meet(wat: Mapping[str, Callable[[], None]], rondes: int) -> dict[str, float]:
    """Microseconden rekentijd per bericht."""
    for ronde in wat.values():
        ronde()
        ronde()
    gc.collect()
    gc.freeze()
    tijden: dict[str, list[int]] = {naam: [] for naam in wat}
    for _ in range(rondes):
        for naam, ronde in wat.items():
            begin = process_time_ns()
            ronde()
            tijden[naam].append(process_time_ns() - begin)
    return {naam: median(gemeten) / 1000 / AANTAL for naam, gemeten in tijden.items()}


def in_het_proces(*, vol: bool, rondes: int = 60) -> dict[str, float]:
    wat = {"vloer": vloer(vol=vol), "eigen": eigen(vol=vol), "stock": stock(vol=vol)}
    gemeten = meet(wat, rondes)
    return {
        "floor_us": round(gemeten["vloer"], 1),
        "own_us": round(gemeten["eigen"], 1),
        "stock_us": round(gemeten["stock"], 1),
        "ratio_floor": round(gemeten["eigen"] / gemeten["vloer"], 2),
        "ratio_stock": round(gemeten["stock"] / gemeten["eigen"], 2),
    }
