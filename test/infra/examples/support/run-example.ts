import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import type { Handler } from '../../../../src/local/functions.ts';
import type { StackOptions } from '../../../../src/local/stack.ts';
import { DECIDE_PREFIX } from '../../../../src/slack/blocks/decide-buttons.ts';
import { startTestStack } from '../../../local/support/test-stack.ts';
import { createMovableClock } from './movable-clock.ts';
import type { SynthesizedExample } from './synthesized-example.ts';

/** What a test puts in the place of what the embedded stack does not have. */
interface Replacements extends Pick<StackOptions, 'env'> {
  /** The functions of the example, by their names, and calls of AWS services, by the names of their actions. */
  readonly functions?: Readonly<Record<string, Handler>>;
}

/** Runs the state machine of an example in an embedded stack, as CDK writes it. */
export async function runExample(
  example: SynthesizedExample,
  input: object,
  replacements: Replacements = {},
) {
  const clock = createMovableClock();
  const { stack, until } = await startTestStack({ clock, ...replacements });
  const { slack, teams } = stack;
  if (!slack) throw new TypeError('the example needs the embedded Slack');
  const client = new SFNClient({
    endpoint: stack.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  onTestFinished(() => client.destroy());
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({
      name: example.name,
      definition: example.definition,
      roleArn: 'arn:aws:iam::123456789012:role/any',
    }),
  );
  await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));

  const execution = () => stack.executions().find((one) => one.stateMachineArn === stateMachineArn);
  const mailsTo = (address: string) => stack.emails().filter(({ to }) => to.includes(address));

  return {
    stack,
    until,
    advance: clock.advance,
    waits: clock.waits,
    execution,
    mailsTo,
    /** The e-mail with the request for this address. */
    mailTo: (address: string) => until(`the e-mail to ${address}`, () => mailsTo(address)[0]),
    /** Presses a button of the request in Slack. */
    async pressInSlack(user: string, answer: string): Promise<void> {
      const { channel, ts } = await until('the message', () => slack.messages().find(hasButtons));
      await slack.press({ user, channel, ts, actionId: `${DECIDE_PREFIX}${answer}` });
    },
    /** Presses a button of the request in Teams. */
    async pressInTeams(user: string, action: string, values: Record<string, string> = {}): Promise<void> {
      const { id: activity } = await until('the card', () => teams.messages().find(hasButtons));
      await teams.press({ user, activity, action, values });
    },
    /** Resolves when the execution has entered a state. */
    entered: (name: string) =>
      until(`the state ${name}`, () =>
        execution()?.history.some((event) =>
          JSON.stringify(event).includes(`"name":${JSON.stringify(name)}`),
        ),
      ),
    /** The execution, when it has ended. */
    ended: () =>
      until('the end', () => {
        const found = execution();
        return found && found.status !== 'RUNNING' && found;
      }),
  };
}

function hasButtons(message: object): boolean {
  return /"type":"(?:button|Action\.Execute)"/.test(JSON.stringify(message));
}
