import { lambdaHandler } from './lambda-handler.ts';
import { createCheckSender } from './wiring/check-sender.ts';

export const handler = lambdaHandler(createCheckSender);
