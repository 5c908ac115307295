"""The pages that every register gets from its declaration."""
