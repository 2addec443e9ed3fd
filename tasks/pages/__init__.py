"""What the desk's pages (督办台) read and keep: keys, doors, accounts, lists, an item's whole file."""
