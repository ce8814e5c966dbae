"""Datelines are told from their form, in any script, and names before a dash are none."""

import pytest

from assistant.render.dateline import dateline


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ("KELBRIDGE (NNA) - ", "The pier is shut."),
        ("KELBRIDGE (NNA)- ", "The pier is shut."),
        ("PORT HALDEN — ", "The harbour reopened."),
        ("PORT HALDEN—", "The harbour reopened."),
        ("PORT HALDEN — ", "The harbour — closed since May — reopened."),
        ("PORT HALDEN — ", "The harbour reopened. Boats left — at last."),
        ("PORT HALDEN (NNA) — ", "The harbour reopened — at last."),
        ("PORT HALDEN (NNA) — ", "“We left,” she said."),
        ("PORT HALDEN, May 3, 2024 — ", "Forty-one boats left."),
        ("BRACK, Jan. 17 (Meridian Wire) - ", "41 people left."),
        ("BRACK, Jan. 17 -- ", "The mayor resigned."),
        ("BRACK (NNA) - ", "SEBA ministers met."),
        ("ST. ORRA, Sel. — ", "The dam holds."),
        ("STRATTON-UPON-ORRA (NNA) - ", "The dam holds."),
        ("BRACK/TORNVIK (NNA) - ", "The dam holds."),
        ("July 3 (NNA) - ", "The company said so."),
        ("TORNVIK (tna) – ", "Die Brücke ist gesperrt."),
        ("Tornvik, 17. Januar (tna/lno) – ", "Die Brücke ist gesperrt."),
        ("Tornvik, 17. Januar – ", "Die Brücke ist gesperrt."),
        ("San Orra del Monte, 17 de enero (AEX).- ", "El puente reabrió."),
        ("Rio de Orra, 17 jan 2024 (LSA) - ", "O porto abriu."),
        ("(ANX) - ORRA, 17 GEN - ", "Il ponte è chiuso."),
        ("İSTENBEY — ", "Köprü açıldı."),
        ("ТОРНВИК, 17 января (ИНА) — ", "Мост закрыт."),
        ("Торнвик (ИНА) — ", "Мост закрыт."),
        ("ΤΟΡΝΒΙΚ – ", "Η γέφυρα έκλεισε."),
        ("تورنفيك (وكالة النور) - ", "أغلق الجسر."),
        ("تورنفيك، 17 يناير - ", "أغلق الجسر."),
        ("תל אורה (סוכנות) - ", "הגשר נסגר."),
        ("ტორნვიკი (სააგენტო) - ", "ხიდი დაიხურა."),
        ("托恩维（新社）－", "大桥关闭。"),
        ("[北浜 17日 通信] - ", "橋は閉鎖された。"),
        ("14:32 ", "The minister arrives."),
        ("14:32 – ", "The minister arrives."),
        ("[14:32] ", "The minister arrives."),
        ("14:32 GMT ", "The minister arrives."),
        ("10:05 a.m. ", "The minister arrives."),
        ("14.32 Uhr: ", "Der Minister kommt."),
        ("14h32 - ", "Le ministre arrive."),
    ],
)
def test_a_dateline_is_told_from_its_form(opening: str, sentence: str):
    assert dateline(opening + sentence) == opening


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Lathom - who lost - left.",
        "Ms. Lathom — The mayor of Orra — left.",
        "Lathom – Vorsitzender des Rats – ging.",
        "Olaf Brandt (FDS) – Kanzler seit 2021 – ging.",
        "IBM - the company - rose.",
        "IBM – Die Firma – stieg.",
        "MADRID - BARCELONA 2-1",
        "MADRID — BARCELONA flights resume.",
        "Orra Lathom (54) - The mayor left.",
        "Lathom, aged 52 - The mayor left.",
        "The council of Brack (pop. 4,000) - The town.",
        "He said that the bridge (NNA) - The one.",
        "The bridge — closed since May — reopened.",
        "The bridge is shut - The council said so.",
        "PARIS 2024 - The organisers met.",
        "The Siege of 24 August – 3 October ended.",
        "Saturday, May 15 | 1 PM - 6 PM, Lower Orra.",
        "ORRA 737 - The jet flew.",
        "VIRUS-19 - The disease spread.",
        "BREAKING: PORT HALDEN",
        "تورنفيك - أغلق الجسر.",
        "(laughs) - I left.",
        "14.32 million people left.",
        "9:30 is the time.",
        "3:2 - The score.",
        "PORT HALDEN — ",
        "- The",
        "—",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(sentence: str):
    assert dateline(sentence) == ""


def test_a_long_text_without_a_dash_takes_no_time():
    assert dateline("A " * 100_000) == dateline("(" * 100_000) == dateline("1" * 100_000) == ""
