"""The red flags as data: one file for each part of the body, each rule with source and near-misses."""
