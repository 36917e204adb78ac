"""What the comparison of scoring is about: its two models, the data, and how results are compared."""
