/** Errors that pass: Slack's client tries again by itself. */
const TEMPORARY: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
]);

const NEW_TOKEN =
  'Create an app-level token with the scope connections:write (https://api.slack.com/apps, Basic Information), set SLACK_APP_TOKEN to it, and start again.';
const REINSTALL =
  'Install the app again in this workspace, or ask an administrator of the workspace to allow it.';
const UPDATE = 'Update Countersign: this version and the interface of Slack do not fit together.';

/** What to do, by the error code of apps.connections.open (Slack: its reference page, with the errors of all methods). */
const ADVICE: Readonly<Record<string, string>> = {
  ...codes('not_authed invalid_auth token_expired token_revoked', NEW_TOKEN),
  ...codes('missing_scope no_permission not_allowed_token_type', NEW_TOKEN),
  ...codes('account_inactive user_removed_from_team team_disabled team_access_not_granted', REINSTALL),
  ...codes('access_denied ekm_access_denied enterprise_is_restricted forbidden_team', REINSTALL),
  ...codes('org_login_required team_added_to_org two_factor_setup_required', REINSTALL),
  ...codes(
    'accesslimited',
    'Use another network, or ask an administrator of the workspace to allow this one.',
  ),
  ...codes('deprecated_endpoint method_deprecated unknown_method upgrade_required', UPDATE),
  ...codes('invalid_arg_name invalid_arguments invalid_array_arg invalid_charset invalid_form_data', UPDATE),
  ...codes('invalid_post_type missing_post_type', UPDATE),
  // Also the reason with which Slack ends a connection: a person turned Socket Mode off.
  ...codes(
    'link_disabled',
    'Turn on Socket Mode for the app (https://api.slack.com/apps, Socket Mode), and start again.',
  ),
};

const OTHERWISE =
  'Check SLACK_APP_TOKEN, and that Socket Mode is on for the app (https://api.slack.com/apps, Socket Mode).';

/**
 * Why Slack gives no connection, and what to do, in the words of a person at a terminal.
 *
 * @param code an error of apps.connections.open, or the reason of a `disconnect` message
 * @returns undefined for an error that passes
 */
export function explainRefusal(code: string): string | undefined {
  if (TEMPORARY.has(code)) return undefined;
  const advice = Object.hasOwn(ADVICE, code) ? ADVICE[code] : OTHERWISE;
  return `Slack refuses the connection of Socket Mode (${code}). ${advice}`;
}

function codes(list: string, advice: string): Record<string, string> {
  return Object.fromEntries(list.split(' ').map((code) => [code, advice]));
}
