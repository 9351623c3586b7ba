/** The name of this surface in payloads, in votes and in the output of request-approval. */
export const SLACK = 'slack';

/** The slash command and the name of the app, unless the deployment says otherwise. manifest.yml has the same. */
export const DEFAULT_COMMAND = '/approval';
export const DEFAULT_APP_NAME = 'Countersign';
/** The shortcut, as manifest.yml names it. */
export const REQUEST_SHORTCUT = 'request_approval';
