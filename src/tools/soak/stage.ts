import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { arnOf, REGION } from '../../local/aws/arn.ts';
import { DeliveryError as SlackError } from '../../local/slack/delivery-error.ts';
import type { EmbeddedSlack } from '../../local/slack/embedded-slack.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { DeliveryError as TeamsError } from '../../local/teams/delivery-error.ts';
import { createJournal, type Journal } from './journal.ts';
import { URLS_MACHINE } from './urls-machine.ts';

/** The stack under load, and what its people do there. */
export interface Stage {
  readonly stack: Stack;
  readonly slack: EmbeddedSlack;
  readonly journal: Journal;
  /** Answers that failed, in words. */
  readonly failures: string[];
  /** Starts an execution of ApprovalEmails by the API of AWS, or of the machine that calls create-urls. */
  readonly start: (name: string, input: object, machine?: string) => Promise<void>;
  readonly stop: (name: string) => Promise<void>;
  /** Sends a request to a page. An answer of 500 or above is a failure. */
  readonly visit: (url: string, init?: RequestInit) => Promise<string>;
  /** Does something in Slack or Teams. An endpoint that fails is a failure; a refusal of Slack or Teams itself is not. */
  readonly act: (action: () => Promise<unknown>) => Promise<void>;
  /** Does this after what was given before has ended: a person in Slack has one modal. */
  readonly inTurn: (work: () => Promise<unknown>) => Promise<void>;
  /** Looks again and again until there is something. Undefined after 30 seconds. */
  readonly until: <T>(look: () => T | undefined | false) => Promise<T | undefined>;
  readonly close: () => Promise<void>;
}

const WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 20;
const ROLE = 'arn:aws:iam::123456789012:role/soak';

/** @param keep how many ended executions, e-mails and messages the stack keeps */
export async function openStage(keep: number): Promise<Stage> {
  const journal = createJournal();
  const failures: string[] = [];
  // All approvals are in one channel of Teams, which allows 7 sends a second.
  const stack = await startStack({
    port: 0,
    awsPort: 0,
    keep,
    teamsSendsPerSecond: 100_000,
    log: journal.note,
  });
  const { slack, awsUrl, stateMachineArn } = stack;
  if (!slack) throw new TypeError('the soak needs the embedded Slack');
  const sfn = new SFNClient({
    endpoint: awsUrl,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const urlsMachine = {
    name: URLS_MACHINE.name,
    definition: JSON.stringify(URLS_MACHINE.definition),
    roleArn: ROLE,
  };
  await sfn.send(new CreateStateMachineCommand(urlsMachine));

  let before: Promise<unknown> = Promise.resolve();

  return {
    stack,
    slack,
    journal,
    failures,
    async start(name, input, machine) {
      const arn = machine ? arnOf('states', `stateMachine:${machine}`) : stateMachineArn;
      await sfn.send(new StartExecutionCommand({ stateMachineArn: arn, name, input: JSON.stringify(input) }));
    },
    async stop(name) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      await sfn.send(new StopExecutionCommand({ executionArn, cause: 'Not needed any more' }));
    },
    async visit(url, init) {
      const response = await fetch(url, { ...init, headers: { accept: 'text/html', ...init?.headers } });
      if (response.status >= 500) failures.push(`A page answered with ${response.status}.`);
      return response.text();
    },
    async act(action) {
      try {
        await action();
      } catch (error) {
        const isDelivery = error instanceof SlackError || error instanceof TeamsError;
        if (!isDelivery) throw error;
        if (error.code === 'EndpointFailed') failures.push(error.message);
      }
    },
    async inTurn(work) {
      const done = before.then(work);
      before = done.catch(() => undefined);
      await done;
    },
    async until(look) {
      const deadline = performance.now() + WITHIN_MS;
      for (;;) {
        const found = look();
        if (found !== undefined && found !== false) return found;
        if (performance.now() > deadline) return undefined;
        await sleep(LOOK_EVERY_MS);
      }
    },
    async close() {
      sfn.destroy();
      await stack.close();
    },
  };
}
