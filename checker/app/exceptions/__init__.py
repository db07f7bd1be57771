"""Waivers and recorded debt: what may fail for a while, and how it is written down."""
