import { lambdaHandler } from './lambda-handler.ts';
import { inOwnLanguage } from './wiring/language.ts';
import { createRespond } from './wiring/respond.ts';

export const handler = await inOwnLanguage(lambdaHandler(createRespond));
