import { readFileSync } from 'node:fs';
import type { StartExecution } from '../../src/approval/ports.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import { tick } from '../../src/approval/tick.ts';
import { createCompleteTask, createGetHistory, createStartExecution } from '../../src/aws/step-functions.ts';
import type { CompleteTask } from '../../src/callback/outcome.ts';
import type { Payload } from '../../src/callback/payload.ts';
import type { SealActions } from '../../src/callback/url.ts';
import type { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createFakeLog, forever } from './fake-surface.ts';
import { DEFAULTS } from './requests.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012';
const OUTCOME_ARN = `${ARN}:stateMachine:ApprovalOutcome`;
const TIMER_ARN = `${ARN}:stateMachine:ApprovalTimer`;
const FUNCTIONS = 'arn:aws:lambda:us-east-1:123456789012:function';
const SUBSTITUTIONS: Readonly<Record<string, string>> = {
  RequestApprovalFunction: `${FUNCTIONS}:request-approval`,
  TellOutcomeFunction: `${FUNCTIONS}:tell-outcome`,
  TickFunction: `${FUNCTIONS}:tick`,
  DecideWithinSeconds: '604800',
  Partition: 'aws',
};

/** Reads a definition in workflow, with its placeholders replaced. */
export function definitionOf(name: 'approval-emails' | 'approval-outcome' | 'approval-timer') {
  const source = readFileSync(new URL(`../../workflow/${name}.asl.json`, import.meta.url), 'utf8');
  return JSON.parse(source.replace(/\$\{(\w+)\}/g, (_, placeholder) => String(SUBSTITUTIONS[placeholder])));
}

/**
 * Installs the functions of Countersign, ApprovalOutcome and ApprovalTimer in an embedded AWS, with these surfaces. The end of an
 * execution calls tell-outcome, as the EventBridge rule does.
 */
export async function installCountersign(
  aws: Awaited<ReturnType<typeof startEmbeddedAws>>,
  surfaces: readonly Surface[],
) {
  const { lines, log } = createFakeLog();
  const tokens: Record<string, string> = {};
  const payloads: Payload[] = [];
  const outcomes: string[] = [];
  const begin = createStartExecution(aws.sfn, OUTCOME_ARN);
  const startOutcomeExecution: StartExecution = async (name, input, signal) => {
    await begin(name, input, signal);
    outcomes.push(`${ARN}:execution:ApprovalOutcome:${name}`);
  };
  const ports = {
    ...DEFAULTS,
    surfaces,
    getHistory: createGetHistory(aws.sfn, (execution) =>
      execution.startsWith('arn:') ? execution : `${ARN}:execution:${execution}`,
    ),
    startOutcomeExecution,
    startTimerExecution: createStartExecution(aws.sfn, TIMER_ARN),
    getTimerHistory: createGetHistory(aws.sfn, (name) => `${ARN}:execution:ApprovalTimer:${name}`),
    now: () => aws.clock.now().getTime(),
    wait: forever,
    pause: async () => undefined,
    log,
  };
  const seal: SealActions = async (given) => {
    payloads.push(...given);
    return [];
  };
  aws.functions['request-approval'] = (event) => {
    const { token, request } = event as { token: string; request: { name: string } };
    tokens[request.name] = token;
    return requestApproval(event, { ...ports, seal, assertSealable: () => undefined });
  };
  aws.functions['tell-outcome'] = (event) => tellOutcome(event, ports);
  aws.functions.tick = (event) =>
    tick(event, { ...ports, seal, completeTask: createCompleteTask(aws.sfn) as CompleteTask });
  await aws.createStateMachine(definitionOf('approval-outcome'), 'ApprovalOutcome');
  await aws.createStateMachine(definitionOf('approval-timer'), 'ApprovalTimer');

  /** Tells tell-outcome that the execution has ended, as the rule does, and waits for the end of all outcomes. */
  const told = async (execution: string) => {
    await tellOutcome({ execution, ended: true }, ports);
    return outcomesEnded();
  };
  /** Waits for the end of the outcomes that were started so far, and those that they start. */
  const outcomesEnded = async (): Promise<readonly string[]> => {
    const names = [...new Set(outcomes)];
    const ends = await Promise.all(names.map(aws.ended));
    return new Set(outcomes).size > names.length ? outcomesEnded() : ends.map(({ status }) => String(status));
  };
  return { tokens, payloads, outcomes: () => [...new Set(outcomes)], told, outcomesEnded, lines, ports };
}
