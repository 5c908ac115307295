"""How good the matches are, and who matched whom, as pages."""
