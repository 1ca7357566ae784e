"""Tests mirror the code; `flows`, `races`, `browser` and `load` cross it."""
