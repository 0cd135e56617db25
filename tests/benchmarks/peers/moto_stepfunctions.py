"""moto as a peer: reads a definition, then runs it for every further line.

In: lines of JSON, the first with the definition, each further one with an input. Out: one line of JSON for each: the
version, then the outputs. It runs with the Python of the peers' own environment.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from importlib.metadata import version

os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1")

import boto3
from moto import mock_aws


def answer(value: object) -> None:
    """One line out."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions")
        machine = client.create_state_machine(
            name="loop", definition=sys.stdin.readline(), roleArn="arn:aws:iam::123456789012:role/loop"
        )
        answer(f"moto {version('moto')}")
        for number, line in enumerate(sys.stdin):
            started = client.start_execution(
                stateMachineArn=machine["stateMachineArn"], name=f"run-{number}", input=line
            )
            for thread in threading.enumerate():  # what it runs in; asking again and again would slow it down
                if thread is not threading.current_thread():
                    thread.join()
            execution = client.describe_execution(executionArn=started["executionArn"])
            answer(json.loads(execution["output"]))


main()
