import { createCreateUrls } from './functions/create-urls.ts';
import { lambdaHandler } from './lambda-handler.ts';

export const handler = lambdaHandler(createCreateUrls);
