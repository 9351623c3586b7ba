/** The error with which a vote completes its task if more votes are needed. Its cause has the vote. */
export const NEXT_ROUND = 'Countersign.NextRound';
/** The error with which ApprovalTimer ends an approval after more than one round. */
export const EXPIRED = 'Countersign.Expired';
