"""The context object that Function Compute's Python runtime gives a handler, and the environment it sets.

In: a function and a request. Out: an object with the runtime's attributes; variables. It leaves values that only the
cloud has (real credentials, log projects) empty or made up. Source: design section 4.
"""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_fnf.services.functions.function import Function

REGION = "cn-hangzhou"
ACCOUNT_ID = "123456789012"

_SECRET_PREFIXES = (
    "ALIBABA_CLOUD_",
    "ALICLOUD_",
    "ALIYUN_",
    "ALIBABACLOUD_",
    "OSS_ACCESS",
    "OSS_SESSION",
    "ACCESS_KEY",
)


class Bag:
    """An object with the given attributes, which also reads like a mapping."""

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def __getitem__(self, name: str) -> Any:
        return vars(self)[name]

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def get(self, name: str, default: Any = None) -> Any:
        """The attribute, or a default."""
        return vars(self).get(name, default)


def credentials() -> Bag:
    """Dummy credentials, in both spellings that the runtime has had."""
    key, secret, token = "fnf-test-key-id", "fnf-test-key-secret", "fnf-test-token"
    return Bag(
        access_key_id=key,
        access_key_secret=secret,
        security_token=token,
        accessKeyId=key,
        accessKeySecret=secret,
        securityToken=token,
    )


def context_for(function: Function, request_id: str) -> Bag:
    """The second argument of a handler, and the only one of an initializer."""
    seconds = 600 if function.timeout is None else function.timeout / 1000
    handler = function.handler.name if function.handler is not None else "handler"
    service = Bag(name=function.service or "", log_project="", log_store="", qualifier="LATEST", version_id="")
    return Bag(
        request_id=request_id,
        requestId=request_id,
        credentials=credentials(),
        function=Bag(name=function.name, handler=handler, memory=512, timeout=seconds, initializer=""),
        service=service,
        region=REGION,
        account_id=ACCOUNT_ID,
        accountId=ACCOUNT_ID,
        retry_count=0,
        tracing=Bag(span_context="", jaeger_endpoint="", span_baggages={}),
        logger=logging.getLogger(),
    )


@lru_cache(maxsize=1024)
def is_secret(name: str | bytes) -> bool:
    """Whether a variable of the process may hold the developer's credentials, which no handler sees."""
    return os.fsdecode(name).upper().startswith(_SECRET_PREFIXES)


def environment(account: Mapping[str, str], function: Function) -> dict[str, str]:
    """What a handler sees as its environment beside the process's own."""
    keys = credentials()
    handler = function.handler.name if function.handler is not None else "handler"
    return {
        "TZ": "UTC",
        "FC_FUNCTION_NAME": function.name,
        "FC_SERVICE_NAME": function.service or "",
        "FC_FUNCTION_HANDLER": handler,
        "FC_REGION": REGION,
        "FC_ACCOUNT_ID": ACCOUNT_ID,
        "FC_QUALIFIER": "LATEST",
        "FC_INSTANCE_ID": f"c-{function.name}-{function.started}",
        "FC_RUNTIME": "python3",
        "FC_FUNC_CODE_PATH": str(function.handler.code) if function.handler and function.handler.code else "",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": keys.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": keys.access_key_secret,
        "ALIBABA_CLOUD_SECURITY_TOKEN": keys.security_token,
        **function.deployed_env,
        **account,
        **function.env,
    }
