"""What keeps floods, robots and strangers out: limits, proofs of work, blocks, devices' ids, keys."""
