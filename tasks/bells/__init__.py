"""The watch at work (值守): what is so in the store and at Prefect, and what the duty desk is told of it."""
