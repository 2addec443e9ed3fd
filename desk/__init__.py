"""SHOW: what a person looks at or presses, the ``duban`` command first of all."""
