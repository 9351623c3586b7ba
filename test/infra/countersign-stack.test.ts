import { describe, expect, it } from 'vitest';
import {
  BOT,
  DEPLOYED,
  type DeployedEntry,
  EVERYTHING,
  synthesized,
  TEAMS_ONLY,
  WEBHOOK_ONLY,
} from './synthesized.ts';

/** In seconds; 10 for the others. */
const TIMEOUTS: Partial<Record<DeployedEntry, number>> = {
  respond: 15,
  'request-approval': 60,
  'tell-outcome': 60,
  tick: 60,
  slack: 75,
  teams: 75,
};

describe('the stack', () => {
  const { template, outputs, named, ofType, functionOf, resolve } = synthesized(EVERYTHING);

  it.each(DEPLOYED)('runs %s on Node 24 and arm64, with a timeout, traces and a separate log', (entry) => {
    expect(functionOf(entry)?.properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1769,
      Timeout: TIMEOUTS[entry] ?? 10,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: expect.stringContaining('Logs') } },
    });
  });

  it.each(DEPLOYED)(
    'creates %s after its permission to write traces, because Lambda checks this permission',
    (entry) => {
      const { id, dependsOn } = functionOf(entry) ?? {};
      const traces = dependsOn?.filter((one: string) => one.startsWith(`${id?.slice(0, -8)}Traces`));
      expect(traces).toHaveLength(1);
    },
  );

  it.each(['slack', 'teams'] as const)(
    'lets Lambda not repeat what goes on after an answer of %s',
    (entry) => {
      const { id } = functionOf(entry) ?? {};
      const configs = ofType('AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
      expect(configs).toContainEqual(
        expect.objectContaining({ FunctionName: { Ref: id }, MaximumRetryAttempts: 0 }),
      );
    },
  );

  it('gives the language to the functions that read requests, and the defaults that a request keeps to the one that makes it', () => {
    const { environmentOf } = synthesized({
      ...EVERYTHING,
      confirm: 'typed',
      remindAfter: '4h',
      remindEvery: '1d',
      remindBeforeExpiry: '2h',
      escalateAfter: '2d',
      escalateTo: 'boss@example.com, S0123456789',
    });
    const kept = {
      CONFIRM: 'typed',
      REMIND_AFTER: '4h',
      REMIND_EVERY: '1d',
      REMIND_BEFORE_EXPIRY: '2h',
      ESCALATE_AFTER: '2d',
      ESCALATE_TO: 'boss@example.com,S0123456789',
    };
    const readers: readonly string[] = [
      'request-approval',
      'respond',
      'slack',
      'teams',
      'tell-outcome',
      'tick',
    ];
    for (const entry of DEPLOYED) {
      const { LOCALE: locale, ...environment } = environmentOf(entry);
      expect(locale, entry).toBe(readers.includes(entry) ? 'de' : undefined);
      // The request keeps what applied when it was made.
      if (entry === 'request-approval') expect(environment).toMatchObject(kept);
      else
        expect(
          Object.keys(environment).filter((name) => name in kept),
          entry,
        ).toEqual([]);
    }
  });

  it('has no other functions', () => {
    expect(ofType('AWS::Lambda::Function')).toHaveLength(DEPLOYED.length);
  });

  it('keeps every log for as long as Step Functions keeps a history', () => {
    const logGroups = ofType('AWS::Logs::LogGroup');
    expect(logGroups).toHaveLength(DEPLOYED.length + 4);
    for (const { Properties } of logGroups) expect(Properties.RetentionInDays).toBe(90);
  });

  it('creates the Slack secret without the real values, and has no secret in the template', () => {
    const secret = named('AWS::SecretsManager::Secret', 'SlackEndpointSecret');
    expect(secret).not.toHaveProperty('SecretString');
    expect(secret.GenerateSecretString).toEqual({
      SecretStringTemplate: '{"botToken":""}',
      GenerateStringKey: 'signingSecret',
    });
    expect(secret.Description).toContain('{"botToken": "xoxb-...", "signingSecret": "..."}');
    expect(JSON.stringify(template.toJSON())).not.toMatch(/xox[a-z]-\w|SLACK_BOT_TOKEN|SLACK_SIGNING_SECRET/);
  });

  it.each([
    ['the bot', TEAMS_ONLY, 'TeamsEndpointSecret', 'clientSecret'],
    ['the webhook', WEBHOOK_ONLY, 'TeamsWebhookSecret', 'webhookUrl'],
  ])('creates the secret of %s of Teams empty, and says what to store', (_, context, id, member) => {
    const secret = synthesized(context).named('AWS::SecretsManager::Secret', id);
    expect(JSON.parse(secret.SecretString)).toEqual({ [member]: '' });
    expect(secret.Description).toContain(`{"${member}": "`);
  });

  it('has outputs for the deployed resources, and for the next step', () => {
    const value = (name: string) => resolve(outputs[name]?.Value);
    expect(Object.fromEntries(Object.keys(outputs).map((name) => [name, value(name)]))).toEqual({
      Api: 'https://callbackapihttp.example.com',
      Function: 'CallbackApiCreateUrls',
      Policy: 'arn:CallbackApiHttpMintPolicy',
      KeyArn: 'arn:Key',
      StateMachine: 'arn:ApprovalWorkflowApprovalEmails',
      RequestApprovalFunction: 'arn:ApprovalWorkflowRequestApproval',
      TellOutcomeFunction: 'arn:ApprovalWorkflowTellOutcome',
      SlackRequestUrl: expect.any(String),
      TeamsMessagesUrl: expect.any(String),
      NextStep: expect.any(String),
    });
    expect(value('SlackRequestUrl')).toBe(`${value('Api')}/slack/events`);
    expect(value('TeamsMessagesUrl')).toBe(`${value('Api')}/teams/messages`);
    expect(value('NextStep')).toMatch(
      /^Create the Slack app from the manifest of `npx countersign manifest slack --url \S+\/slack\/events`, .*Set \S+\/teams\/messages as the messaging endpoint.*Confirm the subscription/,
    );
  });

  it('has no e-mail topic without subscribers, because e-mails without recipients would count as sent', () => {
    const withoutMails = synthesized({ slackChannel: 'C0123456789' });
    expect(withoutMails.ofType('AWS::SNS::Topic').map(({ Properties }) => Properties.DisplayName)).toEqual([
      'Countersign alarms',
    ]);
    expect(JSON.stringify(withoutMails.template.toJSON())).not.toMatch(/TOPIC_ARN/);
    for (const entry of ['request-approval', 'tell-outcome'] as const)
      expect(withoutMails.functionPermissions(entry).join()).not.toContain('sns:');
  });

  it('gives its functions its own command and app name, and tells how to print the manifest', () => {
    const own = { slackCommand: '/approve-prod', slackAppName: 'Approvals (production)' };
    const { environmentOf, outputs: described, resolve: value } = synthesized({ ...EVERYTHING, ...own });

    expect(environmentOf('slack').SLACK_COMMAND).toBe('/approve-prod');
    expect(environmentOf('request-approval').SLACK_APP_NAME).toBe('Approvals (production)');
    expect(value(described.NextStep?.Value)).toMatch(
      /slack --url \S+\/slack\/events --command \/approve-prod --name "Approvals \(production\)"`,/,
    );
  });

  it('has no resources of Slack if no channel is set', () => {
    const withoutSlack = synthesized({ emails: 'a@example.com' });
    expect(JSON.stringify(withoutSlack.template.toJSON())).not.toMatch(/SLACK_|SecretsManager/);
    expect(withoutSlack.outputs).not.toHaveProperty('SlackRequestUrl');
    expect(withoutSlack.outputs.NextStep?.Value).toMatch(/^Confirm the subscription/);
  });

  it.each([
    [
      'with a channel',
      TEAMS_ONLY,
      /--app-id 11111111-\S+` in Teams, and add the app to the team of the channel\.$/,
    ],
    [
      'without one',
      BOT,
      /add the app to a team\. It answers with the id of the channel: deploy again with teamsChannel=<this id>\.$/,
    ],
    [
      'with its own name',
      { ...BOT, teamsAppName: 'Approvals (production)' },
      / --name "Approvals \(production\)"` in Teams/,
    ],
    [
      'with a webhook',
      WEBHOOK_ONLY,
      /^Add a webhook of Workflows to the channel in Teams, and store its URL in the secret arn:TeamsWebhookSecret\.$/,
    ],
  ])('tells how to connect Teams %s', (_, context, text) => {
    const { outputs: described, resolve: value } = synthesized(context);
    expect(value(described.NextStep?.Value)).toMatch(text);
  });

  it('has no resources of the bot in a deployment without it', () => {
    for (const context of [{ slackChannel: 'C0123456789' }, WEBHOOK_ONLY]) {
      const withoutBot = synthesized(context);
      expect(JSON.stringify(withoutBot.template.toJSON())).not.toMatch(/TEAMS_APP_ID|TeamsEndpoint/);
      expect(withoutBot.outputs).not.toHaveProperty('TeamsMessagesUrl');
    }
  });

  it.each([TEAMS_ONLY, WEBHOOK_ONLY])('closes the messages of stopped executions also with %j', (context) => {
    expect(synthesized(context).ofType('AWS::Events::Rule')).toHaveLength(2);
  });

  it('warns in the next step if requests have no recipients', () => {
    expect(synthesized({}).outputs.NextStep?.Value).toMatch(/^Requests have no recipients yet/);
  });
});
