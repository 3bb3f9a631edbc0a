"""What is wrong with the rows, and where the bad ones went."""
