"""Figures of Silian against named peers, measured in one run on real data."""
