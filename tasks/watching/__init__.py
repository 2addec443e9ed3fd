"""Watched from outside (看护): measures read from the store, shown to monitors, and a ping after what went well."""
