/** What payloads, votes and the output of request-approval call Slack. */
export const SLACK = 'slack';

/** What people use, by the names that manifest.yml gives it. */
export const COMMAND = '/approval';
export const REQUEST_SHORTCUT = 'request_approval';

/**
 * The longest value of a button, in characters (Block Kit reference). A payload that was sealed for Slack and fits one is
 * for the button and is refused as a link: Slack knows who presses.
 */
export const LONGEST_BUTTON = 2_000;
