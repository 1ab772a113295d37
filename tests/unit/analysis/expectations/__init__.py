"""What reading the real repositories beside the project says of them."""
