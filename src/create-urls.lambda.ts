import { createCreateUrls } from './functions/create-urls.ts';

export const handler = createCreateUrls(process.env);
