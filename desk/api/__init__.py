"""The programs' door (程序接口): the same lists and acts as the commands, by token, with an OpenAPI document."""
