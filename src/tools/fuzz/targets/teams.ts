import { RECORDED, recordedActivity } from '../../../../test/support/teams-activities.ts';
import { httpEvent } from '../../../../test/support/web-event.ts';
import { personalConversation } from '../../../local/teams/messages.ts';
import { APP_ID, CHANNEL, PEOPLE, TENANT_ID } from '../../../local/teams/tenant.ts';
import { garbled } from '../garble.ts';
import { jsonOf, mutated } from '../mutate.ts';
import { tampered } from '../tamper.ts';
import { FILLED, JSON_TYPE, mutatedRequests, type Scene, type Target } from '../target.ts';

const TEAMS = { handler: 'teams', contract: 'answers' } as const;

/** Verbs and commands that the recorded activities do not have. */
const VERBS = ['ask', 'delegate', 'cancel', 'start'];
const COMMANDS = ['list', 'status Ben', 'cancel Ben', 'help', 'start'];

/** Activities with a valid token that were changed. */
export function teamsTargets(scene: Scene): Target[] {
  const { deliver, activity, url, request } = teamsOf(scene);
  const press = activity('card-action');
  const message = activity('message-personal');
  const activities: [string, object][] = [
    ...RECORDED.map((name): [string, object] => [name, activity(name)]),
    ...VERBS.map((verb): [string, object] => [
      `the button ${verb}`,
      { ...press, value: { ...press.value, action: { ...press.value.action, verb } } },
    ]),
    ...COMMANDS.map((text): [string, object] => [`the command ${text}`, { ...message, text }]),
  ];
  return [
    ...activities.map(([title, one]) => ({
      ...TEAMS,
      title,
      events: mutated(one).map((changed) => deliver(jsonOf(changed))),
    })),
    { ...TEAMS, title: 'a garbled body', events: garbled(JSON.stringify(press)).map(deliver) },
    { ...TEAMS, title: 'an HTTP request', events: mutatedRequests(url, request(JSON.stringify(press))) },
    {
      ...TEAMS,
      title: 'a follow-up',
      // Only a program of the account can invoke the function with it.
      contract: 'fails',
      events: mutated({ teams_follow_up: {}, signature: 'x' }).map((changed) => ({
        ...Object(changed),
        teams_follow_up: Object(changed).teams_follow_up ?? {},
      })),
    },
  ];
}

/** The buttons of a card with inputs, of a request that needs several votes. */
export function votesInTeams(scene: Scene): Target[] {
  const inputs = Object.entries(FILLED).map(([name, value]) => [`input:approve:${name}`, value]);
  const filled = { ...Object.fromEntries(inputs), 'comment:approve': 'fine' };
  return [
    { ...TEAMS, title: 'a button that opens a form', events: pressed(scene, 'ask', {}) },
    { ...TEAMS, title: 'a form with inputs', events: pressed(scene, 'decide', filled) },
  ];
}

/** The form in which an approver delegates, to a person of the tenant or to an address. */
export function delegationsInTeams(scene: Scene): Target[] {
  const [, ben] = PEOPLE;
  const people = [
    { 'delegate:person': String(ben?.aadObjectId) },
    { 'delegate:address': 'carol@example.com' },
  ];
  return people.map((person) => ({
    ...TEAMS,
    title: 'a form that delegates',
    events: pressed(scene, 'delegate', person),
  }));
}

/** Presses with what was filled in beside the button. */
function pressed(scene: Scene, verb: string, filled: object) {
  const { deliver, activity } = teamsOf(scene);
  const { value, ...others } = activity('card-action');
  const action = { ...value.action, verb, data: { ...value.action.data, ...filled } };
  return mutated({ ...others, value: { ...value, action } }).map((changed) => deliver(jsonOf(changed)));
}

/** Presses with a valid token, and a payload that was tampered with. */
export function tamperedTeams(scene: Scene): Target[] {
  const { deliver, activity } = teamsOf(scene);
  const { asked, other } = scene;
  const press = (payload: string) => deliver(JSON.stringify(activity('card-action', payload)));
  return [
    {
      ...TEAMS,
      title: 'a tampered button',
      events: tampered(asked.payload, other.payload).map(press),
      original: press(asked.payload),
    },
  ];
}

/** The recorded activities of the tests, of the people and messages of this stage. */
function teamsOf({ stage, asked }: Scene) {
  const [ann] = PEOPLE;
  const url = `${stage.env.CALLBACK_BASE_URL}/teams/messages`;
  const names: readonly (readonly [string, string])[] = [
    ['29:1-ann', String(ann?.id)],
    ['aaaaaaaa-0000-4000-8000-0000000000a1', String(ann?.aadObjectId)],
    ['99999999-8888-4777-8666-555555555555', TENANT_ID],
    ['11111111-2222-4333-8444-555555555555', APP_ID],
    ['19:channel@thread.tacv2', CHANNEL.id],
    ['a:1-ann', String(ann && personalConversation(ann))],
    ['1764000000000', asked.card],
  ];
  const request = (body: string) => ({
    method: 'POST',
    headers: { 'content-type': JSON_TYPE, authorization: stage.teamsAuthorization },
    body,
  });
  return {
    url,
    request,
    deliver: (body: string) => httpEvent(url, request(body)),
    activity(name: (typeof RECORDED)[number], payload = asked.payload) {
      const text = JSON.stringify(recordedActivity(name, String(stage.env.TEAMS_SERVICE_URL), payload));
      return JSON.parse(names.reduce((now, [recorded, ours]) => now.replaceAll(recorded, ours), text));
    },
  };
}
