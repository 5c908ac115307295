"""Matching as people use it: two sheets in, an explained workbook out."""
