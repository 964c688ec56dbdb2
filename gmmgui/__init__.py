"""gmmgui: see K-means, hard EM and soft EM find the components of a Gaussian mixture."""

__version__ = "0.1.0"
