import { expect, test } from 'vitest';
import { readUndelivered } from '../../src/aws/ses-event.ts';

const MAIL = {
  messageId: 'm-1',
  destination: ['ann@example.net'],
  tags: {
    'ses:configuration-set': ['approvals'],
    approval: ['0f'],
    execution: [Buffer.from('ApprovalEmails:1').toString('base64url')],
  },
};
const recipients = [{ emailAddress: 'ann@example.net' }];
const ABOUT = {
  approval: '0f',
  execution: 'ApprovalEmails:1',
  messageId: 'm-1',
  addresses: ['ann@example.net'],
};

const event = (detail: object) => ({ source: 'aws.ses', detail: { mail: MAIL, ...detail } });

test.each([
  ['a bounce', { bounceType: 'Permanent', bounceSubType: 'General' }, 'bounced'],
  ['a full mailbox', { bounceType: 'Transient', bounceSubType: 'MailboxFull' }, 'bounced'],
  ['an address that SES suppresses', { bounceType: 'Permanent', bounceSubType: 'Suppressed' }, 'bounced'],
  ['an out-of-office answer', { bounceType: 'Transient', bounceSubType: 'General' }, 'answered'],
])('%s names its approval and its addresses', (_, bounce, kind) => {
  const undelivered = readUndelivered(event({ bounce: { ...bounce, bouncedRecipients: recipients } }));
  expect(undelivered).toEqual({ ...ABOUT, kind });
});

test('a complaint names its approval and its addresses', () => {
  const undelivered = readUndelivered(event({ complaint: { complainedRecipients: recipients } }));
  expect(undelivered).toEqual({ ...ABOUT, kind: 'complained' });
});

test.each([
  ['without tags', { source: 'aws.ses', detail: { mail: {}, bounce: {} } }],
  ['of another form', { source: 'aws.ses', detail: 7 }],
])('an event %s names no approval', (_, given) => {
  expect(readUndelivered(given)).toEqual({
    kind: 'bounced',
    addresses: [],
    messageId: undefined,
    approval: undefined,
    execution: undefined,
  });
});
