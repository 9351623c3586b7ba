import { createSlack } from './functions/slack.ts';
import { lambdaHandler } from './lambda-handler.ts';

export const handler = lambdaHandler(createSlack);
