"""The stages after retrieval, for measurements that change the evidence or the writer."""

from assistant import Answer
from assistant.chain import Chain
from assistant.run import Run
from assistant.schema.evidence import Evidence
from assistant.schema.question import Question


def answer_from(chain: Chain, question: Question, evidence: Evidence, run: Run) -> Answer:
    plan = chain.plan(question)
    draft = chain.generate(plan, evidence, run)
    conclusion = chain.verify(evidence, draft, run)
    return chain.finish(question, plan, evidence, draft, conclusion, run)
