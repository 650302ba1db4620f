"""From-scratch training of the small cut-out network behind `assets/cutout.onnx`."""
