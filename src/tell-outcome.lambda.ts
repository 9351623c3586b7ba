import { lambdaHandler } from './lambda-handler.ts';
import { inOwnLanguage } from './wiring/language.ts';
import { createTellOutcome } from './wiring/tell-outcome.ts';

export const handler = await inOwnLanguage(lambdaHandler(createTellOutcome));
