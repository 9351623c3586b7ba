import { BUNDLES, buildAll } from './bundle.ts';
import { createApp } from './checked-app.ts';
import { CountersignStack } from './countersign-stack.ts';
import { readSettings } from './settings.ts';

await buildAll();

const app = createApp();
const settings = readSettings(app.node.getAllContext());
new CountersignStack(app, settings.stackName, { settings, bundles: BUNDLES });
