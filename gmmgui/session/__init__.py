"""What the user is doing: the document, the door for edits, the player and the engine thread."""
