"""Layers of the canvas: one file and one entry of ``LAYERS`` each."""
