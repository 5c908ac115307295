"""From an uploaded sheet to checked rows in a register, all or nothing."""
