"""Tests of files, draws and the catalogue. Nothing here needs Qt."""
