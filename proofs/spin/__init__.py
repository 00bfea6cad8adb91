"""The same machine in the same world for Spin, an engine that shares nothing with ours: it has to store as many states. interlock.md 6."""
