"""The proof: composed tunes are correct, as asked and new, as programs other than Lilt judge them."""
