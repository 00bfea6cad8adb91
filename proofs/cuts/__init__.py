"""How many failures of people it takes: minimal cut sets of what must not happen, by kind of failure and by person. interlock.md 4.5, 6."""
