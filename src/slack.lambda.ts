import { lambdaHandler } from './lambda-handler.ts';
import { inOwnLanguage } from './wiring/language.ts';
import { createSlack } from './wiring/slack.ts';

export const handler = await inOwnLanguage(lambdaHandler(createSlack));
