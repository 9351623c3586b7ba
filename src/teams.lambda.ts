import { lambdaHandler } from './lambda-handler.ts';
import { createTeams } from './wiring/teams.ts';

export const handler = lambdaHandler(createTeams);
