import { createAnnounceDecision } from './functions/announce-decision.ts';

export const handler = createAnnounceDecision(process.env);
