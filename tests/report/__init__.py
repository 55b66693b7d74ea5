"""Tests of the report, in a browser."""
