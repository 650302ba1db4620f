"""Trains the toy inpainting pipeline of the tests: a real one, but tiny, on the Painter's pictures."""
