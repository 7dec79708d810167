"""De eisen van Digikoppeling, Basic Profile en Basic Security Profile, en welke test ze toont."""
