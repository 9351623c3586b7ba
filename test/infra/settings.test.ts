import { describe, expect, it } from 'vitest';
import { LANGUAGES, readSettings } from '../../infra/settings.ts';
import { hasWording } from '../../src/approval/wording/index.ts';

const read = (context: Record<string, unknown>) => readSettings((name) => context[name]);

describe('readSettings', () => {
  it('needs none', () => {
    expect(read({})).toEqual({
      stackName: 'Countersign',
      emails: [],
      slackChannel: undefined,
      locale: 'en',
      oneClickEmail: false,
    });
  });

  it('reads all', () => {
    expect(
      read({
        stackName: 'Staging',
        emails: ' a@example.com, b@example.com,a@example.com,',
        slackChannel: 'C0123456789',
        locale: 'de-AT',
        oneClickEmail: 'true',
      }),
    ).toEqual({
      stackName: 'Staging',
      emails: ['a@example.com', 'b@example.com'],
      slackChannel: 'C0123456789',
      locale: 'de-AT',
      oneClickEmail: true,
    });
  });

  it.each([
    ['stackName', 'no spaces', '-c stackName=no spaces is not a stack name'],
    ['stackName', 'x'.repeat(61), 'at most 60'],
    ['emails', 'a@example.com b@example.com', '"a@example.com b@example.com", which is no e-mail address'],
    ['emails', 'ann', '"ann", which is no e-mail address'],
    ['oneClickEmail', 'yes', '-c oneClickEmail=yes is neither "true" nor "false"'],
    ['slackChannel', '#approvals', "-c slackChannel=#approvals is not a channel's id"],
    ['locale', 'fr', '-c locale=fr is a language that there is no text for: en, de.'],
    ['emails', ['a@example.com'], '-c emails=… is given more than once, or is not text.'],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  it('knows no language that the functions do not know', () => {
    expect(LANGUAGES.filter((language) => !hasWording(language))).toEqual([]);
  });
});
