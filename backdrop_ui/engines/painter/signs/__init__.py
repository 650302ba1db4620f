"""What is printed: logos on walls, floors, things and banners, and a comic's page."""
