import type { App } from 'aws-cdk-lib';
import { buildAll } from './bundle.ts';
import { createApp } from './checked-app.ts';
import { CountersignStack } from './countersign-stack.ts';
import { readSettings, settingsIn } from './settings.ts';

const app = createApp();
const stackName = stackNameOf(app);
await buildAll();
new CountersignStack(app, stackName, { settings: settingsIn(app.node.getAllContext()) });

/** For a wrong setting, prints only the message. The stack trace would not help the user. */
function stackNameOf({ node }: App): string {
  try {
    return readSettings(node.getAllContext()).stackName;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
