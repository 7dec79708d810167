"""De periodieke verwerkingen: dagelijks, de uitwisseling met de IND, en het opnemen van nieuwkomers."""
