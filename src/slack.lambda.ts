import { lambdaHandler } from './lambda-handler.ts';
import { createSlack } from './wiring/slack.ts';

export const handler = lambdaHandler(createSlack);
