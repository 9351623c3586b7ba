import type { App } from 'aws-cdk-lib';
import { buildAll } from './bundle.ts';
import { createApp } from './checked-app.ts';
import { CountersignStack } from './countersign-stack.ts';
import { ASSETS } from './package-folders.ts';
import { readSettings, type Settings } from './settings.ts';

const app = createApp();
const settings = settingsOf(app);
await buildAll();
new CountersignStack(app, settings.stackName, { settings, bundles: ASSETS });

/** For a wrong setting, prints only the message. The stack trace would not help the user. */
function settingsOf({ node }: App): Settings {
  try {
    return readSettings(node.getAllContext());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
