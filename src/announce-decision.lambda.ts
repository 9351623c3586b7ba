import { lambdaHandler } from './lambda-handler.ts';
import { createAnnounceDecision } from './wiring/announce-decision.ts';

export const handler = lambdaHandler(createAnnounceDecision);
