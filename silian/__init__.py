"""Silian 四链 carries research results from the lab to the production line."""
