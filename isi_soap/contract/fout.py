"""De fout van een contract dat niet klopt: de dienst start er niet mee."""


class ContractFout(Exception):  # noqa: N818
    """Het contract (xsd, wsdl) en het programma passen niet op elkaar; de tekst zegt wat en waar."""
