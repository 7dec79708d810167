"""Dagen en tijden zoals berichten ze schrijven: JJJJMMDD, en JJJJMMDDUUMMSShh in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

from isi_soap.domain.datum import Datum, Tijdstip


def datum(dag: date | None) -> Datum | None:
    return None if dag is None else Datum.van(dag)


def tijdstip(moment: datetime) -> Tijdstip:
    """Afgekapt op honderdsten: nooit later dan het werkelijk was."""
    utc = moment.astimezone(UTC)
    return Tijdstip(f"{utc:%Y%m%d%H%M%S}{utc.microsecond // 10_000:02d}")


def moment(tijdstip: Tijdstip) -> datetime:
    """Het begin van de honderdste seconde. ValueError als de dag niet bestaat."""
    seconde = datetime.strptime(tijdstip[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return seconde.replace(microsecond=int(tijdstip[14:]) * 10_000)
