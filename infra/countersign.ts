import { Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable, type IManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import type { ICountersign } from './approval-task-props.ts';
import { ApprovalWorkflow } from './approval-workflow.ts';
import { CallbackApi } from './callback-api.ts';
import { type CountersignProps, settingsOf } from './countersign-props.ts';
import { createDeployment } from './deployment.ts';
import { hostingOf } from './hosting.ts';
import { createMintPolicy, mintStatements } from './mint-policy.ts';
import { Monitoring } from './monitoring.ts';
import { nextStep } from './next-step.ts';
import { ServedMachines } from './served-machines.ts';
import { readSettings } from './settings.ts';
import { SlackEndpoint } from './slack-endpoint.ts';
import { TeamsEndpoint } from './teams-endpoint.ts';
import { TeamsWebhook } from './teams-webhook.ts';

/** The functions of a deployment. Those of the surfaces that it does not have are missing. */
export interface CountersignFunctions {
  readonly createUrls: LambdaFunction;
  readonly respond: LambdaFunction;
  readonly requestApproval: LambdaFunction;
  readonly tellOutcome: LambdaFunction;
  readonly tick: LambdaFunction;
  readonly slack: LambdaFunction | undefined;
  readonly teams: LambdaFunction | undefined;
}

/**
 * A complete deployment of Countersign, in any stack.
 *
 * @example
 * const countersign = new Countersign(this, 'Countersign', { emails: ['you@example.com'], slackChannel: 'C0123456789' });
 * const approval = new ApprovalTask(this, 'Release?', { countersign, title: 'Release 1.2', timeout: Duration.hours(8) });
 */
export class Countersign extends Construct implements ICountersign {
  /** A deployment of another app, by the ARNs of its outputs. Its setting `stateMachines` must name your state machines. */
  static fromFunctionArns(
    scope: Construct,
    id: string,
    arns: { readonly requestApproval: string; readonly tellOutcome: string },
  ): ICountersign {
    const at = new Construct(scope, id);
    return {
      requestApproval: LambdaFunction.fromFunctionArn(at, 'RequestApproval', arns.requestApproval),
      tellOutcome: LambdaFunction.fromFunctionArn(at, 'TellOutcome', arns.tellOutcome),
    };
  }

  readonly functions: CountersignFunctions;
  /** Sends the requests of state machines. */
  readonly requestApproval: IFunction;
  /** Announces the results of requests. */
  readonly tellOutcome: IFunction;
  /** ApprovalEmails; start it with `{"name": "..."}`. */
  readonly stateMachine: StateMachine;
  /** ApprovalOutcome, which tells how approvals ended. */
  readonly outcomeStateMachine: StateMachine;
  /** ApprovalTimer, which reminds, escalates, and ends approvals whose time is over. */
  readonly timerStateMachine: StateMachine;
  readonly api: HttpApi;
  /** The start of all callback URLs, without a slash at its end. */
  readonly callbackBaseUrl: string;
  /** With `domainName`: where the CNAME record of the domain must point. */
  readonly domainTarget: string | undefined;
  /** The request URL of the Slack app. */
  readonly slackRequestUrl: string | undefined;
  /** The messaging endpoint of the bot in Microsoft Teams. */
  readonly teamsMessagesUrl: string | undefined;
  /** The key that seals callback URLs; missing if encryption is disabled. */
  readonly key: IKey | undefined;
  /** The credentials of the Slack app. A person stores them. */
  readonly slackSecret: Secret | undefined;
  /** The client secret of the bot, or the URL of the webhook, in Teams. A person stores it. */
  readonly teamsSecret: Secret | undefined;
  /** The topic of the e-mails, if SNS sends them. */
  readonly topic: ITopic | undefined;
  readonly alarmTopic: ITopic;
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard;
  /** Allows creating callback URLs. `grantMint` allows the same. */
  readonly mintPolicy: IManagedPolicy;
  /** What a person must do after the first deployment, in sentences. */
  readonly nextStep: string;
  readonly #name: string;
  readonly #served: ServedMachines;

  constructor(scope: Construct, id: string, props: CountersignProps = {}) {
    super(scope, id);
    const settings = readSettings(settingsOf(props));
    const hosting = hostingOf(this, props, settings);
    this.#name = hosting.name;
    this.#assertOnlyOne();
    const deployment = createDeployment(this, { settings, topic: props.topic, hosting });
    this.key = deployment.sealing.key;

    const api = new CallbackApi(this, 'CallbackApi', deployment);
    this.api = api.http;
    this.callbackBaseUrl = api.baseUrl;
    this.domainTarget = api.domainTarget;
    this.mintPolicy = createMintPolicy(api);

    const { slackChannel: channel, teamsBot: bot } = settings;
    const slack = channel
      ? new SlackEndpoint(this, 'SlackEndpoint', { deployment, api, channel })
      : undefined;
    this.slackRequestUrl = slack?.requestUrl;
    this.slackSecret = slack?.secret;
    const teams = bot ? new TeamsEndpoint(this, 'TeamsEndpoint', { deployment, api, bot }) : undefined;
    const webhook = settings.teamsWebhook && new TeamsWebhook(this, 'TeamsWebhook', settings.teamsWebhook);
    this.teamsMessagesUrl = teams?.messagesUrl;
    this.teamsSecret = (teams ?? webhook)?.secret;

    const workflow = new ApprovalWorkflow(this, 'ApprovalWorkflow', {
      deployment,
      callbackBaseUrl: api.baseUrl,
      chats: [slack?.chat, teams?.chat, webhook?.chat].filter((chat) => chat !== undefined),
    });
    const { stateMachine, outcome, timer, requestApproval, tellOutcome, tick } = workflow;
    this.stateMachine = stateMachine;
    this.outcomeStateMachine = outcome;
    this.timerStateMachine = timer;
    this.topic = workflow.topic;
    this.requestApproval = requestApproval;
    this.tellOutcome = tellOutcome;

    const { createUrls, respond } = api;
    const commanding = [slack?.function, teams?.function].filter((one) => one !== undefined);
    const answering = [respond, ...commanding];
    const triedAgain = [requestApproval, tellOutcome, tick];
    this.functions = {
      createUrls,
      respond,
      requestApproval,
      tellOutcome,
      tick,
      slack: slack?.function,
      teams: teams?.function,
    };
    for (const reader of answering) {
      // They are created before it.
      reader.addEnvironment('REQUEST_APPROVAL_FUNCTION', requestApproval.functionArn);
    }

    const monitoring = new Monitoring(this, 'Monitoring', {
      deployment,
      alarmTopic: props.alarmTopic,
      answering: [createUrls, ...answering],
      triedAgain,
      stateMachine,
      outcome,
      timer,
      mails: workflow.topic,
      accessLog: api.accessLog,
    });
    this.alarmTopic = monitoring.alarmTopic;
    this.alarms = monitoring.alarms;
    this.dashboard = monitoring.dashboard;
    this.nextStep = nextStep(deployment, { api, slack, teams, webhook });

    this.#served = new ServedMachines(this, deployment, {
      name: hosting.name,
      reading: [...answering, ...triedAgain],
      answering,
      commanding,
      tick,
      outcome: workflow.hasSurface ? outcome : undefined,
    });
    this.#served.addCallersOf(requestApproval);
    if (props.permissionsBoundary) PermissionsBoundary.of(this).apply(props.permissionsBoundary);
  }

  /** Allows creating callback URLs, by the API and by the function. */
  grantMint(grantee: IGrantable): Grant {
    return mintStatements({ http: this.api, createUrls: this.functions.createUrls })
      .map(({ actions, resources }) => Grant.addToPrincipal({ grantee, actions, resourceArns: resources }))
      .reduce((all, one) => all.combine(one));
  }

  /** Allows asking for an approval, and seeing how it stands: starting ApprovalEmails, and describing its executions. */
  grantStart(grantee: IGrantable): Grant {
    const describe = this.stateMachine.grantExecution(grantee, 'states:DescribeExecution');
    return this.stateMachine.grantStartExecution(grantee).combine(describe);
  }

  /**
   * Lets this deployment complete the tasks of a state machine. A state machine of the same app that calls `requestApproval`, for
   * example with an ApprovalTask, needs no call of this method. Give a state machine a name, so that the commands of Slack and Teams
   * list its requests and no others.
   *
   * @throws {TypeError} unless the state machine is in the account and the region of this deployment
   */
  grantComplete(stateMachine: IStateMachine): void {
    this.#served.add(stateMachine);
  }

  /** Its state machines have this name, and CloudFormation would find out late that they exist. */
  #assertOnlyOne(): void {
    const isSame = (one: IConstruct): one is Countersign =>
      one instanceof Countersign && one !== this && one.#name === this.#name && areTogether(one, this);
    const same = this.node.root.node.findAll().find(isSame);
    if (!same) return;
    throw new TypeError(
      `${this.node.path} has the name ${this.#name}, like ${same.node.path}. Give it another name.`,
    );
  }
}

/** Whether both are certainly deployed to one account and region. Of stacks without `env`, only the user knows. */
function areTogether(one: Construct, other: Construct): boolean {
  const [{ environment }, stack] = [Stack.of(one), Stack.of(other)];
  if (stack === Stack.of(one)) return true;
  return environment === stack.environment && !environment.includes('unknown');
}
