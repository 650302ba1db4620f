"""What one stands on or looks over: floors and ground, mountains and rocks, the sea and its floor."""
