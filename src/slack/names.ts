/** The name of this surface in payloads, in votes and in the output of request-approval. */
export const SLACK = 'slack';

/** The slash command and the shortcut, as manifest.yml names them. */
export const COMMAND = '/approval';
export const REQUEST_SHORTCUT = 'request_approval';
