"""The verifier that a pack carries: standard library and `cryptography`, nothing of Chamberflag. `pack.single` makes one file of it."""
