import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.dirname(import.meta.dirname);
const PAGES = [...globSync('*.md', { cwd: ROOT }), ...globSync('docs/**/*.md', { cwd: ROOT })];

const read = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

test('The README has at most 200 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
});

test.each(PAGES)('Every file and folder of the project that %s names exists', (page) => {
  const named = [...read(page).matchAll(/`((?:src|infra|test)\/(?:[\w./-]+\.\w+|[\w/-]*\/))`/g)].map(
    ([, file]) => String(file),
  );

  const missing = named.filter((file) => !existsSync(path.join(ROOT, file)));

  expect(missing).toEqual([]);
});

test.each(PAGES)('Every relative link of %s leads to an existing file and heading', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target));

  const broken = links.filter((target) => !/^https?:/.test(target) && !resolves(target, page));

  expect(broken).toEqual([]);
});

test('CONTRIBUTING.md says where to make twelve changes, each in one file or folder', () => {
  const [, section = ''] = read('CONTRIBUTING.md').split('## To change … look in …\n');
  const [table = ''] = section.split('\n## ');
  const places = [...table.matchAll(/^\| [^|`]+ \| `([^`|]+)` \| [^|]+ \|$/gm)].map(([, place]) =>
    String(place),
  );

  expect(places).toHaveLength(12);
  expect(places.filter((place) => !existsSync(path.join(ROOT, place)))).toEqual([]);
});

test('The event and the rule of docs/events.md are what the schemas and EventBridge take', () => {
  const page = read('docs/events.md');
  const [, event = ''] = /^```json\n(.*?)^```/ms.exec(page) ?? [];
  const [, template = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? [];
  const { source, detail } = JSON.parse(event);
  const schema = JSON.parse(read('schemas/vote-cast.schema.json'));
  const { Resources } = parse(template, { logLevel: 'error' });

  expect(new Ajv({ strict: false, validateFormats: false }).validate(schema, detail)).toBe(true);
  expect(Resources.KeepApprovals.Properties.EventPattern).toEqual({ source: [source] });
  expect(JSON.parse(Resources.AllowEventBridge.Properties.PolicyDocument)).toMatchObject({
    Statement: [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }],
  });
});

function resolves(target: string, page: string): boolean {
  const [file = '', anchor] = target.split('#');
  const to = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(ROOT, to))) return false;
  return anchor === undefined || anchorsOf(to).includes(anchor);
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A comment in a code block is not a heading. */
function withoutCode(text: string): string {
  return text.replace(/^ *```.*?^ *```/gms, '');
}
