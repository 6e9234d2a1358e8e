"""Documents and how they are found. Knows nothing of questions' answers."""

import os

# ONNX Runtime reports its use to its makers unless it is told not to before it is loaded, here or in
# a process that is started from here.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
