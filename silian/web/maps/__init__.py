"""Maps: the links of an industry chain and who is there, and the zones of the region."""
