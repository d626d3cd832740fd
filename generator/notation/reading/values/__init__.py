"""The values of single fields: keys, clefs, meters, tempi, text."""
