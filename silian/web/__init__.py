"""The shell around every page: frame, home, search, static files."""
