"""Bewijzen in de boom: dat een blad erin zit (RFC 9162 §2.1.3) en dat hij alleen groeide (§2.1.4).

Maken vraagt een `Bron` die de hash van een volle deelboom geeft. Die bron hoeft niet alles te bewaren: wat
zij niet heeft, rekent zij uit wat eronder hangt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from isi_soap.audit.boom import Hash, Plaats, dekking, knoophash

Bron = Callable[[Plaats], Hash]


def inclusiebewijs(bron: Bron, positie: int, grootte: int) -> list[Hash]:
    """PATH(positie, D[grootte]), van het blad naar de wortel."""
    if not 0 <= positie < grootte:
        raise ValueError("deze positie is er niet")
    return [_wortel(bron, begin, eind) for begin, eind in _buren(positie, 0, grootte)][::-1]


def _buren(positie: int, begin: int, eind: int) -> Iterator[tuple[int, int]]:
    """Van de wortel naar het blad: telkens de helft waar de positie niet in valt."""
    while eind - begin > 1:
        midden = begin + _helft(eind - begin)
        if positie < midden:
            yield midden, eind
            eind = midden
        else:
            yield begin, midden
            begin = midden


def consistentiebewijs(bron: Bron, eerder: int, grootte: int) -> list[Hash]:
    """PROOF(eerder, D[grootte]): de boom van nu bevat die van toen, ongewijzigd en vooraan."""
    if not 0 < eerder <= grootte:
        raise ValueError("zo groot is de boom niet")
    pad = []
    begin, eind, heel = 0, grootte, True
    while eerder != eind:
        midden = begin + _helft(eind - begin)
        if eerder <= midden:
            pad.append(_wortel(bron, midden, eind))
            eind = midden
        else:
            pad.append(_wortel(bron, begin, midden))
            begin, heel = midden, False
    if not heel:
        pad.append(_wortel(bron, begin, eind))
    return pad[::-1]


def _helft(aantal: int) -> int:
    """De grootste macht van twee kleiner dan het aantal."""
    return 1 << (aantal - 1).bit_length() - 1


def _wortel(bron: Bron, begin: int, eind: int) -> Hash:
    delen = [bron(plaats) for plaats in dekking(begin, eind)]
    hash_ = delen.pop()
    while delen:
        hash_ = knoophash(delen.pop(), hash_)
    return hash_


def wortel_uit_inclusie(blad: Hash, positie: int, grootte: int, pad: Sequence[Hash]) -> Hash | None:
    """De wortel die bij dit bewijs hoort (RFC 9162 §2.1.3.2), of None als het bewijs niet past."""
    if not 0 <= positie < grootte:
        return None
    fn, sn, hash_ = positie, grootte - 1, blad
    for buur in pad:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            hash_ = knoophash(buur, hash_)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            hash_ = knoophash(hash_, buur)
        fn >>= 1
        sn >>= 1
    return hash_ if sn == 0 else None


def is_consistent(eerder: int, oud: Hash, grootte: int, nieuw: Hash, pad: Sequence[Hash]) -> bool:
    """Of de boom van `eerder` bladen het begin is van die van `grootte` (RFC 9162 §2.1.4.2)."""
    if not 0 < eerder <= grootte:
        return False
    if eerder == grootte:
        return not pad and oud == nieuw
    rij = list(pad)
    if not eerder & eerder - 1:
        rij.insert(0, oud)
    if not rij:
        return False
    fn, sn = eerder - 1, grootte - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    van_toen = van_nu = rij[0]
    for buur in rij[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            van_toen, van_nu = knoophash(buur, van_toen), knoophash(buur, van_nu)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            van_nu = knoophash(van_nu, buur)
        fn >>= 1
        sn >>= 1
    return sn == 0 and van_toen == oud and van_nu == nieuw
