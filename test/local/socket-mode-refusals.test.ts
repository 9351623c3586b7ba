import { expect, test } from 'vitest';
import { explainRefusal } from '../../src/local/socket-mode-refusals.ts';

test.each([
  'access_denied',
  'accesslimited',
  'account_inactive',
  'deprecated_endpoint',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'forbidden_team',
  'invalid_arg_name',
  'invalid_arguments',
  'invalid_array_arg',
  'invalid_auth',
  'invalid_charset',
  'invalid_form_data',
  'invalid_post_type',
  'link_disabled',
  'method_deprecated',
  'missing_post_type',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'team_added_to_org',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
])('%s has advice of its own', (code) => {
  expect(explainRefusal(code)).toContain(`(${code}). `);
  expect(explainRefusal(code)).not.toContain('Check SLACK_APP_TOKEN');
});

test.each(['toString', '', 'something_new'])('an unknown code says what to check (%j)', (code) => {
  expect(explainRefusal(code)).toContain('Check SLACK_APP_TOKEN, and that Socket Mode is on');
});

test.each(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited'])(
  '%s passes: Slack’s client tries again',
  (code) => {
    expect(explainRefusal(code)).toBeUndefined();
  },
);
