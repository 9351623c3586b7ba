import { Annotations, AspectPriority, Aspects, RemovalPolicies, Stack, Stage, Token } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable, type IManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CfnStateMachine, IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ICountersign } from './approval-task-props.ts';
import { ApprovalWorkflow } from './approval-workflow.ts';
import { CallbackApi } from './callback-api.ts';
import type { CountersignProps } from './countersign-props.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import { rolesOf, separatePolicy } from './function.ts';
import type { Hosting } from './hosting.ts';
import { MachinesThatCall } from './machines-of-app.ts';
import { createMintPolicy, mintStatements } from './mint-policy.ts';
import { Monitoring } from './monitoring.ts';
import { nextStep } from './next-step.ts';
import { ASSETS } from './package-folders.ts';
import { listStateMachines } from './permissions.ts';
import { type Servers, serveMachine } from './serve-machine.ts';
import { isNamed, servedMachine } from './served-machine.ts';
import { readName, readSettings } from './settings.ts';
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
  readonly #deployment: Deployment;
  readonly #servers: Servers;

  constructor(scope: Construct, id: string, props: CountersignProps = {}) {
    super(scope, id);
    const { key, topic, alarmTopic, removalPolicy, permissionsBoundary } = props;
    const settings = readSettings({ ...settingsOf(props), ...(key && { keyArn: key.keyArn }) });
    if (topic && settings.mailFrom) {
      throw new TypeError('topic cannot be combined with mailFrom: SES sends the e-mails then.');
    }
    const hosting = hostingOf(this, props);
    this.#assertOnlyOne(hosting.name);
    const deployment = createDeployment(this, { settings, topic, hosting });

    const api = new CallbackApi(this, 'CallbackApi', deployment);
    const { slackChannel: channel, teamsBot: bot } = settings;
    const slack = channel
      ? new SlackEndpoint(this, 'SlackEndpoint', { deployment, api, channel })
      : undefined;
    const teams = bot ? new TeamsEndpoint(this, 'TeamsEndpoint', { deployment, api, bot }) : undefined;
    const webhook = settings.teamsWebhook && new TeamsWebhook(this, 'TeamsWebhook', settings.teamsWebhook);
    const workflow = new ApprovalWorkflow(this, 'ApprovalWorkflow', {
      deployment,
      callbackBaseUrl: api.baseUrl,
      chats: [slack?.chat, teams?.chat, webhook?.chat].filter((chat) => chat !== undefined),
    });
    const commanding = [slack?.function, teams?.function].filter((one) => one !== undefined);
    const answering = [api.respond, ...commanding];
    for (const reader of answering) {
      // They are created before it.
      reader.addEnvironment('REQUEST_APPROVAL_FUNCTION', workflow.requestApproval.functionArn);
    }
    const triedAgain = [workflow.requestApproval, workflow.tellOutcome, workflow.tick];
    const monitoring = new Monitoring(this, 'Monitoring', {
      deployment,
      alarmTopic,
      answering: [api.createUrls, ...answering],
      triedAgain,
      stateMachine: workflow.stateMachine,
      outcome: workflow.outcome,
      timer: workflow.timer,
      mails: workflow.topic,
      accessLog: api.accessLog,
    });

    const { requestApproval, tellOutcome, tick } = workflow;
    this.functions = {
      createUrls: api.createUrls,
      respond: api.respond,
      requestApproval,
      tellOutcome,
      tick,
      slack: slack?.function,
      teams: teams?.function,
    };
    this.requestApproval = requestApproval;
    this.tellOutcome = tellOutcome;
    this.stateMachine = workflow.stateMachine;
    this.outcomeStateMachine = workflow.outcome;
    this.timerStateMachine = workflow.timer;
    this.api = api.http;
    this.callbackBaseUrl = api.baseUrl;
    this.domainTarget = api.domainTarget;
    this.slackRequestUrl = slack?.requestUrl;
    this.teamsMessagesUrl = teams?.messagesUrl;
    this.key = deployment.sealing.key;
    this.slackSecret = slack?.secret;
    this.teamsSecret = teams?.secret ?? webhook?.secret;
    this.topic = workflow.topic;
    this.alarmTopic = monitoring.alarmTopic;
    this.alarms = monitoring.alarms;
    this.dashboard = monitoring.dashboard;
    this.mintPolicy = createMintPolicy(api);
    this.nextStep = nextStep(deployment, { api, slack, teams, webhook });
    this.#deployment = deployment;
    this.#servers = {
      name: deployment.hosting.name,
      reading: [...answering, ...triedAgain],
      answering,
      commanding,
      tick,
      outcome: workflow.hasSurface ? workflow.outcome : undefined,
    };
    if (permissionsBoundary) PermissionsBoundary.of(this).apply(permissionsBoundary);
    if (removalPolicy) RemovalPolicies.of(this).apply(removalPolicy, { applyToResourceTypes: KEPT });
    const machines = new MachinesThatCall(requestApproval, (machine) => this.#serve(machine));
    Aspects.of(Stage.of(this) ?? this.node.root).add(machines, { priority: AspectPriority.MUTATING });
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
    this.#serve(stateMachine);
  }

  /** Its state machines have this name, and CloudFormation would find out late that they exist. */
  #assertOnlyOne(name: string): void {
    const inStack = Stack.of(this).node.findAll();
    const same = inStack.find(
      (one) => one instanceof Countersign && one !== this && one.#deployment.hosting.name === name,
    );
    if (!same) return;
    throw new TypeError(
      `${this.node.path} has the name ${name}, like ${same.node.path}. Give it another name.`,
    );
  }

  #serve(stateMachine: IStateMachine | CfnStateMachine): void {
    const { served, settings } = this.#deployment;
    const isOwn = stateMachine.node.scopes.includes(this);
    const machine = servedMachine(stateMachine, Stack.of(this));
    const pattern = machine.patternIn(Stack.of(this));
    const isKnown = served.some(({ scope }) => scope === machine.scope);
    if (isOwn || isKnown || isNamed(pattern, settings)) return;
    served.push(machine);
    serveMachine(machine, this.#servers);
    if (served.length === MOST_SERVED + 1) {
      Annotations.of(this).addWarningV2('countersign:manyStateMachines', MANY_STATE_MACHINES);
    }
    const { commanding } = this.#servers;
    if (pattern.includes('*') && commanding.length > 0) {
      const id = 'FindStateMachines';
      if (!this.node.tryFindChild(id)) separatePolicy(this, id, rolesOf(commanding), listStateMachines());
    }
  }
}

