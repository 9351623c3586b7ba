"""Completes the execution history of MiniStack 1.5.33, as Step Functions writes it.

Python imports this module at its start, because its directory is in PYTHONPATH (see ../ministack.ts). Without it, a
TaskScheduled event of MiniStack has no parameters and no timeout, there is no TaskSubmitted event, no event names the
one before it, and a function that fails does not fail its task.
"""

import json
import threading

from ministack.services import stepfunctions

_this = threading.local()
_add_event = stepfunctions._add_event
_call_lambda = stepfunctions._call_lambda
_invoke_with_callback = stepfunctions._invoke_with_callback


def add_event(execution, event_type, details=None):
    previous = len(execution["events"])
    event = _add_event(execution, event_type, details)
    event["previousEventId"] = previous
    if event_type == "TaskScheduled":
        _this.execution, _this.scheduled = execution, event["taskScheduledEventDetails"]
    return event


def invoke_with_callback(resource, parameters, token, state):
    # "arn:aws:states:::lambda:invoke.waitForTaskToken" has two members in Step Functions.
    _this.scheduled.update(
        resourceType=resource.split(":")[-2],
        resource=resource.split(":")[-1],
        parameters=json.dumps(parameters),
    )
    if "TimeoutSeconds" in state:
        _this.scheduled["timeoutInSeconds"] = state["TimeoutSeconds"]
    _this.token = token
    try:
        return _invoke_with_callback(resource, parameters, token, state)
    finally:
        _this.token = None


def call_lambda(function, event):
    token = getattr(_this, "token", None)
    try:
        result = _call_lambda(function, event)
    except stepfunctions._ExecutionError as error:
        waiting = stepfunctions._task_tokens.get(token)
        if waiting and not waiting["event"].is_set():
            waiting["error"] = {"Error": error.error, "Cause": error.cause}
            waiting["event"].set()
        raise
    waiting = stepfunctions._task_tokens.get(token)
    if waiting and not waiting["event"].is_set():
        output = json.dumps({"Payload": result, "StatusCode": 200})
        add_event(_this.execution, "TaskSubmitted", {"taskSubmittedEventDetails": {"output": output}})
    return result


stepfunctions._add_event = add_event
stepfunctions._invoke_with_callback = invoke_with_callback
stepfunctions._call_lambda = call_lambda
