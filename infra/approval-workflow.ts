import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged.ts';
import type { ICountersign } from './approval-task-props.ts';
import type { Chat } from './chat.ts';
import type { Deployment } from './deployment.ts';
import { publishesEvents } from './events.ts';
import { tellEnds } from './execution-ends.ts';
import { createFunction, createLogGroup, grant, vendedLogs } from './function.ts';
import type { Hosting } from './hosting.ts';
import { MailService } from './mail-service.ts';
import { mintThrough } from './minting.ts';
import { startsOutcome } from './outcome.ts';
import { DEFINITIONS } from './package-folders.ts';
import {
  failTasks,
  invoke,
  openPayloads,
  publishTo,
  readHistory,
  readSecret,
  readSubscriptions,
  sealPayloads,
  startExecutions,
} from './permissions.ts';
import { keptVariables, requestVariables } from './request-defaults.ts';
import type { StateMachineArns } from './state-machine-arns.ts';
import { createTopic, subscribe } from './topic.ts';

/**
 * Longer than the surfaces may take together (src/approval/patience.ts). Only the state machine waits for the function.
 */
const TIMEOUT = Duration.seconds(60);

export interface ApprovalWorkflowProps {
  readonly deployment: Deployment;
  readonly callbackBaseUrl: string;
  /** The chats where requests are shown. */
  readonly chats: readonly Chat[];
}

/**
 * The state machine of approvals, the one that tells their outcome and the one that keeps their time, their functions, and the topic of the e-mails.
 */
export class ApprovalWorkflow extends Construct implements ICountersign {
  readonly stateMachine: StateMachine;
  /** ApprovalOutcome, which tells on every surface how an approval ended. */
  readonly outcome: StateMachine;
  /**
   * The topic of the e-mails. Missing if SES sends them, and without recipients, because an e-mail without a recipient would
   * count as sent.
   */
  readonly topic: ITopic | undefined;
  readonly requestApproval: LambdaFunction;
  readonly tellOutcome: LambdaFunction;
  /** ApprovalTimer, which reminds, escalates, and ends approvals whose time is over. */
  readonly timer: StateMachine;
  readonly tick: LambdaFunction;
  /** Whether requests are shown anywhere. */
  readonly hasSurface: boolean;

  constructor(scope: Construct, id: string, { deployment, callbackBaseUrl, chats }: ApprovalWorkflowProps) {
    super(scope, id);
    const { hosting, sealing, settings } = deployment;
    const { emails, mailFrom } = settings;
    const mails = mailFrom
      ? new MailService(this, 'Mail', { from: mailFrom, recipients: emails, hosting })
      : undefined;
    this.topic = mails ? undefined : this.topicOf(deployment);
    const minting = mintThrough(deployment, callbackBaseUrl);
    const outcome = startsOutcome(deployment);
    const events = publishesEvents(Stack.of(this), settings);
    const durableFunctions = settings.durableFunctions.length > 0 && {
      DURABLE_FUNCTIONS: settings.durableFunctions.join(','),
    };
    const surfaces = {
      ...(this.topic && { TOPIC_ARN: this.topic.topicArn }),
      ...mails?.variables,
      ...merged(chats.map(({ variables }) => variables)),
      ...requestVariables(settings),
    };

    const told = { ...surfaces, ...outcome.variables, TIMER_STATE_MACHINE_ARN: deployment.timer.arn };
    const asking = {
      ...told,
      ...merged(chats.map(({ whenAsking = {} }) => whenAsking)),
      ...minting.variables,
      // Also with another function for the URLs: what is sent is proved.
      ...sealing.variables,
      ONE_CLICK_EMAIL: String(settings.oneClickEmail),
    };

    this.requestApproval = createFunction(this, 'RequestApproval', {
      entry: 'request-approval',
      hosting,
      description: 'Sends approval requests',
      reserved: settings.reservedConcurrency.workflow,
      environment: {
        ...asking,
        ...events.variables,
        ...keptVariables(settings),
        ...durableFunctions,
        // With another function for the URLs, its deployment completes the tasks.
        ...(!settings.createUrlsFunction && { STATE_MACHINES: deployment.completed }),
      },
      timeout: TIMEOUT,
    });
    const reading = {
      ...sealing.variables,
      REQUEST_APPROVAL_FUNCTION: this.requestApproval.functionArn,
    };
    this.tellOutcome = createFunction(this, 'TellOutcome', {
      entry: 'tell-outcome',
      hosting,
      description: 'Tells results of approvals',
      reserved: settings.reservedConcurrency.workflow,
      environment: { ...told, ...reading, ...events.variables, ...durableFunctions },
      timeout: TIMEOUT,
    });

    this.tick = createFunction(this, 'Tick', {
      entry: 'tick',
      hosting,
      description: 'Sends reminders, and ends approvals whose time is over',
      reserved: settings.reservedConcurrency.workflow,
      environment: { ...asking, ...reading },
      timeout: TIMEOUT,
    });

    this.stateMachine = this.createStateMachine(
      'ApprovalEmails',
      hosting,
      { RequestApprovalFunction: this.requestApproval, TellOutcomeFunction: this.tellOutcome },
      { DecideWithinSeconds: String(Duration.days(settings.timeoutDays).toSeconds()) },
    );
    this.outcome = this.createStateMachine('ApprovalOutcome', hosting, {
      TellOutcomeFunction: this.tellOutcome,
    });
    this.timer = this.createStateMachine('ApprovalTimer', hosting, { TickFunction: this.tick });
    this.hasSurface = Boolean(this.topic || mails || chats.length > 0);
    // Without a surface, no messages exist that the rules could close.
    if (this.hasSurface) this.watch(deployment);
    mails?.tellUndelivered(this.tellOutcome);

    const history = readHistory(deployment.scope.executions);
    const notices = readHistory([deployment.timer.executions]);
    const { keys } = deployment.scope;
    const maySend = [
      ...(this.topic ? publishTo(this.topic) : []),
      ...(mails ? [mails.permission] : []),
      ...chats.map(({ secret }) => readSecret(secret)),
    ];
    const mayLookUp = this.topic ? [readSubscriptions(this.topic)] : [];
    const mayAsk = [
      ...minting.permissions,
      ...(settings.createUrlsFunction ? sealPayloads(sealing) : []),
      ...openPayloads(sealing),
      history,
      notices,
      ...keys,
      outcome.permission,
      ...maySend,
      ...mayLookUp,
    ];
    grant(this.requestApproval, ...mayAsk, ...events.permissions, startExecutions(deployment.timer.arn));
    grant(this.tick, ...mayAsk, failTasks(deployment.scope.completable));
    grant(
      this.tellOutcome,
      ...openPayloads(sealing),
      history,
      notices,
      ...keys,
      outcome.permission,
      ...maySend,
      ...events.permissions,
    );
  }

