"""Goede afzenders naast vijandige, in het klein: niets mislukt en niets blijft hangen.

De verhouding met rust meet `isi-soap bench vijandig`; op een drukke testmachine zegt zij niets.
"""

from __future__ import annotations

from typing import Any

from bench.vijandig import meet

AANVALLEN = {"trage_berichten", "halfopen", "trage_grote", "onzin", "handtekeningen", "grote"}


def test_geen_goed_bericht_mislukt_naast_vijandige() -> None:
    uitkomst: dict[str, Any] = meet(seconden=1.5, per_seconde=10)
    assert uitkomst.keys() >= AANVALLEN
    assert uitkomst["mislukt"] == 0, uitkomst
    for naam in AANVALLEN:
        assert uitkomst[naam]["vijandige"] > 0, naam
        assert uitkomst[naam]["goede"] >= 10
        assert uitkomst[naam]["p99_ms"] < 5_000, uitkomst[naam]
