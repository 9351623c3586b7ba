import { Duration } from 'aws-cdk-lib';
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRouteKey,
  type HttpStage,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import { createStage, limitRoute } from './api-stage.ts';
import { type Deployment, featureVariables } from './deployment.ts';
import { createFunction, grant } from './function.ts';
import type { RouteName } from './limits.ts';
import { startsOutcome } from './outcome.ts';
import { completeCallbacks, completeTasks, openAndProve, readHistory, sealPayloads } from './permissions.ts';
import { requestVariables } from './request-defaults.ts';
import type { Settings } from './settings.ts';

export interface Route {
  readonly name: RouteName;
  readonly path: string;
  readonly method: HttpMethod;
  readonly to: LambdaFunction;
  /** Why the API itself asks for no authorization. Missing: it requires IAM authorization. */
  readonly open?: string;
}

/**
 * The HTTP API. A callback URL is enough to call `/respond`. `/urls`, which creates URLs, requires IAM authorization.
 */
export class CallbackApi extends Construct {
  readonly http: HttpApi;
  /** The start of all callback URLs, without a slash at its end. */
  readonly baseUrl: string;
  /** The name that the CNAME record of the own domain must point to, if the deployment creates this domain. */
  readonly domainTarget: string | undefined;
  readonly accessLog: LogGroup;
  readonly createUrls: LambdaFunction;
  readonly respond: LambdaFunction;

  private readonly stage: HttpStage;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const { hosting, sealing, settings, stateMachine } = deployment;
    const outcome = startsOutcome(deployment);
    this.http = new HttpApi(this, 'Http', {
      apiName: hosting.name,
      description: 'Callback URLs, and the endpoints of the apps for Slack and Teams',
      createDefaultStage: false,
    });
    const { stage, accessLog } = createStage(this.http, settings, hosting);
    this.stage = stage;
    this.accessLog = accessLog;
    this.settings = settings;
    const { domain, callbackBaseUrl } = settings;
    this.domainTarget = domain && addDomain(this.http, stage, domain).regionalDomainName;
    this.baseUrl = callbackBaseUrl ?? (domain ? `https://${domain.name}` : this.http.apiEndpoint);

    this.respond = createFunction(this, 'Respond', {
      entry: 'respond',
      hosting,
      description: 'Completes the task of a callback URL',
      reserved: settings.reservedConcurrency.respond,
      // A vote waits for the next round (src/web/respond.ts).
      timeout: Duration.seconds(15),
      environment: {
        ...sealing.variables,
        ...featureVariables(settings),
        STATE_MACHINE_ARN: stateMachine.arn,
        ...outcome.variables,
        ...requestVariables(settings),
      },
    });
    this.addRoute({
      name: 'respond',
      path: '/respond',
      // The function itself answers unsupported methods, with 405 and an Allow header.
      method: HttpMethod.ANY,
      to: this.respond,
      open: 'The sealed payload in the callback URL is the authorization.',
    });

    this.createUrls = createFunction(this, 'CreateUrls', {
      entry: 'create-urls',
      hosting,
      description: 'Creates callback URLs for a task token',
      reserved: settings.reservedConcurrency.urls,
      environment: {
        ...sealing.variables,
        ...featureVariables(settings),
        CALLBACK_BASE_URL: this.baseUrl,
      },
    });
    this.addRoute({ name: 'urls', path: '/urls', method: HttpMethod.ANY, to: this.createUrls });

    grant(
      this.respond,
      ...openAndProve(sealing),
      completeTasks(deployment.scope.completable),
      ...completeCallbacks(settings),
      readHistory(deployment.scope.executions),
      outcome.permission,
      ...deployment.scope.keys,
    );
    grant(this.createUrls, ...sealPayloads(sealing));
  }

  /** Adds a route with a limit of its own. */
  addRoute({ name, path, method, to, open }: Route): void {
    const routes = this.http.addRoutes({
      path,
      methods: [method],
      integration: new HttpLambdaIntegration(`${to.node.id}Integration`, to),
      ...(!open && { authorizer: new HttpIamAuthorizer() }),
    });
    for (const route of routes) {
      limitRoute(this.stage, route, HttpRouteKey.with(path, method).key, name, this.settings);
      if (open) acknowledge(route, 'AwsSolutions-APIG4', open);
    }
  }
}

/** The API keeps its own address too, because earlier callback URLs start with it. */
function addDomain(
  api: HttpApi,
  stage: HttpStage,
  { name, certificateArn }: NonNullable<Settings['domain']>,
): DomainName {
  const domain = new DomainName(api, 'Domain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(api, 'Certificate', certificateArn),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(api, 'DomainMapping', { api, domainName: domain, stage });
  return domain;
}
