"""schemathesis asks what the OpenAPI spec allows and what it forbids; nothing ends in an error."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import examples

schemathesis = pytest.importorskip("schemathesis", reason="no schemathesis: pip install it")


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_nothing_that_the_spec_names_ends_in_an_error(web: httpx.Client, mode: str):
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance

    checks = [not_a_server_error, response_schema_conformance]
    spec = schemathesis.openapi.from_dict(web.get("/openapi.json").json())
    spec.config.update(base_url=str(web.base_url).rstrip("/"))
    operations = [found.ok() for found in spec.get_all_operations()]
    paths = {operation.path for operation in operations}
    assert {"/api/ask", "/api/search", "/api/timeline", "/v1/chat/completions"} <= paths
    wanted = schemathesis.GenerationMode[mode]

    @settings(max_examples=examples(200), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of([one.as_strategy(generation_mode=wanted) for one in operations]))
    def check(case: "schemathesis.Case") -> None:
        case.call_and_validate(checks=checks)

    check()
