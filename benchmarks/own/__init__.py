"""Our own loops: how fast they are, how they scale, what is lost by compression; no peers."""
