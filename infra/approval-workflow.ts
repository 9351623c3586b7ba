import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Alias, type IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ROOT } from './bundle.ts';
import { createFunction, createLogGroup, grant } from './function.ts';
import { allow, generateDataKey, publishTo, readHistory, readSecret } from './permissions.ts';
import type { StateMachineArns } from './state-machine-arns.ts';

const DEFINITION = path.join(ROOT, 'src/workflow/approval-emails.asl.json');

/** SNS and Slack are asked at once, each with its own retries. Nobody waits for the answer but the state machine. */
const TIMEOUT = Duration.seconds(30);

export interface ApprovalWorkflowProps {
  readonly bundles: string;
  readonly key: IKey;
  readonly stateMachine: StateMachineArns;
  readonly callbackBaseUrl: string;
  readonly emails: readonly string[];
  readonly slack: { readonly secret: Pick<ISecret, 'secretArn'>; readonly channel: string } | undefined;
  readonly locale: string;
  readonly oneClickEmail: boolean;
}

/** The state machine that asks, waits and tells, with its two functions and the topic of its mails. */
export class ApprovalWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ApprovalWorkflowProps) {
    super(scope, id);
    const { bundles, key, stateMachine, callbackBaseUrl, emails, slack, locale, oneClickEmail } = props;
    const topic = createTopic(this, emails);
    const surfaces = {
      TOPIC_ARN: topic.topicArn,
      ...(slack && { SLACK_SECRET_ARN: slack.secret.secretArn, SLACK_CHANNEL: slack.channel }),
      LOCALE: locale,
    };

    const requestApproval = createFunction(this, 'RequestApproval', {
      entry: 'request-approval',
      bundles,
      description: 'Asks for an approval by mail and in Slack',
      environment: {
        ...surfaces,
        KEY_ID: key.keyArn,
        CALLBACK_BASE_URL: callbackBaseUrl,
        ONE_CLICK_EMAIL: String(oneClickEmail),
      },
      timeout: TIMEOUT,
    });
    const announceDecision = createFunction(this, 'AnnounceDecision', {
      entry: 'announce-decision',
      bundles,
      description: 'Tells by mail and in Slack how an approval ended',
      environment: surfaces,
      timeout: TIMEOUT,
    });

    this.stateMachine = new StateMachine(this, 'ApprovalEmails', {
      stateMachineName: stateMachine.name,
      definitionBody: DefinitionBody.fromString(readFileSync(DEFINITION, 'utf8')),
      definitionSubstitutions: {
        RequestApprovalFunction: requestApproval.functionArn,
        AnnounceDecisionFunction: announceDecision.functionArn,
      },
      logs: {
        destination: createLogGroup(this, 'Logs', `/aws/vendedlogs/states/${stateMachine.name}`),
        level: LogLevel.ALL,
        // The input of a task is its token.
        includeExecutionData: false,
      },
      tracingEnabled: true,
    });

    // What ends around its states the machine itself cannot announce.
    new Rule(this, 'EndedAround', {
      description: 'Closes the messages of approvals whose execution was stopped, timed out or failed',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [this.stateMachine.stateMachineArn],
          status: ['ABORTED', 'TIMED_OUT', 'FAILED'],
        },
      },
      targets: [new LambdaTarget(announceDecision, { retryAttempts: 2 })],
    });

    const mayReadSecret = slack ? [readSecret(slack.secret)] : [];
    grant(requestApproval, generateDataKey(key), publishTo(topic), ...mayReadSecret);
    grant(announceDecision, readHistory(stateMachine.executions), publishTo(topic), ...mayReadSecret);
    this.stateMachine.addToRolePolicy(
      allow(['lambda:InvokeFunction'], [requestApproval.functionArn, announceDecision.functionArn]),
    );
  }
}

function createTopic(scope: Construct, emails: readonly string[]): Topic {
  const topic = new Topic(scope, 'Topic', {
    displayName: Stack.of(scope).stackName,
    // SNS uses its own key for whoever may publish in this account; a key of ours would have to be granted to them.
    masterKey: Alias.fromAliasName(scope, 'TopicKey', 'alias/aws/sns'),
    enforceSSL: true,
  });
  for (const email of emails) {
    // Every mail that is for all, and those that are for this address, which src/aws/sns.ts writes in small letters.
    const to = new SubscriptionFilter([email.toLowerCase(), { exists: false }]);
    topic.addSubscription(new EmailSubscription(email, { filterPolicy: { to } }));
  }
  return topic;
}
