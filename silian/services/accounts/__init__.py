"""People who sign in, the organisations they act for, and the tokens their programs use."""
