"""Every published figure, each as a ratio to a limit or a peer of the same run on the same machine."""
