"""`isi-soap bench log`: wat verzegelen kost, hoe snel het log na te rekenen is, en hoe snel te doorzoeken."""
