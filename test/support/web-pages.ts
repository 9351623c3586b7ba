import type { HistoryEvent } from '../../src/approval/history.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { HttpResponse } from '../../src/http.ts';
import type { RequestParts } from './web-event.ts';
import { ACTIONS, GOOD, ownLink, REQUEST_WITH_INPUTS } from './web-inputs.ts';
import { ANN, addressOf, BEN, endedAfter, linkOf, roundsAfter } from './web-rounds.ts';
import { APPROVAL, createRespondWorld, FORM, NOW, type RespondWorld } from './web-world.ts';

/** A page that a person can see behind a link. */
export interface ShownPage {
  readonly name: string;
  readonly heading: string;
  readonly open: (parts: RequestParts) => Promise<HttpResponse>;
}

const LONG = {
  ...APPROVAL,
  title: 'Release 1.2',
  requester: 'Ann Lindqvist',
  details: [
    { label: 'Environment', value: 'production' },
    { label: 'Change', value: 'https://ci.example/builds/1234567890123456789012345678901234567890/changes' },
  ],
};

function page(
  name: string,
  heading: string,
  show: (world: RespondWorld, parts: RequestParts) => Promise<HttpResponse>,
): ShownPage {
  return { name, heading, open: (parts) => show(createRespondWorld(), parts) };
}

async function approve(world: RespondWorld, more: object = {}): Promise<string> {
  return (await world.urls({ ...LONG, ...more })).approve ?? '';
}

const post = (parts: RequestParts): RequestParts => ({
  ...parts,
  method: 'POST',
  headers: { ...parts.headers, ...FORM },
});

const STAGES = {
  name: 'Ben',
  stages: [
    { title: 'Legal', approvers: [ANN, BEN], approvals: 2, rejections: 2 },
    { title: 'Security', approvers: [BEN, 'cleo@example.com'], approvals: 2, rejections: 2 },
  ],
};
const LEGAL = [{ by: ANN, comment: 'The contract is signed.' }, { by: BEN }];
const IN_SECURITY = roundsAfter(
  [...LEGAL, { by: 'cleo@example.com', action: 'reject', comment: 'Too early' }],
  STAGES,
);
/** As many votes as fit: their names and comments are long. */
const MANY = roundsAfter(
  Array.from({ length: 38 }, (_, index) => ({
    by: `approver-with-a-long-name-${index}@department.example.com`,
    comment: 'w'.repeat(1_000),
  })),
  { name: 'Ben', approvals: 39, approvers: [BEN] },
);

interface Opened {
  /** The approval of the page that the form was sent from. */
  readonly shown?: string;
  readonly recipient?: string;
  readonly typed?: string;
  readonly method?: 'POST';
}

/** The pages of requests that need several votes. */
const ROUNDS: readonly (readonly [string, string, readonly HistoryEvent[], Opened])[] = [
  ['votes so far', 'Approval for Ben', roundsAfter([{ by: ANN }]), {}],
  ['votes of two stages', 'Approval for Ben', IN_SECURITY, {}],
  ['many votes', 'Approval for Ben', MANY, {}],
  ['an own vote', 'Approval for Ben', roundsAfter([{ by: ANN }]), { recipient: ANN }],
  ['a vote of an earlier stage', 'Your vote was counted before.', IN_SECURITY, { recipient: ANN }],
  ['a vote counts', 'Your vote counts.', roundsAfter([]), { method: 'POST' }],
  ['asked again', 'Approval for Ben', roundsAfter([{ by: ANN }]), { method: 'POST', shown: 'f'.repeat(32) }],
  ['being counted', 'Approval for Ben', roundsAfter([{ by: ANN }]).slice(0, 3), { method: 'POST' }],
  [
    'being counted, with a typed text',
    'Approval for Ben',
    roundsAfter([{ by: ANN }]).slice(0, 3),
    { method: 'POST', typed: 'Ben' },
  ],
  [
    'decided by votes',
    'Already decided',
    endedAfter(roundsAfter(LEGAL, STAGES), {
      type: 'failure',
      error: 'rejected',
      cause: JSON.stringify({
        decision: { action: 'reject', by: BEN, via: 'email', at: new Date(NOW).toISOString() },
      }),
    }),
    {},
  ],
];

