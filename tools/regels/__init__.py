"""De regelslijst: wat de handleiding zegt, waar de code het doet, en welke test het toont."""
