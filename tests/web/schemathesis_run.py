"""Requests made from the OpenAPI document, good and bad ones, and the server errors among the answers."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

_MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def failures(app: Any, cases: int) -> tuple[int, list[str]]:
    """Try so many requests, all operations alike; gives how many were made and the server errors."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    asking = [o for o in operations if any(o.iter_parameters())]
    each = -(-cases // (len(asking) * len(_MODES)))
    tried = 0
    broken: dict[str, str] = {}

    def attempt(case: Any) -> None:
        nonlocal tried
        answer = case.call()
        tried += 1
        if answer.status_code >= 500:
            broken.setdefault(case.operation.label, f"{answer.status_code} {case.as_curl_command()}")

    for operation in operations:
        for mode in _MODES if operation in asking else _MODES[:1]:
            run = given(case=operation.as_strategy(generation_mode=mode))(attempt)
            settings(
                max_examples=each,
                database=None,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(run)()
    return tried, list(broken.values())
