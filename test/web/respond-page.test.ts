import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pageLines } from '../support/page-lines.ts';
import { APPROVAL, createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const HOSTILE = `"Ben" & 'Bob' <script>alert(1)</script> <img src=x onerror=alert(1)> 👩‍👩‍👧 \u202e`;

describe('the page', () => {
  it('escapes all text that people wrote', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({
      ...APPROVAL,
      title: `Approval for ${HOSTILE}`,
      requester: HOSTILE,
      details: [{ label: HOSTILE, value: HOSTILE }],
    });

    const question = await world.send(approve, { headers: HTML });
    const answer = await world.send(approve, { method: 'POST', headers: { ...HTML, ...FORM } });

    for (const { body } of [question, answer]) {
      expect(body).toContain('Approval for &quot;Ben&quot; &amp; &#39;Bob&#39; &lt;script&gt;');
      expect(body).toContain('👩‍👩‍👧');
      expect(body).not.toMatch(/<script|<img/);
    }
  });

  it('links the web addresses in the details, and names the people who are mentioned', async () => {
    const world = createRespondWorld();
    const details = [
      { label: 'Change', value: 'https://ci.example/"x"?a=1&b=2, by <@U0BOB0001|Bob <b>>' },
      { label: 'Evil', value: 'javascript:alert(1) https://good.example@evil.example' },
      { label: 'By', value: '<@U0BOB0001|Bob & Co> in <#C987654321>' },
    ];
    const { approve = '' } = await world.urls({ ...APPROVAL, details });

    const { body, headers } = await world.send(approve, { headers: HTML });

    const link = '<a href="https://ci.example/" target="_blank" rel="noreferrer noopener nofollow">';
    expect(body).toContain(`<dd>${link}https://ci.example/</a>&quot;x&quot;?a=1&amp;b=2, by &lt;@U0BOB0001|`);
    expect(body.match(/<a /g)).toHaveLength(1);
    expect(body).toContain('<dd>@Bob &amp; Co in #C987654321</dd>');
    expect(headers?.['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(pageLines(body)).toContain('By: @Bob & Co in #C987654321');
  });

  it('escapes the reason of an earlier decision', async () => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls();
    const body = new URLSearchParams({ comment: HOSTILE }).toString();
    await world.send(reject, { method: 'POST', headers: FORM, body });

    const later = await world.send(reject, { headers: HTML });

    expect(later.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(later.body).not.toMatch(/<script|<img/);
  });

  it('does not let the query inject HTML', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { body } = await world.send(`${approve}&x="><script>alert(1)</script>`, { headers: HTML });

    expect(body).not.toContain('<script');
  });

  it('shows a name of 5,000 characters', async () => {
    const world = createRespondWorld();
    const name = 'Ben '.repeat(1_250).trim();
    const { approve = '' } = await world.urls({
      ...APPROVAL,
      actions: [{ name: 'approve', type: 'success', output: { name_in_output: name } }],
      title: name,
    });

    const { statusCode, body } = await world.send(approve, { headers: HTML });

    expect(statusCode).toBe(200);
    expect(body).toContain(`<h1>${name}</h1>`);
  });

  it('is in German in each of its states', async () => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls({ ...APPROVAL, locale: 'de-AT', title: 'Freigabe für Ben' });

    const question = await world.send(reject, { headers: HTML });
    const accepted = await world.send(reject, { method: 'POST', headers: { ...HTML, ...FORM } });
    const second = await world.send(reject, { method: 'POST', headers: { ...HTML, ...FORM } });

    expect(question.body).toContain('<html lang="de-AT">');
    expect(question.body).toContain('>Ablehnen</button>');
    expect(question.body).toContain('Begründung (optional)');
    expect(accepted.body).toContain('<h1>Abgelehnt</h1>');
    expect(second.body).toContain('Schon entschieden');
  });

  it('uses the configured language when the link has no readable payload', async () => {
    const world = createRespondWorld({ locale: 'de' });

    const { body } = await world.send('https://example.com/respond', { headers: HTML });

    expect(body).toContain('Dieser Link funktioniert nicht');
  });
});

describe('the headers', () => {
  it('keep all answers out of caches and all addresses out of referrers', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();
    const requests = [
      { headers: HTML },
      { method: 'HEAD' },
      { method: 'POST' },
      { method: 'POST', headers: { accept: 'text/plain' } },
    ];

    for (const request of requests) {
      expect((await world.send(approve, request)).headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('allow the page only its own style and its own form', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { headers, body } = await world.send(approve, { headers: HTML });

    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policyOf(headers)).toEqual({
      'default-src': "'none'",
      'style-src': `'sha256-${hash}'`,
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-robots-tag': 'noindex' });
    expect(body).not.toMatch(/ style=| on\w+=|https?:\/\/|<script|http-equiv/);
  });

  it('forbid all forms on a page without a form', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { headers } = await world.send(approve, { method: 'POST', headers: HTML });

    expect(policyOf(headers)['form-action']).toBe("'none'");
  });

  it.each(['https://intranet.example.org:8443/done?x=1#top', '/done', 'myapp://done'])(
    'do not restrict the form when its answer redirects (%s)',
    async (redirect) => {
      const world = createRespondWorld();
      const action = { name: 'go', type: 'success', output: 1, confirm: true, response: { redirect } };
      const url = await world.url(action);

      const { statusCode, headers } = await world.send(url, { headers: HTML });

      expect(statusCode).toBe(200);
      expect(policyOf(headers)).not.toHaveProperty('form-action');
      expect(policyOf(headers)['default-src']).toBe("'none'");
    },
  );
});

function policyOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const directives = (headers['content-security-policy'] ?? '').split('; ');
  return Object.fromEntries(
    directives.map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}
