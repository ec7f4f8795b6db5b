"""Performance as ratios in one run: the engine beside its floors, and calls beside the fewest possible."""
