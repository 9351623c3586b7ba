/** What payloads, votes and the output of request-approval call Slack. */
export const SLACK = 'slack';
