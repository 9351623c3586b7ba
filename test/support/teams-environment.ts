import { sealButtons } from '../../src/approval/buttons.ts';
import { createActionSealer } from '../../src/callback/url.ts';
import { loadConfig } from '../../src/config.ts';
import { configuredFormats } from '../../src/wiring/formats.ts';
import { type AwsAnswer, type AwsCall, startAwsJsonServer } from './aws-json-server.ts';
import { request, waiting } from './requests.ts';
import { APP_ID, startTeamsAuthority, TENANT_ID } from './teams-authority.ts';
import { CHANNEL, startFakeConnector } from './teams-fake-connector.ts';
import { TASK_TOKEN } from './web-fake-workflow.ts';

const SECRET = { SecretString: '{"clientSecret":"very-secret"}' };

/**
 * Teams, AWS and the variables of a function for both. Payloads are not encrypted.
 *
 * @param answer of AWS, but for Secrets Manager; by default, an empty history
 */
export async function startTeamsEnvironment(answer: (call: AwsCall) => AwsAnswer = () => ({ events: [] })) {
  const [fake, authority, aws] = await Promise.all([
    startFakeConnector(),
    startTeamsAuthority(Date.now),
    startAwsJsonServer((call) => (call.operation === 'GetSecretValue' ? SECRET : answer(call))),
  ]);
  const env = {
    AWS_ENDPOINT_URL: aws.options.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails',
    TEAMS_APP_ID: APP_ID,
    TEAMS_TENANT_ID: TENANT_ID,
    TEAMS_CHANNEL: CHANNEL,
    TEAMS_SECRET_ID: 'teams',
    TEAMS_SERVICE_URL: fake.serviceUrl,
    TEAMS_AUTHORITY_URL: fake.authorityUrl,
    TEAMS_OPENID_URL: authority.openIdUrl,
  };
  return { fake, authority, aws, env };
}

/** The buttons of a request. */
export async function sealedButtons(env: Readonly<Record<string, string>>) {
  const { seal } = configuredFormats(loadConfig(env, []), env, () => undefined);
  const sealed = createActionSealer(seal, 'https://example.com');
  return sealButtons(
    waiting(request()),
    { token: TASK_TOKEN },
    { name: 'teams', confirm: true },
    [{}],
    sealed,
  );
}
