import fc from 'fast-check';
import { readFixture } from '../../../../test/support/fixtures.ts';
import { interactionBody, signedEvent } from '../../../../test/support/slack-request.ts';
import { followUpEvent } from '../../../slack/follow-up.ts';
import { garbled } from '../garble.ts';
import { jsonOf, mutated } from '../mutate.ts';
import { tampered } from '../tamper.ts';
import { FORM_TYPE, JSON_TYPE, type Scene, type Target } from '../target.ts';

const INTERACTIONS = [
  'press-approve',
  'press-reject',
  'press-at-home',
  'submit-reject',
  'submit-cancel',
  'submit-request',
  'shortcut',
];
const COMMANDS = [
  'list',
  'status Ben',
  'cancel Ben',
  'help',
  'start',
  'start Ben approvers: <@U0ANN0001|ann> approvals: 2 cost: 1',
];

const SLACK = { handler: 'slack', contract: 'answers' } as const;

/** Signed deliveries of Slack that were changed before the signature, or after it. */
export function slackTargets(scene: Scene): Target[] {
  const { sign, fixture } = slackOf(scene);
  const payloads = [
    ...INTERACTIONS.map((name): [string, object] => [name, fixture(name).payload]),
    ['delegate', delegating(fixture('press-approve').payload)] as [string, object],
  ];
  const command = (text: string) => new URLSearchParams({ ...fixture('command').form, text }).toString();
  const home = fixture('home-opened').json;
  const [, press] = payloads[0] ?? [];
  const secret = String(scene.stage.env.SLACK_SIGNING_SECRET);
  return [
    ...payloads.map(([name, payload]) => ({
      ...SLACK,
      title: name,
      events: mutated(payload).map((changed) =>
        sign(new URLSearchParams({ payload: jsonOf(changed) }).toString()),
      ),
    })),
    {
      ...SLACK,
      title: 'an event',
      events: mutated(home).map((changed) => sign(jsonOf(changed), JSON_TYPE)),
    },
    {
      ...SLACK,
      title: 'the fields of a command',
      events: mutated(fixture('command').form).map((form) =>
        sign(new URLSearchParams(texts(form)).toString()),
      ),
    },
    {
      ...SLACK,
      title: 'the text of a command',
      events: fc
        .constantFrom(...COMMANDS)
        .chain(garbled)
        .map((text) => sign(command(text))),
    },
    {
      ...SLACK,
      title: 'a garbled body',
      events: fc
        .constantFrom(command('list'), interactionBody(press ?? {}))
        .chain(garbled)
        .map((body) => sign(body)),
    },
    {
      ...SLACK,
      title: 'garbled JSON',
      events: garbled(JSON.stringify(home)).map((body) => sign(body, JSON_TYPE)),
    },
    {
      ...SLACK,
      title: 'changed after the signature',
      // Signed when it is sent: a signature is good for five minutes.
      events: fc
        .constantFrom(...COMMANDS)
        .chain((text) => mutated(sign(command(text))))
        .map((changed) => ({ ...Object(changed), requestContext: sign('').requestContext })),
    },
    {
      ...SLACK,
      title: 'a follow-up',
      // Only a program of the account can invoke the function with it.
      contract: 'fails',
      events: mutated(followUpEvent({ home: 'U0ANN0001' }, secret)).map((changed) => ({
        ...Object(changed),
        slack_follow_up: Object(changed).slack_follow_up ?? {},
      })),
    },
  ];
}

/** Presses and forms that Slack signed, with a payload that was tampered with. */
export function tamperedSlack(scene: Scene): Target[] {
  const { sign, fixture } = slackOf(scene);
  const { asked, other } = scene;
  const press = (value: string) => {
    const { payload } = fixture('press-approve');
    return sign(interactionBody({ ...payload, actions: [{ ...payload.actions[0], value }] }));
  };
  const submit = (sealed: string) => {
    const { payload } = fixture('submit-reject');
    const metadata = { ...JSON.parse(payload.view.private_metadata), sealed };
    return sign(
      interactionBody({ ...payload, view: { ...payload.view, private_metadata: JSON.stringify(metadata) } }),
    );
  };
  return [
    {
      ...SLACK,
      title: 'a tampered button',
      events: tampered(asked.approve, other.approve).map(press),
      original: press(asked.approve),
    },
    {
      ...SLACK,
      title: 'a tampered form',
      events: tampered(asked.reject, other.reject).map(submit),
      original: submit(asked.reject),
    },
  ];
}

/** The recorded deliveries of the tests, of the people and messages of this stage. */
function slackOf({ stage, asked }: Scene) {
  const { workspace } = stage.stack.slack ?? {};
  const [ann] = workspace?.users ?? [];
  if (!workspace || !ann) throw new TypeError('the fuzzer needs the embedded Slack');
  const names: readonly (readonly [string, string])[] = [
    ['U0ANN0001', ann.id],
    ['C0001', workspace.channel.id],
    ['1764000000.000100', asked.message.ts],
    ['ApprovalEmails:run-1', asked.execution.split(':').slice(-2).join(':')],
  ];
  const filled = {
    ...asked,
    blocks: asked.message.blocks,
    metadata: JSON.stringify({ sealed: asked.reject, channel: workspace.channel.id, ts: asked.message.ts }),
    response_url: 'http://127.0.0.1:9/response',
  };
  return {
    fixture(name: string) {
      const text = JSON.stringify(readFixture(`slack/${name}`, filled));
      return JSON.parse(names.reduce((now, [recorded, ours]) => now.replaceAll(recorded, ours), text));
    },
    sign: (body: string, contentType = FORM_TYPE) =>
      signedEvent({
        body,
        contentType,
        timestamp: Math.floor(Date.now() / 1_000),
        secret: String(stage.env.SLACK_SIGNING_SECRET),
      }),
  };
}

/** The menu beside the buttons. */
// biome-ignore lint/suspicious/noExplicitAny: a recorded delivery
function delegating(press: any): object {
  const action = {
    type: 'overflow',
    action_id: 'delegate',
    block_id: 'decide',
    selected_option: { value: 'person' },
  };
  return { ...press, actions: [action] };
}

/** A form has texts only. */
function texts(form: object): Record<string, string> {
  const fields = Object.entries(Object(form)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'string' ? value : jsonOf(value)]),
  );
}
