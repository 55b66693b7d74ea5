"""Tests of the Python package, as people install it."""
