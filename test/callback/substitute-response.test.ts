// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this syntax is under test
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResponseOverride } from '../../src/callback/payload.ts';
import { substituteAction } from '../../src/callback/substitute.ts';
import { anyText } from '../support/arbitrary-payload.ts';

const HOSTILE = [
  '/',
  '..',
  '.',
  '%2e%2e',
  '\\',
  '?a=b',
  '#',
  '@evil.example',
  '//evil.example',
  'a&b=c',
  ' ',
  '€',
];

/** The response, filled with this value for `v`. */
function fill(response: ResponseOverride, value: string): ResponseOverride {
  const parameters = new Map([['v', value]]);
  return substituteAction({ name: 'ping', type: 'heartbeat', response }, parameters).response ?? {};
}

test('Each kind of response is filled for each type of action', () => {
  const redirect = { redirect: 'https://example.com/$v' };
  const response = {
    json: { $v: ['$v'] },
    html: '<b>$v</b>',
    text: '$v!',
  };
  const parameters = new Map([['v', 'ann']]);
  const filled = {
    json: { ann: ['ann'] },
    html: '<b>ann</b>',
    text: 'ann!',
  };

  for (const rest of [{ type: 'success', output: 1 }, { type: 'failure' }, { type: 'heartbeat' }] as const) {
    expect(substituteAction({ name: 'go', ...rest, response }, parameters)).toStrictEqual({
      name: 'go',
      ...rest,
      response: filled,
    });
    // The other members are not used then.
    expect(
      substituteAction({ name: 'go', ...rest, response: { ...response, ...redirect } }, parameters),
    ).toStrictEqual({
      name: 'go',
      ...rest,
      response: { redirect: 'https://example.com/ann' },
    });
  }
});

test('An empty response stays empty', () => {
  expect(fill({}, 'ann')).toStrictEqual({});
});

test.each(['redirect', 'html', 'text'] as const)('A malformed placeholder in %s is refused', (kind) => {
  for (const template of ['https://example.com/$', 'https://example.com/${w}']) {
    expect(() => fill({ [kind]: template }, 'ann')).toThrow(
      expect.objectContaining({ code: 'OutputFormatting' }),
    );
  }
});

