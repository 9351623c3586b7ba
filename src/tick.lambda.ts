import { lambdaHandler } from './lambda-handler.ts';
import { createTick } from './wiring/tick.ts';

export const handler = lambdaHandler(createTick);
