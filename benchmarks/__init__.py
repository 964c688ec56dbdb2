"""Side by side with the peers, in one run, as printed tables; no part of the program."""
