"""Wat er mis is aan de kinderen van een element: te weinig, te veel, verkeerde plaats of naamruimte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from isi_soap.contract.bevinding import Bevinding, opsomming
from isi_soap.contract.model import Groep, Samengesteld, Veld
from isi_soap.contract.namen import lokaal


def verklaar(element: etree._Element, type_: Samengesteld, pad: str) -> list[Bevinding]:
    """De bevindingen over de kinderen; leeg als de kinderen op zichzelf kloppen."""
    kinderen = [kind for kind in element if isinstance(kind.tag, str)]
    op_tag = {veld.tag: veld for veld in type_.velden}
    op_naam = {veld.naam: veld for veld in type_.velden}
    bevindingen = list(_vreemd(kinderen, op_tag, op_naam, type_, pad))
    # Een kind met alleen een verkeerde naamruimte is er, en staat waar het staat.
    velden = [op_naam[naam] for kind in kinderen if (naam := lokaal(str(kind.tag))) in op_naam]
    aantal = Counter(veld.naam for veld in velden)
    bevindingen += [
        Bevinding(pad=f"{pad}/{naam}[2]", verwacht="hoogstens één keer dit element")
        for naam, keer in aantal.items()
        if keer > 1 and not op_naam[naam].herhaald
    ]
    bevindingen += _volgorde(velden, type_, pad)
    bevindingen += [
        Bevinding(pad=f"{pad}/{veld.naam}", verwacht="dit element; het is verplicht en ontbreekt")
        for veld in type_.velden
        if veld.verplicht and veld.naam not in aantal
    ]
    bevindingen += _keuzes(type_.inhoud, set(aantal), pad)
    return bevindingen


def inhoud(type_: Samengesteld) -> str:
    """De inhoud van een type in één regel, voor wat niet preciezer te zeggen is."""
    return f"deze elementen in deze volgorde: {', '.join(map(_met_aantal, type_.velden))}"


def _vreemd(
    kinderen: list[etree._Element],
    op_tag: dict[str, Veld],
    op_naam: dict[str, Veld],
    type_: Samengesteld,
    pad: str,
) -> Iterator[Bevinding]:
    """Kinderen die het schema hier niet kent; hun eigen naam komt uit het bericht en wordt niet herhaald."""
    for plaats, kind in enumerate(kinderen, 1):
        if kind.tag in op_tag:
            continue
        if (veld := op_naam.get(lokaal(str(kind.tag)))) is not None:
            waar = (
                f"in naamruimte {veld.naamruimte}" if veld.naamruimte else "zonder naamruimte (unqualified)"
            )
            yield Bevinding(pad=f"{pad}/{veld.naam}", verwacht=f"dit element {waar}")
        elif type_.velden:
            mogelijk = opsomming([veld.naam for veld in type_.velden])
            yield Bevinding(pad=pad, verwacht=f"op plaats {plaats} geen onbekend element, maar {mogelijk}")
        else:
            yield Bevinding(pad=pad, verwacht="een leeg element")


def _volgorde(velden: list[Veld], type_: Samengesteld, pad: str) -> Iterator[Bevinding]:
    if len(type_.inhoud.delen) == 1 and isinstance(keuze := type_.inhoud.delen[0], Groep) and keuze.max != 1:
        return  # een herhaalde keuze: de volgorde is vrij
    rang = {veld.naam: nr for nr, veld in enumerate(type_.velden)}
    gemeld: set[str] = set()
    hoogste: Veld | None = None
    gezien: set[str] = set()
    for veld in velden:
        if veld.naam in gezien and not veld.herhaald:
            continue  # een tweede exemplaar is al gemeld
        gezien.add(veld.naam)
        if hoogste is None or rang[veld.naam] >= rang[hoogste.naam]:
            hoogste = veld
        elif veld.naam not in gemeld:
            gemeld.add(veld.naam)
            yield Bevinding(pad=f"{pad}/{veld.naam}", verwacht=f"dit element vóór {hoogste.naam}")


def _keuzes(groep: Groep, aanwezig: set[str], pad: str) -> Iterator[Bevinding]:
    """Van een keuze hoogstens één tak, en minstens één als de keuze verplicht is."""
    if groep.soort == "keuze":
        takken = [[deel] if isinstance(deel, Veld) else list(deel.velden()) for deel in groep.delen]
        gekozen = [t for t in takken if any(veld.naam in aanwezig for veld in t)]
        mogelijk = opsomming([veld.naam for tak in takken for veld in tak])
        if len(gekozen) > 1 and groep.max == 1:
            tweede = next(veld for veld in gekozen[1] if veld.naam in aanwezig)
            yield Bevinding(pad=f"{pad}/{tweede.naam}", verwacht=f"niet meer dan één van {mogelijk}")
        elif not gekozen and groep.min > 0:
            yield Bevinding(pad=pad, verwacht=f"één van {mogelijk}")
    for deel in groep.delen:
        if isinstance(deel, Groep):
            yield from _keuzes(deel, aanwezig, pad)


def _met_aantal(veld: Veld) -> str:
    if veld.herhaald:
        return f"{veld.naam} ({'1' if veld.verplicht else '0'} of meer)"
    return veld.naam if veld.verplicht else f"{veld.naam} (mag weg)"
