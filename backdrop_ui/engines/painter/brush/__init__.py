"""How things get onto the picture: flat ink, stamps and sprites, splats by the thousand, beams of light."""
