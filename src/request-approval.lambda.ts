import { createRequestApproval } from './functions/request-approval.ts';
import { lambdaHandler } from './lambda-handler.ts';

export const handler = lambdaHandler(createRequestApproval);
