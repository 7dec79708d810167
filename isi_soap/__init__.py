"""isi-soap: het berichtenverkeer van het Informatiesysteem Inburgering over SOAP."""

__version__ = "0.1.0"
