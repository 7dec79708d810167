"""De testset: testgemeenten met sleutels, benoemde testpersonen, en gevulde personen in drie omvangen."""

from __future__ import annotations

from persistence.testdata.laden import herstel, laad

__all__ = ["herstel", "laad"]
