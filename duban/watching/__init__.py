"""Whether a site is well (看护): what is measured of it, and what of that is an alarm."""
