import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readManifest } from '../../../src/local/slack/manifest.ts';

async function read(yaml: string) {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'manifest-')), 'manifest.yml');
  await writeFile(file, yaml);
  return readManifest(pathToFileURL(file));
}

test('the app has the command, the name and all scopes of its manifest, the optional ones too', async () => {
  const app = await read(`
display_information: { name: Approvals }
features:
  slash_commands: [{ command: /approve-prod }]
oauth_config:
  scopes: { bot: ['chat:write', 'users:read'], bot_optional: ['users:read', 'groups:read'] }
`);

  expect(app).toEqual({
    name: 'Approvals',
    commands: ['/approve-prod'],
    shortcuts: [],
    scopes: ['chat:write', 'users:read', 'groups:read'],
  });
});

test('an app without scopes has none', async () => {
  expect(await read('display_information: { name: Approvals }')).toMatchObject({ commands: [], scopes: [] });
});
