import { createSlack } from './functions/slack.ts';

export const handler = createSlack(process.env);
