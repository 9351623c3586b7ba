import { lambdaHandler } from './lambda-handler.ts';
import { inOwnLanguage } from './wiring/language.ts';
import { createTick } from './wiring/tick.ts';

export const handler = await inOwnLanguage(lambdaHandler(createTick));
