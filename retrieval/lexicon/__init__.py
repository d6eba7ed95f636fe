"""Word lists that the segmentation of Chinese text stands on; provenance in README.md."""
