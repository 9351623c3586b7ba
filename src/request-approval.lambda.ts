import { lambdaHandler } from './lambda-handler.ts';
import { inOwnLanguage } from './wiring/language.ts';
import { createRequestApproval } from './wiring/request-approval.ts';

export const handler = await inOwnLanguage(lambdaHandler(createRequestApproval));
