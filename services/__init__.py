"""De diensten: per dienst van het contract één Spyne-dienst; bericht erin, handler, bericht eruit."""
