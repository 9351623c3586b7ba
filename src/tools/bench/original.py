"""Measures create-urls of sfn-callback-urls, the Python original: python original.py <checkout> < event.json

Prints the CPU time of one invocation in seconds, of all threads: the median of several batches, without the first,
which warms up. The environment is that of the function, with AWS_ENDPOINT_URL for a fake KMS.
"""

import contextlib
import io
import json
import statistics
import sys
import time

BATCHES = 7
INVOCATIONS = 20

sys.path.insert(0, f'{sys.argv[1]}/src')
import create_urls  # noqa: E402

event = json.load(sys.stdin)


def cpu_of_batch():
    # The function prints its log.
    with contextlib.redirect_stdout(io.StringIO()):
        before = time.process_time()
        for _ in range(INVOCATIONS):
            answer = create_urls.direct_handler(event, None)
        taken = time.process_time() - before
    if len(answer['urls']) != len(event['actions']):
        raise SystemExit(f'The original did not answer: {answer}')
    return taken / INVOCATIONS


batches = [cpu_of_batch() for _ in range(BATCHES + 1)]
print(statistics.median(batches[1:]))
