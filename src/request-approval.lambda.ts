import { createRequestApproval } from './functions/request-approval.ts';

export const handler = createRequestApproval(process.env);
