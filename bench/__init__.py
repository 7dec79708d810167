"""De metingen: wat de dienst kost, naast waarmee zij vergeleken wordt."""
