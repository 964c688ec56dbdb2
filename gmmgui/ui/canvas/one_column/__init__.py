"""What is seen of one column: histogram, curves, boundaries."""
