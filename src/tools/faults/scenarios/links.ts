import { setTimeout as sleep } from 'node:timers/promises';
import { decided, stillWaiting } from '../recovery.ts';
import type { Outage, Played, Scenario } from '../scenario.ts';
import { type Seen, seenOnPage } from '../seen.ts';
import { ask, type Stage } from '../stage.ts';
import { untilTried } from '../tried.ts';

/** A page that says so is opened again later: after an error, a history is read again after 3 seconds (src/approval/histories.ts). */
const AGAIN_AFTER_MS = 3_500;

async function openAgain(first: Seen, link: string, method: 'GET' | 'POST'): Promise<Seen> {
  if (first.text.startsWith('503')) await sleep(AGAIN_AFTER_MS);
  return seenOnPage(link, method);
}

export async function openLink(stage: Stage, outage: Outage): Promise<Played> {
  const { approve } = await ask(stage);
  outage.begin();
  const seen = await seenOnPage(approve, 'GET');
  outage.lift();
  const again = await openAgain(seen, approve, 'GET');
  return stillWaiting(stage, seen, again);
}

/** @param after when the fault begins; missing: before the press */
export function pressLink(after?: string): Scenario['play'] {
  return async (stage, outage) => {
    const { approve } = await ask(stage);
    outage.begin(after);
    const seen = await seenOnPage(approve, 'POST');
    await untilTried(stage);
    outage.lift();
    return decided(stage, seen, 'approve', () => openAgain(seen, approve, 'POST'));
  };
}

export async function createUrls({ stack }: Stage, outage: Outage): Promise<Played> {
  const call = async () => {
    const body = { token: 'token', actions: [{ name: 'approve', type: 'success', output: {} }] };
    const response = await fetch(new URL('/urls', stack.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly message?: string };
    return { status: response.status, answer };
  };
  outage.begin();
  const { status, answer } = await call();
  outage.lift();
  const again = await call();
  const sees = status === 200 ? '200 with the URLs' : `${status} “${answer.message}”`;
  return {
    sees,
    ends: 'the next call creates them',
    violations: again.status === 200 ? [] : ['The next call fails too.'],
  };
}
