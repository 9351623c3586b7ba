import { createRespond } from './functions/respond.ts';
import { lambdaHandler } from './lambda-handler.ts';

export const handler = lambdaHandler(createRespond);
