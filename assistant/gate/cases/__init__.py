"""The gate's own cases, one a line; `held` marks the third that nothing is tuned on."""
