"""De gegevens van de toegang vastleggen en intrekken; elke wijziging met een regel in het beheerlog."""
