"""Measures Lilt on the machine at hand, next to a reference in the same run: ratios hold elsewhere too."""
