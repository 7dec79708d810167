"""De pagina's van de auditor: het berichtenlog lezen in een browser (docs/auditor.md)."""
