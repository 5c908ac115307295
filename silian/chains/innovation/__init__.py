"""创新链: results, the institutions they come from, platforms, rights and shared resources."""
