"""The words of the red flags as data: what lay people call a finding, in Chinese and English."""
