"""What grows: trees and how they do it, leaves, fronds, grass, flowers, the floor of a wood."""
