"""The platform for other programs: a small client of its JSON API, and an MCP server that stands on it."""
