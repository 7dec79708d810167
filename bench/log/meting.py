"""De vier metingen van het log bij elkaar, elk op haar eigen database."""

from __future__ import annotations

from functools import partial

from bench.log import bijhouden as volle_kracht
from bench.log import kosten, toetstijd, zegelvulling, zoektijd, zoekvulling
from bench.log.databases import gevuld
from isi_soap.settings import instellingen

_RONDES = 5


def meet(*, paren: int, verzegeld: int, doorzocht: int, bijhouden: int) -> dict[str, float | bool]:
    """Wat op 0 staat wordt niet gemeten."""
    inst = instellingen()
    uit: dict[str, float | bool] = {}
    if paren:
        uit |= kosten.meet(paren)
    if bijhouden:
        uit |= volle_kracht.meet(bijhouden)
    if verzegeld:
        vul = partial(zegelvulling.vul, aantal=verzegeld)
        with gevuld(inst, f"isi_bench_log_zegel_{verzegeld}", vul) as database:
            uit |= toetstijd.meet(database, _RONDES)
    if doorzocht:
        vul = partial(zoekvulling.vul, aantal=doorzocht)
        with gevuld(inst, f"isi_bench_log_zoek_{doorzocht}", vul) as database:
            uit |= {"zoek_records": float(doorzocht)} | zoektijd.meet(database)
    return uit
