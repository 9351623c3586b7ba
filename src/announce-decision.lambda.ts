import { createAnnounceDecision } from './functions/announce-decision.ts';
import { lambdaHandler } from './lambda-handler.ts';

export const handler = lambdaHandler(createAnnounceDecision);
