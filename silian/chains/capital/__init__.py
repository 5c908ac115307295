"""资金链: financiers, their products, funds."""
