"""`assistant` with recorded replies of a chat model: `python -m tests.recorded ask QUESTION`."""

import os
from unittest.mock import patch

from assistant.commands.cli import main
from tests.recorded.replay import ReplayModel

model = ReplayModel()
os.environ["ASSISTANT_LLM"] = "replay:recorded"
with patch("langchain.chat_models.init_chat_model", lambda *_, **__: model):
    main()
