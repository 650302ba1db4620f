"""What is overhead and in the air: skies, clouds, stars, worlds, weather, and what drifts or floats."""
