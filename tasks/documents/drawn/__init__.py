"""The templates that ship (默认模板), drawn in the look of official papers: ``python -m tasks.documents.drawn``."""
