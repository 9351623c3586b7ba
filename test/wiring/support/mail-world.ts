import { randomBytes } from 'node:crypto';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createRequestApproval } from '../../../src/wiring/request-approval.ts';
import { createRespond } from '../../../src/wiring/respond.ts';
import { createTellOutcome } from '../../../src/wiring/tell-outcome.ts';
import { startEmbeddedAws } from '../../local/aws/embedded-aws.ts';
import { createFakeLog } from '../../support/fake-surface.ts';
import { httpEvent } from '../../support/web-event.ts';
import { FORM, HTML } from '../../support/web-world.ts';

/** The state machine of another team, whose state asks with request-approval. */
const MACHINE = {
  StartAt: 'Approve',
  States: {
    Approve: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: 'request-approval',
        Payload: {
          'token.$': '$$.Task.Token',
          'execution.$': '$$.Execution.Id',
          'request.$': '$',
          timeout_seconds: 3600,
        },
      },
      TimeoutSeconds: 3600,
      Retry: [
        { ErrorEquals: ['Countersign.NextRound'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 99 },
        { ErrorEquals: ['rejected'], IntervalSeconds: 1, MaxAttempts: 1 },
      ],
      End: true,
    },
  },
};

/** The functions of a deployment with e-mails, in an embedded AWS whose timers wait for the test. */
export async function startMailWorld(
  overrides: Readonly<Record<string, string>> = {},
  subscribers: readonly string[] = ['ann@example.com', 'ben@example.com'],
  random: (size: number) => Buffer = randomBytes,
  machineName?: string,
) {
  // The functions read the real clock.
  const aws = await startEmbeddedAws({ now: () => new Date(), randomBytes: random });
  const { endpoint, functions, sfn } = aws;
  const { topicArn } = endpoint.sns.createTopic('approvals');
  for (const address of subscribers) {
    endpoint.sns.subscribe(topicArn, address, JSON.stringify({ to: [address, { exists: false }] }));
  }
  const stateMachineArn = await aws.createStateMachine(MACHINE, machineName);
  const env = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    KEY_ID: endpoint.kmsKeyArn,
    KEY_CONTEXT: 'test',
    TOPIC_ARN: topicArn,
    STATE_MACHINE_ARN: stateMachineArn,
    STATE_MACHINES: stateMachineArn,
    CALLBACK_BASE_URL: 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
    ...overrides,
  };
  const { lines, log } = createFakeLog();
  const tokens: string[] = [];
  const deploy = (later: Readonly<Record<string, string>>) => {
    const requestApproval = createRequestApproval({ ...env, ...later }, log);
    functions['request-approval'] = (event) => {
      tokens.push((event as { token: string }).token);
      return requestApproval(event);
    };
  };
  deploy({});
  return {
    ...aws,
    lines,
    tokens,
    /** From now on, requests are asked with these variables. */
    deploy,
    async ask(request: object = { name: 'Ben' }, name?: string) {
      const input = { stateMachineArn, input: JSON.stringify(request), ...(name && { name }) };
      const { executionArn = '' } = await sfn.send(new StartExecutionCommand(input));
      await aws.recorded(executionArn, 'TaskSubmitted');
      return executionArn;
    },
    async statusOf(executionArn: string) {
      return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
    },
    mails: () => endpoint.sns.emails().map(({ message }) => message),
    respond: (later: Readonly<Record<string, string>> = {}) => createRespond({ ...env, ...later }, log),
    tellOutcome: createTellOutcome({ ...env, OUTCOME_STATE_MACHINE_ARN: stateMachineArn }, log),
    /** By default, in a new container, which has read nothing before. */
    async open(link: string, method = 'GET', respond = createRespond(env, log), form = '') {
      const event = httpEvent(link, { method, headers: { ...HTML, ...FORM }, body: form });
      const { statusCode, body } = await respond(event);
      return { statusCode, heading: /<h1[^>]*>([^<]*)/.exec(body)?.[1], body };
    },
  };
}

/** The links of a mail, in their order. */
export function linksIn(mail: string | undefined): readonly string[] {
  return mail?.match(/^https:\S+$/gm) ?? [];
}

/** The fields of the form of a page, as a browser sends them. */
export function fieldsOf(page: string): string {
  const hidden = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return new URLSearchParams(
    [...hidden].map(([, name = '', value = '']): [string, string] => [name, value]),
  ).toString();
}

/** The first mail: its links to approve and to reject. */
export function firstLinks({ mails }: { mails: () => readonly string[] }) {
  const [approve = '', reject = ''] = linksIn(mails().at(-1));
  return { approve, reject };
}
