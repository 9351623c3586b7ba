import { lambdaHandler } from './lambda-handler.ts';
import { inOwnLanguage } from './wiring/language.ts';
import { createTeams } from './wiring/teams.ts';

export const handler = await inOwnLanguage(lambdaHandler(createTeams));
