import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Deployment, featureVariables } from './deployment.ts';
import { createFunction, createLogGroup, grant } from './function.ts';
import { startsOutcome } from './outcome.ts';
import { completeCallbacks, completeTasks, openAndProve, readHistory, sealPayloads } from './permissions.ts';
import { requestVariables } from './request-defaults.ts';
import type { Settings } from './settings.ts';

/**
 * The HTTP API. A callback URL is enough to call `/respond`. `/urls`, which creates URLs, requires IAM authorization.
 */
export class CallbackApi extends Construct {
  readonly http: HttpApi;
  /** The start of all callback URLs, without a slash at its end. */
  readonly baseUrl: string;
  /** The name that the CNAME record of the own domain must point to, if the deployment creates this domain. */
  readonly domainTarget: string | undefined;
  readonly createUrls: LambdaFunction;
  readonly respond: LambdaFunction;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const { bundles, sealing, settings, stateMachine } = deployment;
    const outcome = startsOutcome(deployment);
    this.http = new HttpApi(this, 'Http', {
      apiName: Aws.STACK_NAME,
      description: 'Callback URLs, and the endpoints of the apps for Slack and Teams',
      createDefaultStage: false,
    });
    const stage = addStage(this.http, settings.requestsPerSecond);
    const { domain, callbackBaseUrl } = settings;
    this.domainTarget = domain && addDomain(this.http, stage, domain).regionalDomainName;
    this.baseUrl = callbackBaseUrl ?? (domain ? `https://${domain.name}` : this.http.apiEndpoint);

    this.respond = createFunction(this, 'Respond', {
      entry: 'respond',
      bundles,
      description: 'Completes the task of a callback URL',
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
    const routes = this.http.addRoutes({
      path: '/respond',
      // The function itself answers unsupported methods, with 405 and an Allow header.
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('RespondIntegration', this.respond),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'The sealed payload in the callback URL is the authorization.',
      });
    }

    this.createUrls = createFunction(this, 'CreateUrls', {
      entry: 'create-urls',
      bundles,
      description: 'Creates callback URLs for a task token',
      environment: {
        ...sealing.variables,
        ...featureVariables(settings),
        CALLBACK_BASE_URL: this.baseUrl,
      },
    });
    this.http.addRoutes({
      path: '/urls',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('CreateUrlsIntegration', this.createUrls),
      authorizer: new HttpIamAuthorizer(),
    });

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

function addStage(api: HttpApi, requestsPerSecond: number): HttpStage {
  const accessLog = createLogGroup(api, 'AccessLog', `/aws/vendedlogs/apis/${Stack.of(api).stackName}`);
  return new HttpStage(api, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    // People and mail scanners need far fewer requests. The limit bounds the cost of an attack with constant requests:
    // with the default, about 200 US dollars a month.
    throttle: { rateLimit: requestsPerSecond, burstLimit: 2 * requestsPerSecond },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat() },
  });
}

/** Logs the route, never the URL: its query string has the sealed payload, which is enough to decide. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      requestTime: AccessLogField.contextRequestTime(),
      sourceIp: AccessLogField.contextIdentitySourceIp(),
      routeKey: AccessLogField.contextRouteKey(),
      status: AccessLogField.contextStatus(),
      responseLatency: AccessLogField.contextResponseLatency(),
      integrationError: AccessLogField.contextIntegrationErrorMessage(),
    }),
  );
}
