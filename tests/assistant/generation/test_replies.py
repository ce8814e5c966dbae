"""Replies as models and servers write them: read as an answer, or not shown at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.generation.reply_parser import read_beginning, read_reply
from assistant.schema.draft import DraftError

STATEMENTS = [
    {"section": "The bridge", "evidence": ["a1f", "b2e"], "text": "The Orra bridge is shut."},
    {"section": None, "evidence": ["c3d"], "text": "Ida Falk said {so}: “no” [sic]."},
]
REPLY = {
    "verdict": "partly",
    "statements": STATEMENTS,
    "disagreements": [
        {
            "about": "the injured",
            "values": [
                {"value": "12", "evidence": ["a1f"]},
                {"value": "nine", "evidence": ["c3d"]},
            ],
        }
    ],
    "missing": "what the repair costs",
    "caveats": ["One source alone."],
}
WHOLE = json.dumps(REPLY, ensure_ascii=False)
THOUGHT = '<think>\nMaybe {"verdict": "not-in-evidence", "statements": []}?\n</think>'


def test_every_part_of_a_reply_is_read():
    draft = read_reply(WHOLE)
    assert [(s.section, s.ids, s.text) for s in draft.statements] == [
        ("The bridge", ("a1f", "b2e"), "The Orra bridge is shut."),
        ("", ("c3d",), "Ida Falk said {so}: “no” [sic]."),
    ]
    assert (draft.verdict, draft.missing) == ("partly", "what the repair costs")
    assert draft.caveats == ("One source alone.",)
    (disagreement,) = draft.disagreements
    assert [(one.value, one.ids) for one in disagreement.values] == [
        ("12", ("a1f",)),
        ("nine", ("c3d",)),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        f"{THOUGHT}{WHOLE}",
        f"{WHOLE}\n{THOUGHT}",
        f"{THOUGHT}\n{WHOLE}\n{THOUGHT}",
        f'So it is {{"verdict": "answered"}}.\n</think>\n{WHOLE}',
        f"{WHOLE}<think>Was that right?",
        f"<THINKING>hm</THINKING>{WHOLE}",
        f"```json\n{WHOLE}\n```",
        f"```JSON\n{WHOLE}\n```\nI hope this helps!",
        f"~~~\n{WHOLE}\n~~~",
        f"Here is the {{answer}}:\n\n{WHOLE}",
        WHOLE.replace("}]", "},]").replace('"]', '" , ]'),
        WHOLE.replace('"partly"', '"PARTLY"'),
        WHOLE.replace('"partly"', '" Partly answered. "'),
        WHOLE.replace('"a1f", "b2e"', '"[a1f]", "`b2e`"'),
        WHOLE.replace('["a1f", "b2e"]', '"a1f, b2e"'),
        WHOLE.replace('["a1f", "b2e"]', '"[a1f][b2e]"'),
        WHOLE.replace("bridge is", "bridge\n is"),
        json.dumps({"name": "answer", "arguments": REPLY}),
    ],
    ids=range(18),
)
def test_a_loose_reply_is_read_as_a_strict_one(reply: str):
    assert read_reply(reply) == read_reply(WHOLE)


@given(places=st.lists(st.integers(0, 900), max_size=6), before=st.sampled_from(["", THOUGHT]))
def test_what_is_shown_of_a_beginning_stays(places: list[int], before: str):
    reply = before + WHOLE
    whole = read_reply(reply)
    for place in sorted(places):
        draft = read_beginning(reply[:place])
        assert draft.statements[: draft.complete] == whole.statements[: draft.complete]
        if draft.open:
            written = whole.statements[draft.complete].text
            assert written.startswith(draft.statements[-1].text)


def test_a_reply_that_is_cut_off_keeps_its_whole_statements():
    draft = read_reply(WHOLE[: WHOLE.index("Falk") + 2])
    assert [s.text for s in draft.statements] == ["The Orra bridge is shut."]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("answerable", "answered"),
        ("Answered", "answered"),
        ("STATED_AS_UNKNOWN", "stated-as-unknown"),
        ("stated as unknown", "stated-as-unknown"),
        ("fully supported", "answered"),
        ("answered in part", "partly"),
        ("not fully answered", "partly"),
        ("stated-as-unknown: nobody was named", "stated-as-unknown"),
    ],
)
def test_verdicts_in_other_words_are_understood(said: str, meant: str):
    assert read_reply(json.dumps(REPLY | {"verdict": said})).verdict == meant


@pytest.mark.parametrize(
    "said",
    ["not-in-evidence", "Not in evidence", "NOT-MENTIONED", "another-fact", "Another-Date",
     "not answerable"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["json", "prose"])
def test_a_refusal_in_any_words_abstains(said: str, form: str):
    if form == "prose" and " " in said:
        return
    draft = read_reply(json.dumps(REPLY | {"verdict": said}) if form == "json" else f"“{said}”.")
    assert (draft.statements, draft.reason) == ((), "insufficient-evidence")
    assert draft.detail == "The nearest coverage is about something else, or does not say."


@pytest.mark.parametrize(
    "reply",
    [
        "",
        THOUGHT,
        f"<think>{WHOLE}",
        f"{WHOLE}</think>",
        '{"verdict": "answered", "statements": []}',
        '{"verdict": "answered", "statements": [{"evidence": ["a1f"], "text": null}]}',
        "The bridge is shut.",
        "[1, 2]",
    ],
)
def test_a_thought_or_an_empty_reply_is_no_answer(reply: str):
    with pytest.raises(DraftError, match=r"is empty|wrong form|prose instead"):
        read_reply(reply)


def test_prose_has_headings_bullets_and_no_preamble():
    draft = read_reply(
        "<think>[zzz]</think>Here is what I found:\n\n## The bridge\n- It is shut. [a1f]\n"
        "2. Ferries run. [b2e][c3d]\n\n## Costs\nNobody knows them. [d4c, a1f]"
    )
    assert [(s.section, s.text, s.ids) for s in draft.statements] == [
        ("The bridge", "It is shut.", ("a1f",)),
        ("The bridge", "Ferries run.", ("b2e", "c3d")),
        ("Costs", "Nobody knows them.", ("d4c", "a1f")),
    ]
