"""Raw exports of any system, read and renamed to canonical columns."""