describe('a redirect', () => {
  const template = 'https://example.com/team/$v/page?by=$v#$v';

  test('encodes the values', () => {
    expect(fill({ redirect: template }, 'a/b ?&é').redirect).toBe(
      'https://example.com/team/a%2Fb%20%3F%26%C3%A9/page?by=a%2Fb%20%3F%26%C3%A9#a%2Fb%20%3F%26%C3%A9',
    );
  });

  test('keeps its host, the structure of its path and its parameters', () => {
    const expected = new URL(template);
    const value = fc.oneof(anyText, fc.constantFrom(...HOSTILE), fc.webUrl());

    fc.assert(
      fc.property(value, (text) => {
        fc.pre(!['.', '..'].includes(text));
        const url = new URL(fill({ redirect: template }, text).redirect ?? '');

        expect(url.origin).toBe(expected.origin);
        expect(url.pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(url.pathname)).toBe(`/team/${text}/page`);
        expect([...url.searchParams]).toEqual([['by', text]]);
      }),
    );
  });

  test.each(['.', '..'])('is refused when a value changes its path: %s', (value) => {
    const refused = expect.objectContaining({
      code: 'OutputFormatting',
      message: 'A parameter of the URL changes the target of the redirect.',
    });
    for (const path of ['$v', '$v/page', 'team/$v?x', 'team/$v#x', '${v}'])
      expect(() => fill({ redirect: `https://example.com/${path}` }, value)).toThrow(refused);
  });

  test.each([
    ['https://example.com$v', '.evil.example'],
    ['https://$v', 'evil.example'],
    ['https://$v/', ''],
    ['//example.com${v}/page', '.evil.example'],
    ['HTTPS://example.com:44$v', '3'],
  ])('is refused when a value is a part of its host: %s', (redirect, value) => {
    expect(() => fill({ redirect }, value)).toThrow(expect.objectContaining({ code: 'OutputFormatting' }));
  });

  test('never gets a scheme or a host from a value', () => {
    expect(fill({ redirect: '$v' }, 'https://evil.example').redirect).toBe('https%3A%2F%2Fevil.example');
    expect(fill({ redirect: '/$v' }, '/evil.example').redirect).toBe('/%2Fevil.example');
  });

  test.each([
    ['$v:alert(1)', 'javascript'],
    ['$v', '..'],
    ['$v/page', '.'],
  ])('is refused when a value is its scheme or a first step up: %s', (redirect, value) => {
    expect(() => fill({ redirect }, value)).toThrow(expect.objectContaining({ code: 'OutputFormatting' }));
  });

  test.each(['.$v', '%2e$v', '%$v'])('is refused when %s becomes a step up', (segment) => {
    const value = segment.startsWith('%$') ? '2e' : '.';
    expect(() => fill({ redirect: `https://example.com/team/${segment}/page` }, value)).toThrow(
      expect.objectContaining({ code: 'OutputFormatting' }),
    );
  });

  test.each(['a$v', '?next=/$v', 'page#/$v', '../a$v'])(
    'can have dots that do not change its target: %s',
    (rest) => {
      const redirect = `https://example.com/${rest}`;
      expect(fill({ redirect }, '..').redirect).toBe(redirect.replace('$v', '..'));
    },
  );

  test.each([
    ['/${v}\\evil.example', ''],
    ['${v}\\\\evil.example', ''],
    ['\\${v}/evil.example', ''],
    ['/${v}/evil.example', ''],
    ['///${v}', 'evil.example'],
    ['\\\\\\${v}', 'evil.example'],
    ['https:///${v}', 'evil.example'],
    ['https:\\\\${v}', 'evil.example'],
    ['/\t/${v}', 'evil.example'],
    ['/\n${v}\\evil.example', ''],
    ['/a\\${v}\\b', '..'],
  ])('is refused when a browser would go to another host or folder: %j', (redirect, value) => {
    expect(() => fill({ redirect }, value)).toThrow(expect.objectContaining({ code: 'OutputFormatting' }));
  });

  test('stays on its host, as browsers read it, whatever the values are', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '\t',
      '\n',
      '${v}',
      '$v/',
      ':',
      '@',
      '.',
      'https:',
      'evil.example',
      '?',
      '#',
      ' ',
    );
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('/', '\\', '\t', '\n', '.', ':', '@', 'e') }),
      anyText,
    );
    const hostOf = (url: string) => URL.parse(url, 'https://own.example/respond')?.host;

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), value, value, (pieces, one, another) => {
        const redirects = [one, another].flatMap((text) => {
          try {
            return [fill({ redirect: pieces.join('') }, text).redirect ?? ''];
          } catch (error) {
            expect(error).toMatchObject({ code: 'OutputFormatting' });
            return [];
          }
        });
        expect(new Set(redirects.map(hostOf)).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  test('accepts a lone surrogate', () => {
    expect(fill({ redirect: 'https://example.com/$v' }, '\ud800').redirect).toBe(
      'https://example.com/%EF%BF%BD',
    );
  });
});

describe('the HTML of a response', () => {
  test('escapes the values', () => {
    expect(fill({ html: '<p>$v</p>' }, `<script>alert("1" & '2')</script>`).html).toBe(
      '<p>&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</p>',
    );
  });

  test('keeps its elements and attributes, for any value', () => {
    const value = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...'<>"\'&/=; a') }));

    fc.assert(
      fc.property(value, (text) => {
        const html = fill({ html: `<p title="$v" lang='$v'>$v</p>` }, text).html ?? '';

        const [, ...inner] = /^<p title="([^"<>]*)" lang='([^'<>]*)'>([^<>]*)<\/p>$/.exec(html) ?? [];
        expect(inner.map(unescapeHtml)).toEqual([text, text, text]);
      }),
    );
  });

  test('is the only kind that is escaped, because text and JSON have no markup', () => {
    expect(fill({ text: '$v', json: { v: '$v' } }, '<b>')).toStrictEqual({ text: '<b>', json: { v: '<b>' } });
  });
});

function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(\w+|#39);/g, (entity, name) => characters[name] ?? entity);
}
