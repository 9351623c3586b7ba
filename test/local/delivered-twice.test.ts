import { expect, onTestFinished, test, vi } from 'vitest';
import { startTestStack } from './support/test-stack.ts';

/** Starts an approval that waits in Slack, and spies on the requests of the embedded Slack. */
async function startWaiting() {
  const started = await startTestStack();
  await started.startExecution({ name: 'Ben' });
  const { postJson, getJson, until, stack } = started;
  const [{ channel, ts }] = await until('the message', async () => {
    const messages = await getJson('/_local/slack/messages');
    return messages.length > 0 && messages;
  });
  const sent = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => sent.mockRestore());
  return {
    ...started,
    press: (action_id: string) => postJson('/_local/slack/press', { user: 'ben', channel, ts, action_id }),
    cancel: () => {
      const name = stack.executions()[0]?.name;
      return postJson('/_local/slack/command', { user: 'ben', text: `/approval cancel ${name}` });
    },
    /** Sends the last delivery again, with the same bytes and the same signature. */
    async deliverAgain() {
      const delivery = sent.mock.calls.findLast(([url]) => String(url).endsWith('/slack/events'));
      if (!delivery) throw new TypeError('nothing was delivered');
      const response = await fetch(...delivery);
      return { status: response.status, body: await response.text() };
    },
  };
}

type Waiting = Awaited<ReturnType<typeof startWaiting>>;

test.each<{ what: string; act: (waiting: Waiting) => Promise<Response> }>([
  { what: 'a press of Reject', act: ({ press }) => press('decide:reject') },
  { what: '/approval cancel', act: ({ cancel }) => cancel() },
])('$what causes no error message when it is delivered twice', async ({ act }) => {
  const waiting = await startWaiting();
  expect((await act(waiting)).status).toBe(200);

  const again = await waiting.deliverAgain();

  expect(again).toEqual({ status: 200, body: '' });
  const messages = await waiting.getJson('/_local/slack/messages');
  expect(messages).toHaveLength(1);
  expect((await waiting.getJson('/_local/slack/views?user=ben')).modal).not.toBeNull();
  expect(waiting.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
