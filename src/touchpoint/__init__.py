"""Personal touchpoints for each customer: once, at the right local time, never a nuisance."""
