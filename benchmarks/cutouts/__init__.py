"""How good the cut-outs are, how long they take, and where they fail: `python -m benchmarks.cutouts --data DIR`."""
