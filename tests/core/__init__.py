"""Tests of the mathematics. Nothing here needs Qt."""
