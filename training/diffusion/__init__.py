"""Trains the toy inpainting pipeline of the tests: a real Stable Diffusion pipeline, tiny, on the Painter's pictures."""
