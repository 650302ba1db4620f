"""What floors, walls and furniture are made of."""
