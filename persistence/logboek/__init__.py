"""Het berichtenlogboek (R-025): schrijven, zoeken, verzegelen, toetsen, exporteren, vernietigen."""
