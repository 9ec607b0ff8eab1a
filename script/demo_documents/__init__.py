"""Builds data/documents: office documents of our own making around rows of open registers."""
