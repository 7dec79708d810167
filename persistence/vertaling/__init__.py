"""Van bericht naar opdracht, en van dossier naar bericht: alleen andere woorden, geen regels."""