/** The policies of the function `slack` grow by about 1,000 characters for each state machine, from 2,200. */
const MOST_SERVED = 7;
const MANY_STATE_MACHINES =
  `More than ${MOST_SERVED} state machines ask for approvals. The policies of a role have at most 10,240 characters, so the deployment may fail. ` +
  'Name the state machines in the setting stateMachines, by one ARN with *.';

/** The resources that `removalPolicy` is about. */
const KEPT = ['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret'];

/** All properties that are not resources. Also a property that TypeScript does not know: a misspelt setting is refused. */
function settingsOf(props: CountersignProps): Record<string, unknown> {
  return Object.fromEntries(Object.entries(props).filter(([name]) => !RESOURCES.includes(name)));
}

const RESOURCES: readonly string[] = [
  'name',
  'key',
  'topic',
  'alarmTopic',
  'vpc',
  'vpcSubnets',
  'securityGroups',
  'logRetention',
  'removalPolicy',
  'permissionsBoundary',
  'bundles',
] satisfies readonly (keyof CountersignProps)[];

function hostingOf(scope: Construct, props: CountersignProps): Hosting {
  const { name, vpc, vpcSubnets, securityGroups } = props;
  const { bundles = ASSETS, logRetention = RetentionDays.THREE_MONTHS } = props;
  if (!vpc && (vpcSubnets || securityGroups)) throw new TypeError('vpcSubnets and securityGroups need vpc.');
  const chosen = { ...(vpcSubnets && { vpcSubnets }), ...(securityGroups && { securityGroups }) };
  return { name: nameOf(scope, name), bundles, logRetention, network: vpc && { vpc, ...chosen } };
}

function nameOf(scope: Construct, given: string | undefined): string {
  if (given !== undefined) return readName('name', given);
  const { stackName } = Stack.of(scope);
  if (!Token.isUnresolved(stackName)) return readName('name', stackName);
  throw new TypeError(`${scope.node.path} is in a nested stack. Give it a name.`);
}
