"""`assistant chat`: questions and commands typed in a terminal, answers streamed into it."""
