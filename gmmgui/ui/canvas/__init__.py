"""The canvas: one file a layer."""
