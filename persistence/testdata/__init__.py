"""De testset: testgemeenten met sleutels, benoemde testpersonen, en gevulde personen in drie omvangen."""
