import { describe, expect, it, test } from 'vitest';
import { preferredLanguage } from '../../src/web/negotiate.ts';
import { APPROVAL, createRespondWorld, HTML } from '../support/web-world.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr-FR, zh-CN;q=0.7, en;q=0.3', 'zh'],
  ['en;q=0.5, DE ; Q=0.9', 'de'],
  ['de;q=0, zh;q=0.1', 'zh'],
  ['fr, *', 'en'],
  ['de;q=x, ;q=, ,', 'en'],
])('Accept-Language %j means %s', (accept, language) => {
  expect(preferredLanguage(accept, 'en')).toBe(language);
});

describe('the language of a page', () => {
  const german = { headers: { ...HTML, 'accept-language': 'de-DE,de;q=0.9' } };

  it('is that of the request', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...APPROVAL, locale: 'zh' });

    expect((await world.send(approve, german)).body).toContain('<html lang="zh">');
  });

  it('is that of the reader if the request has none', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    expect((await world.send(approve, german)).body).toContain('<html lang="de">');
  });

  it('is that of the reader if the link cannot be opened', async () => {
    const world = createRespondWorld();

    const { body } = await world.send('https://example.com/prod/respond?data=3-AAAA', german);

    expect(body).toContain('<html lang="de">');
    expect(body).toContain('<h1>Dieser Link funktioniert nicht</h1>');
  });

  it('is that of the deployment if the reader names none of ours', async () => {
    const world = createRespondWorld({ locale: 'zh' });

    const { body } = await world.send('https://example.com/prod/respond?data=3-AAAA', {
      headers: { ...HTML, 'accept-language': 'fr' },
    });

    expect(body).toContain('<html lang="zh">');
  });
});