async function openRound(
  history: readonly HistoryEvent[],
  { recipient = BEN, typed, method, shown }: Opened,
  { headers }: RequestParts,
): Promise<HttpResponse> {
  const link = linkOf({ recipient, ...(typed && { typed }) });
  const world = createRespondWorld({ openLink: async () => link, getHistory: async () => history });
  const body = method && `comment=I+have+read+it.&typed=Ben${shown ? `&transaction_id=${shown}` : ''}`;
  return world.send(addressOf(link), {
    ...(method && { method, body }),
    headers: { ...headers, ...(method && FORM) },
  });
}

const TEN = Array.from({ length: 10 }, (_, index) => ({
  name: `input_${index}`,
  label: `A question that is not short, such as number ${index}`,
  type: ['text', 'number', 'date', 'yesno', 'choice'][index % 5],
  options: index % 5 === 4 ? ['day', 'night'] : undefined,
  required: index < 5,
}));
const WITH_INPUTS = roundsAfter([], REQUEST_WITH_INPUTS);
const WITH_TEN = roundsAfter([], { ...REQUEST_WITH_INPUTS, actions: [ACTIONS[0]], inputs: TEN });

/** The pages of an answer that asks for inputs. */
const INPUTS: readonly (readonly [string, string, readonly HistoryEvent[], Record<string, string>?])[] = [
  ['inputs', 'Access for Ben', WITH_INPUTS],
  ['ten inputs', 'Access for Ben', WITH_TEN],
  ['wrong inputs', 'Access for Ben', WITH_INPUTS, { 'input.hours': '1,5', 'input.until': 'Friday' }],
  ['ten wrong inputs', 'Access for Ben', WITH_TEN, { 'input.input_6': 'one' }],
  ['inputs while the history is read', 'Access for Ben', [], GOOD],
  ['given inputs', 'Approved', WITH_INPUTS, GOOD],
];

async function openInputs(
  history: readonly HistoryEvent[],
  fields: Record<string, string> | undefined,
  { headers }: RequestParts,
): Promise<HttpResponse> {
  const link = ownLink('grant');
  const world = createRespondWorld({ openLink: async () => link, getHistory: async () => history });
  const posted = fields && { method: 'POST', body: new URLSearchParams(fields).toString() };
  return world.send(addressOf(link), { ...posted, headers: { ...headers, ...(posted && FORM) } });
}

/** Every page, in the state of the title. */
export const PAGES: readonly ShownPage[] = [
  page('the question', 'Release 1.2', async (world, parts) => world.send(await approve(world), parts)),
  page('a rejection', 'Release 1.2', async (world, parts) =>
    world.send((await world.urls({ ...LONG, recipient: 'bob@example.com' })).reject ?? '', parts),
  ),
  page('a text to type', 'Release 1.2', async (world, parts) =>
    world.send(await approve(world, { typed: 'Release 1.2' }), parts),
  ),
  page('a wrong text', 'Release 1.2', async (world, parts) =>
    world.send(await approve(world, { typed: 'Release 1.2' }), post(parts)),
  ),
  page('accepted', 'Approved', async (world, parts) => world.send(await approve(world), post(parts))),
  page('already decided', 'Already decided', async (world, parts) => {
    const url = await approve(world);
    await world.send(url, post(parts));
    return world.send(url, parts);
  }),
  page('expired', 'No longer waiting', async (world, parts) => {
    const url = await approve(world, { expiration: '2026-11-25T00:00:00Z' });
    world.clock.now = Date.parse('2026-11-25T00:00:00Z');
    return world.send(url, parts);
  }),
  page('not for you', 'You cannot decide this', async (world, parts) =>
    world.send(await approve(world, { approvers: ['bob@example.com'], recipient: 'eve@example.com' }), parts),
  ),
  page('invalid', 'This link does not work', (world, parts) =>
    world.send('https://example.com/prod/respond?data=3-AAAA', parts),
  ),
  page('gone wrong', 'No answer yet', async (world, parts) => {
    world.workflow.failCompletion = new Error('socket hang up');
    return world.send(await approve(world), post(parts));
  }),
  ...ROUNDS.map(([name, heading, history, options]) => ({
    name,
    heading,
    open: (parts: RequestParts) => openRound(history, options, parts),
  })),
  ...INPUTS.map(([name, heading, history, fields]) => ({
    name,
    heading,
    open: (parts: RequestParts) => openInputs(history, fields, parts),
  })),
  {
    name: 'history unavailable',
    heading: 'No answer yet',
    async open(parts) {
      const openLink = () => Promise.reject(new Refusal('HistoryUnavailable', 'The history cannot be read.'));
      const world = createRespondWorld({ openLink });
      return world.send(await approve(world), parts);
    },
  },
];
