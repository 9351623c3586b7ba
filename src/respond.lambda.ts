import { createRespond } from './functions/respond.ts';

export const handler = createRespond(process.env);
