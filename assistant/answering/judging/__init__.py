"""A second judge beside the rules, by choice: does what is cited bear a statement out?

Off by default. `judge` is `llm`, the path of a folder with an NLI model (model.onnx,
tokenizer.json, config.json), or the name of one on the Hugging Face hub (extra `judge`).
"""
