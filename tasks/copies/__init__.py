"""What departments get back: workbooks made from their own (批注件、预填表).

``paper`` writes on a sheet, ``clean`` makes one where there was none, ``same`` saves it so that the
same facts are the same bytes, ``apart`` does all of it in a process of its own.
"""
