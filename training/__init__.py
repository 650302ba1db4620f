"""Training code for the networks that ship with the app."""
