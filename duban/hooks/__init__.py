"""What other systems are told (对外推送): which events, of which items, in codes alone."""
