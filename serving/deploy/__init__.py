"""Files to run the house on other machines: containers, Compose, Kubernetes. Nothing here is imported."""
