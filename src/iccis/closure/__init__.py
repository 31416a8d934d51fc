"""What follows from the data by the rules of OWL 2 RL."""
