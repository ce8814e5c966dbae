"""Conversations over seeds/, each with what its follow-ups have to be understood as.

A line of tuned.jsonl (looked at while the rules were made), of unseen.jsonl (of which only totals
were seen) and of later.jsonl (written when the rules had changed last, asked once) is
`{"id", "turns": [first, follow-up, ...]}`. The first is `{"question"}`; a follow-up has, besides:

- `words`: all must stand in the question as it was resolved, in any case; "a|b" is either of two;
- `without`: none may;
- `gold`: of these pieces of sentences, one must stand in the evidence that the answer was made of;
- `alone`: in place of all that; the question stands alone and must go through as it is;
- `rewritten`: what a good model makes of it; `reply`: what this one says instead, and is of no use.
"""
