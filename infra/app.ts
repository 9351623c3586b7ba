import { App } from 'aws-cdk-lib';
import { BUNDLES, buildAll } from './bundle.ts';
import { CountersignStack } from './countersign-stack.ts';
import { readSettings } from './settings.ts';

await buildAll();

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name));
new CountersignStack(app, settings.stackName, { settings, bundles: BUNDLES });
