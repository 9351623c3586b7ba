import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import type {
  ApprovalRequest,
  RequestAction,
  RequestEscalation,
  RequestInput,
  RequestReminders,
  RequestStage,
} from '../../infra/index.ts';

const SCHEMA = new URL('../../schemas/approval-request.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));

// The compiler refuses a member that a type lacks, and `Required` one that is missing here.
const escalation: Required<RequestEscalation> = { after: '1d', to: ['S0123456789'] };
const stage: Required<RequestStage> = {
  title: 'Security',
  approvers: 'ann@example.com, ben@example.com',
  approvals: 2,
  rejections: 1,
  unanimous: false,
  escalate: [escalation],
};
const reminders: Required<RequestReminders> = { after: '4h', every: '1d', before_expiry: '1h' };
const action: Required<RequestAction> = {
  name: 'hour',
  label: 'Approve for 1 hour',
  outcome: 'approve',
  style: 'primary',
  output: { seconds: 3600 },
  inputs: ['role'],
};
const input: Required<RequestInput> = {
  name: 'role',
  label: 'Role',
  type: 'choice',
  required: true,
  options: ['reader', 'writer'],
  default: 'reader',
};
const all: Required<ApprovalRequest> = {
  name: 'Ben',
  title: 'Release 1.2',
  details: { Environment: 'production' },
  requester: 'ann',
  requester_id: 'U0123456789',
  requester_email: 'ann@example.com',
  locale: 'de',
  approvers: ['U0123456789'],
  approvals: 1,
  rejections: 1,
  unanimous: null,
  escalate: [escalation],
  stages: null,
  delegation: 'anyone',
  self_approval: false,
  remind: reminders,
  actions: [action],
  inputs: [input],
  confirm: 'typed',
  comment: 'required',
  channel: 'C0123456789',
  teams_channel: '19:abc@thread.tacv2',
  surfaces: ['slack'],
  on_reject: 'return',
};

it('the types of a request have the members of its schema, and no others', () => {
  const membersOf = ({ properties }: { properties: object }) => Object.keys(properties).sort();
  const { stage: stages, remind, action: actions, input: inputs, escalate } = schema.definitions;
  expect(Object.keys(all).sort()).toEqual(membersOf(schema));
  expect(Object.keys(stage).sort()).toEqual(membersOf(stages));
  expect(Object.keys(reminders).sort()).toEqual(membersOf(remind));
  expect(Object.keys(action).sort()).toEqual(membersOf(actions));
  expect(Object.keys(input).sort()).toEqual(membersOf(inputs));
  expect(Object.keys(escalation).sort()).toEqual(membersOf(escalate.items));
});

it('a request of these types is valid', () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  for (const request of [all, { name: 'Ben', stages: [stage] }]) {
    validate(request);
    expect(validate.errors).toBeNull();
  }
});
