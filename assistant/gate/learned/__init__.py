"""The learned channel beside the rules: n-grams, weights in `weights.npz`, its card in `CARD.md`."""
