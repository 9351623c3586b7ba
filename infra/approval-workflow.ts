import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged.ts';
import type { ApprovalBot } from './approval-task.ts';
import { ROOT } from './bundle.ts';
import type { Deployment } from './deployment.ts';
import { createFunction, createLogGroup, grant } from './function.ts';
import { mintThrough } from './minting.ts';
import { invoke, listSubscriptions, publishTo, readHistory, readSecret } from './permissions.ts';
import { allowedChannels } from './slack-endpoint.ts';
import { createTopic } from './topic.ts';

/** The file has placeholders that CloudFormation substitutes, so it is not valid JSON yet. */
const DEFINITION = path.join(ROOT, 'src/workflow/approval-emails.asl.json');
/** The end statuses of executions that ended outside their own states. */
const ENDED_OUTSIDE = path.join(ROOT, 'src/workflow/ended-outside.json');

/**
 * Longer than the surfaces may take together (src/approval/patience.ts). Only the state machine waits for the function.
 */
const TIMEOUT = Duration.seconds(30);

export interface ApprovalWorkflowProps {
  readonly deployment: Deployment;
  readonly callbackBaseUrl: string;
  readonly slack: { readonly secret: Pick<ISecret, 'secretArn'>; readonly channel: string } | undefined;
}

/** The state machine of approvals, its two functions, and the topic of its e-mails. */
export class ApprovalWorkflow extends Construct implements ApprovalBot {
  readonly stateMachine: StateMachine;
  /**
   * The topic of the e-mails. Missing without recipients, because an e-mail without a recipient would count as sent.
   */
  readonly topic: Topic | undefined;
  readonly requestApproval: LambdaFunction;
  readonly announceDecision: LambdaFunction;

  constructor(scope: Construct, id: string, { deployment, callbackBaseUrl, slack }: ApprovalWorkflowProps) {
    super(scope, id);
    const { bundles, settings, stateMachine } = deployment;
    this.topic = settings.emails.length > 0 ? createTopic(this, 'Topic', settings.emails) : undefined;
    const minting = mintThrough(deployment, callbackBaseUrl);
    const surfaces = {
      ...(this.topic && { TOPIC_ARN: this.topic.topicArn }),
      ...(slack && {
        SLACK_SECRET_ARN: slack.secret.secretArn,
        SLACK_CHANNEL: slack.channel,
        SLACK_APP_NAME: settings.slackAppName,
      }),
      LOCALE: settings.locale,
    };

    this.requestApproval = createFunction(this, 'RequestApproval', {
      entry: 'request-approval',
      bundles,
      description: 'Sends approval requests by e-mail and in Slack',
      environment: {
        ...surfaces,
        ...(slack && allowedChannels(settings)),
        ...minting.variables,
        // With another function for the URLs, its deployment completes the tasks.
        ...(!settings.createUrlsFunction && { STATE_MACHINES: deployment.scope.tasks.join(',') }),
        ONE_CLICK_EMAIL: String(settings.oneClickEmail),
      },
      timeout: TIMEOUT,
    });
    this.announceDecision = createFunction(this, 'AnnounceDecision', {
      entry: 'announce-decision',
      bundles,
      description: 'Announces results of approvals by e-mail and in Slack',
      environment: surfaces,
      timeout: TIMEOUT,
    });
    const functions = [this.requestApproval.functionArn, this.announceDecision.functionArn] as const;

    this.stateMachine = new StateMachine(this, 'ApprovalEmails', {
      stateMachineName: stateMachine.name,
      definitionBody: DefinitionBody.fromString(readFileSync(DEFINITION, 'utf8')),
      definitionSubstitutions: {
        RequestApprovalFunction: functions[0],
        AnnounceDecisionFunction: functions[1],
        DecideWithinSeconds: String(Duration.days(settings.timeoutDays).toSeconds()),
      },
      logs: {
        destination: createLogGroup(this, 'Logs', `/aws/vendedlogs/states/${stateMachine.name}`),
        level: LogLevel.ALL,
        // The data contains task tokens.
        includeExecutionData: false,
      },
      tracingEnabled: true,
    });
    // Without a surface, no messages exist that the rule could close. The rule may match every execution of the
    // account.
    if (this.topic || slack) this.watch(deployment.scope.watched);

    const history = readHistory(deployment.scope.executions);
    const maySend = [
      ...(this.topic ? [publishTo(this.topic)] : []),
      ...(slack ? [readSecret(slack.secret)] : []),
    ];
    const mayLookUp = this.topic ? [listSubscriptions(this.topic)] : [];
    grant(this.requestApproval, ...minting.permissions, history, ...maySend, ...mayLookUp);
    grant(this.announceDecision, history, ...maySend);
    this.stateMachine.addToRolePolicy(invoke(...functions).statement);
    acknowledgeWildcards(this.stateMachine.role, [
      {
        resource: '*',
        because:
          'Log delivery and X-Ray do not support resources in policies (AWS service authorization reference).',
      },
    ]);
  }

  /** Announces executions that were stopped, timed out or failed outside the state machine's own states. */
  private watch(stateMachineArns: readonly string[] | undefined): void {
    new Rule(this, 'EndedOutside', {
      description: 'Closes the messages of approvals whose execution was stopped, timed out or failed',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          ...(stateMachineArns && { stateMachineArn: stateMachineArns.map(matching) }),
          status: JSON.parse(readFileSync(ENDED_OUTSIDE, 'utf8')),
        },
      },
      targets: [new LambdaTarget(this.announceDecision, { retryAttempts: 2 })],
    });
  }
}

/** EventBridge compares an ARN exactly, unless the pattern is a wildcard pattern. */
function matching(arn: string) {
  return arn.includes('*') ? { wildcard: arn } : arn;
}
