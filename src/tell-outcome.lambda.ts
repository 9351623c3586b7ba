import { lambdaHandler } from './lambda-handler.ts';
import { createTellOutcome } from './wiring/tell-outcome.ts';

export const handler = lambdaHandler(createTellOutcome);
