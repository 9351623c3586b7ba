import { lambdaHandler } from './lambda-handler.ts';
import { createCreateUrls } from './wiring/create-urls.ts';

export const handler = lambdaHandler(createCreateUrls);
