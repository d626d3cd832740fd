"""The menu More under a tune, and what its entries open: files, practice, tablature; and Post here."""
