"""What commands print, in 80 columns."""
