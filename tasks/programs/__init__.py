"""Programs at the desk's door (程序接口): whose token it is, what it may, and each act done once."""
