import fc from 'fast-check';
import { dataOf } from '../../../../test/support/mangled-links.ts';
import { HOOK } from '../../../../test/support/post-actions.ts';
import { httpEvent } from '../../../../test/support/web-event.ts';
import type { Asked } from '../asked.ts';
import { garbled } from '../garble.ts';
import { jsonOf, mutated, texts } from '../mutate.ts';
import type { Stage } from '../stage.ts';
import { reencoded, tampered } from '../tamper.ts';
import {
  FILLED,
  FORM_TYPE,
  httpEvents,
  JSON_TYPE,
  type Links,
  mutatedRequests,
  OPENED,
  type Scene,
  type Target,
} from '../target.ts';

const RESPONDING = { handler: 'respond', contract: 'answers' } as const;

function inputOf(token: string) {
  return {
    token,
    actions: [
      {
        name: 'approve',
        type: 'success',
        output: { [OPENED]: OPENED },
        response: { html: '<p>$$ok</p>', text: 'ok' },
      },
      { name: 'reject', type: 'failure', error: OPENED, cause: OPENED },
      {
        ...HOOK,
        outcomes: [
          ...HOOK.outcomes,
          { name: 'other', type: 'success', schema: { const: OPENED }, output: {} },
        ],
      },
    ],
    expiration: '2099-01-31T12:00:00Z',
    enable_output_parameters: true,
  };
}

/** Creates callback URLs for a request that waits. */
export async function createLinks(stage: Stage, { token }: Asked): Promise<Links> {
  const input = inputOf(token);
  const urls = async (env = {}) => {
    const [approve = '', reject = '', post = ''] = await stage.createUrls(input, env);
    return { pair: [approve, reject] as const, post };
  };
  const { pair: current, post } = await urls();
  const [committing, plain, unencrypted, elsewhere] = await Promise.all([
    urls({ URL_FORMAT: '2' }),
    urls({ URL_FORMAT: '2-legacy' }),
    urls({ KEY_ID: undefined, KEY_CONTEXT: undefined }),
    urls({ KEY_CONTEXT: 'elsewhere' }),
  ]);
  return {
    current,
    committing: committing.pair,
    plain: plain.pair,
    foreign: [...unencrypted.pair, ...elsewhere.pair],
    post,
  };
}

/** Events for create-urls and respond. */
export function linkTargets({ stage, asked, links }: Scene): Target[] {
  const input = inputOf(asked.token);
  const urls = `${stage.env.CALLBACK_BASE_URL}/urls`;
  const post = (body: string, type = JSON_TYPE) => ({
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  const [approve] = links.current;
  const good = JSON.stringify({ result: 'good', by: 'ann' });
  const form = 'action=approve&comment=fine&answer=approve';
  const creating = { handler: 'create-urls', contract: 'answers' } as const;
  return [
    { ...creating, title: 'an input', events: mutated(input) },
    {
      ...creating,
      title: 'the JSON of an input',
      events: mutated(input).chain((changed) => httpEvents(urls, post(jsonOf(changed)))),
    },
    {
      ...creating,
      title: 'a garbled body',
      events: garbled(JSON.stringify(input)).chain((body) => httpEvents(urls, post(body))),
    },
    { ...creating, title: 'an HTTP request', events: mutatedRequests(urls, post(JSON.stringify(input))) },
    ...[approve, links.post, asked.link].flatMap((link, index): Target[] => {
      const kind = ['a callback URL', 'a post action', 'a link of an e-mail'][index];
      return [
        {
          ...RESPONDING,
          title: `${kind}: an HTTP request`,
          events: mutatedRequests(link, post(form, FORM_TYPE)),
        },
        { ...RESPONDING, title: `${kind}: opened`, events: mutatedRequests(link, {}) },
        {
          ...RESPONDING,
          title: `${kind}: a garbled query`,
          events: fc
            .tuple(garbled(new URL(link).search), fc.constantFrom('GET', 'HEAD', 'POST'))
            .map(([search, method]) => ({ ...httpEvent(link, { method }), rawQueryString: search.slice(1) })),
        },
        {
          ...RESPONDING,
          title: `${kind}: garbled JSON`,
          events: garbled(good).chain((body) => httpEvents(link, post(body))),
        },
        {
          ...RESPONDING,
          title: `${kind}: other JSON`,
          events: fc
            .json({ noUnicodeString: false } as fc.JsonSharedConstraints)
            .chain((body) => httpEvents(link, post(body))),
        },
        {
          ...RESPONDING,
          title: `${kind}: a garbled form`,
          events: garbled(form).chain((body) => httpEvents(link, post(body, FORM_TYPE))),
        },
        {
          ...RESPONDING,
          title: `${kind}: another encoding`,
          events: reencoded(sealedIn(link)).map((data) => submitted(link, data)),
        },
      ];
    }),
  ];
}

/** The page and the form of a request with inputs that needs several votes. */
export function votesByLink({ asked: { link } }: Scene): Target[] {
  const inputs = Object.entries(FILLED).map(([name, value]) => [`input.${name}`, value]);
  return [
    { ...RESPONDING, title: 'the page of a vote', events: mutatedRequests(link, {}) },
    ...formTargets('a vote', link, { ...Object.fromEntries(inputs), comment: 'fine' }),
  ];
}

/** The form in which an approver delegates. */
export function delegationsByLink({ asked: { link } }: Scene): Target[] {
  return formTargets('a delegation', link, { delegate_to: 'carol@example.com' });
}

function formTargets(title: string, link: string, form: Record<string, string>): Target[] {
  const post = (body: string) =>
    httpEvent(link, { method: 'POST', headers: { 'content-type': FORM_TYPE }, body });
  const changed = mutated(form).map((fields) => new URLSearchParams(texts(fields)).toString());
  return [
    { ...RESPONDING, title: `the form of ${title}`, events: changed.map(post) },
    {
      ...RESPONDING,
      title: `the garbled form of ${title}`,
      events: garbled(new URLSearchParams(form).toString()).map(post),
    },
  ];
}

/** Links of all formats that were tampered with, and links of other deployments. */
export function tamperedLinks({ asked, other, links }: Scene): Target[] {
  const { current, committing, plain, foreign } = links;
  const pairs: (readonly [string, string, string])[] = [
    ['format 3', ...current],
    ['format 2, committing', ...committing],
    ['format 2', ...plain],
    ['by reference', asked.link, other.link],
  ];
  const [approve] = current;
  return [
    ...pairs.map(([title, link, another]) => ({
      ...RESPONDING,
      title: `a tampered link, ${title}`,
      events: fc
        .tuple(tampered(sealedIn(link), sealedIn(another)), fc.boolean())
        .map(([data, opens]) => (opens ? httpEvent(withData(link, data)) : submitted(link, data))),
      original: submitted(link, sealedIn(link)),
    })),
    {
      ...RESPONDING,
      title: 'a link of another deployment',
      events: fc.constantFrom(...foreign).map((link) => submitted(link, sealedIn(link))),
      original: submitted(approve, sealedIn(approve)),
    },
  ];
}

/** The event of the form behind a link. */
function submitted(link: string, data: string) {
  return httpEvent(withData(link, data), {
    method: 'POST',
    headers: { 'content-type': FORM_TYPE },
    body: '',
  });
}

function withData(link: string, data: string): string {
  return link.replace(dataOf(link), () => encodeURIComponent(data));
}

/** The sealed payload of a link. Its padding is percent-encoded there, and `%3d` is the same as `%3D`. */
function sealedIn(link: string): string {
  return decodeURIComponent(dataOf(link));
}
