import type { ViewSubmitAction } from '@slack/bolt';

/** What is looked at of a submitted modal. */
export type Submission = Pick<ViewSubmitAction, 'user' | 'view' | 'trigger_id'>;
