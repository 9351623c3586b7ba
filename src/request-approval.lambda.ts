import { lambdaHandler } from './lambda-handler.ts';
import { createRequestApproval } from './wiring/request-approval.ts';

export const handler = lambdaHandler(createRequestApproval);
