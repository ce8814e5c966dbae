"""Small chat models in the real chain: SmolLM2 (135 million), and one that errs at stated rates.

`python -m tests.evaluation.small_model DATASETS [--each N] [--tokens N] [--weights FILE.gguf]`
serves the model over OpenAI's protocol and asks; with `--simulated` it asks the model that errs.
It prints a table of what the model says alone, what quotations alone give, and the chain of both.
"""
