import fc from 'fast-check';
import { readFixture } from '../../../../test/support/fixtures.ts';
import { interactionBody, signedEvent } from '../../../../test/support/slack-request.ts';
import { followUpEvent } from '../../../slack/follow-up.ts';
import { garbled } from '../garble.ts';
import { jsonOf, mutated, texts } from '../mutate.ts';
import { tampered } from '../tamper.ts';
import { FILLED, FORM_TYPE, JSON_TYPE, type Scene, type Target } from '../target.ts';

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
  const { sign, changed, fixture } = slackOf(scene);
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
      events: changed(payload),
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

/** What opens a form, and a form with inputs, of a request that needs several votes. */
export function votesInSlack(scene: Scene): Target[] {
  const { changed, fixture, form, metadata, send } = slackOf(scene);
  const press = fixture('press-approve').payload;
  const fields = Object.entries({ comment: { value: 'fine' }, ...INPUTS });
  const values = Object.fromEntries(fields.map(([id, field]) => [id, { [id]: field }]));
  return [
    { ...SLACK, title: 'a button that opens a form', events: changed(press) },
    { ...SLACK, title: 'a menu that opens a form', events: changed(delegating(press)) },
    { ...SLACK, title: 'a form with inputs', events: changed(form('comment', values)) },
    {
      ...SLACK,
      title: 'the metadata of a form',
      events: mutated(metadata).map((one) => send(form('comment', values, one))),
    },
  ];
}

/** The form in which an approver delegates. */
export function delegationsInSlack(scene: Scene): Target[] {
  const { changed, form } = slackOf(scene);
  const values = {
    delegate_to: { delegate_to: { type: 'users_select', selected_user: null } },
    delegate_to_address: { delegate_to_address: { type: 'plain_text_input', value: 'carol@example.com' } },
  };
  return [{ ...SLACK, title: 'a form that delegates', events: changed(form('delegate', values)) }];
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

/** The inputs as fields of a form. */
const INPUTS = {
  'input:ticket': { type: 'plain_text_input', value: FILLED.ticket },
  'input:hours': { type: 'number_input', value: FILLED.hours },
  'input:role': { type: 'static_select', selected_option: { value: FILLED.role } },
  'input:from': { type: 'datepicker', selected_date: FILLED.from },
  'input:watched': { type: 'radio_buttons', selected_option: { value: FILLED.watched } },
};

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
  const message = { channel: workspace.channel.id, ts: asked.message.ts };
  const filled = {
    ...asked,
    blocks: asked.message.blocks,
    metadata: JSON.stringify({ sealed: asked.reject, ...message }),
    response_url: 'http://127.0.0.1:9/response',
  };
  const metadata = { sealed: asked.approve, ...message, responseUrl: filled.response_url };
  const fixture = (name: string) => {
    const text = JSON.stringify(readFixture(`slack/${name}`, filled));
    return JSON.parse(names.reduce((now, [recorded, ours]) => now.replaceAll(recorded, ours), text));
  };
  const sign = (body: string, contentType = FORM_TYPE) =>
    signedEvent({
      body,
      contentType,
      timestamp: Math.floor(Date.now() / 1_000),
      secret: String(stage.env.SLACK_SIGNING_SECRET),
    });
  const send = (payload: unknown) => sign(new URLSearchParams({ payload: jsonOf(payload) }).toString());
  return {
    fixture,
    sign,
    send,
    /** Interactions that were changed before the signature. */
    changed: (payload: object) => mutated(payload).map(send),
    metadata,
    /** A form behind the button that approves. */
    form(callback_id: string, values: object, kept: unknown = metadata) {
      const { payload } = fixture('submit-reject');
      const view = { callback_id, private_metadata: jsonOf(kept), state: { values } };
      return { ...payload, view: { ...payload.view, ...view } };
    },
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
