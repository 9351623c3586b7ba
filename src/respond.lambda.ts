import { lambdaHandler } from './lambda-handler.ts';
import { createRespond } from './wiring/respond.ts';

export const handler = lambdaHandler(createRespond);