  private topicOf({ topic, settings: { emails }, hosting }: Deployment): ITopic | undefined {
    if (!topic && emails.length === 0) return undefined;
    const used = topic ?? createTopic(this, 'Topic', hosting.name);
    subscribe(used, emails);
    return used;
  }

  /**
   * @param id the name of the definition in workflow, in PascalCase
   * @param functions the functions that it calls, and `values`, by the names of their placeholders
   */
  private createStateMachine(
    id: 'ApprovalEmails' | 'ApprovalOutcome' | 'ApprovalTimer',
    hosting: Hosting,
    functions: Readonly<Record<string, LambdaFunction>>,
    values: Readonly<Record<string, string>> = {},
  ): StateMachine {
    const stateMachineName = `${hosting.name}-${id}`;
    const file = id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    const arns = Object.entries(functions).map(([name, { functionArn }]) => [name, functionArn] as const);
    const stateMachine = new StateMachine(this, id, {
      stateMachineName,
      definitionBody: DefinitionBody.fromString(
        readFileSync(path.join(DEFINITIONS, `${file}.asl.json`), 'utf8'),
      ),
      definitionSubstitutions: {
        Partition: Stack.of(this).partition,
        ...Object.fromEntries(arns),
        ...values,
      },
      logs: {
        destination: createLogGroup(this, `${id}Logs`, hosting, vendedLogs('states', stateMachineName)),
        level: LogLevel.ALL,
        // The data contains task tokens.
        includeExecutionData: false,
      },
      tracingEnabled: true,
    });
    stateMachine.addToRolePolicy(invoke(...arns.map(([, arn]) => arn)).statement);
    acknowledgeWildcards(stateMachine.role, [
      {
        resource: '*',
        because:
          'Log delivery and X-Ray do not support resources in policies (AWS service authorization reference).',
      },
    ]);
    return stateMachine;
  }

  /**
   * Tells what a state machine does not announce itself: it was stopped, timed out or failed; it has no state for it; or one
   * of its branches was aborted, and it caught the error.
   */
  private watch({ scope: { watched }, stateMachine: own, outcome }: Deployment): void {
    // An account may have many executions that succeed. To read all their histories would use up the quota.
    this.tellEnds('ExecutionFailed', watched, ['ABORTED', 'TIMED_OUT', 'FAILED'], outcome);
    this.tellEnds('ExecutionSucceeded', watched ?? [own.arn], ['SUCCEEDED'], outcome);
  }

  private tellEnds(
    id: string,
    stateMachineArns: readonly string[] | undefined,
    status: readonly string[],
    { executions }: StateMachineArns,
  ): void {
    // A pattern may match ApprovalOutcome too: its own ends would start it again and again.
    const mayMatchOutcome = !stateMachineArns || stateMachineArns.some((arn) => arn.includes('*'));
    tellEnds(this, id, {
      stateMachineArns,
      status,
      outcome: this.outcome,
      ...(mayMatchOutcome && { except: executions.slice(0, -1) }),
    });
  }
}

function merged(variables: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.assign({}, ...variables);
}
