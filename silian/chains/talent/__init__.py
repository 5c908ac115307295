"""人才链: people and the policies for them."""
