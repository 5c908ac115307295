"""Code lists and what all registers point at: zones, regions, industries, technology fields, organisations."""
