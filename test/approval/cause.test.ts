import { expect, test } from 'vitest';
import { causeForPeople } from '../../src/approval/cause.ts';

const thrown = (errorType: string) =>
  JSON.stringify({ errorType, errorMessage: 'What happened.', trace: ['at handler'] });

test.each([undefined, '', 'Ben rejected it', '"quoted"', '{"error": 1}', '{'])(
  'The cause %j is kept as it is',
  (cause) => expect(causeForPeople(cause)).toBe(cause),
);

test('Of a refusal that a function threw, its sentence is kept', () => {
  expect(causeForPeople(thrown('NothingSent'))).toBe('What happened.');
});

test.each(['TypeError', 'Sandbox.Timedout', 'toString'])('Of a function’s %s, nothing is kept', (type) => {
  expect(causeForPeople(thrown(type))).toBeUndefined();
});
