/** The Lambda functions. The entry file of each is `src/<entry>.lambda.ts`. */
export const ENTRIES = [
  'create-urls',
  'respond',
  'slack',
  'teams',
  'request-approval',
  'tell-outcome',
  'tick',
  'check-sender',
] as const;
export type Entry = (typeof ENTRIES)[number];
