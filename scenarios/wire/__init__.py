"""How wire faults reach the network of a stage: the simulated one, or proxies on loopback."""
