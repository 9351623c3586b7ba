import { expect, test } from 'vitest';
import { PAGES } from '../support/web-pages.ts';
import { HTML } from '../support/web-world.ts';

const languages = ['en', 'de', 'zh'];

test.each(PAGES)(
  'the page "$name" has less than 10 KB and no script, in each language',
  async ({ heading, open }) => {
    for (const language of languages) {
      const { body, headers } = await open({ headers: { ...HTML, 'accept-language': language } });

      expect(Buffer.byteLength(body)).toBeLessThan(10_000);
      expect(body).toContain(`<html lang="${language}">`);
      expect(body).not.toMatch(/<script|\son\w+=|javascript:/i);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
      if (language === 'en') expect(body).toContain(`<h1>${heading}</h1>`);
    }
  },
);
