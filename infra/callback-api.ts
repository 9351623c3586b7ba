import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { createFunction, createLogGroup, grant } from './function.ts';
import {
  completeCallbacks,
  completeTasks,
  decryptDataKey,
  generateDataKey,
  readHistory,
} from './permissions.ts';
import type { StateMachineArns } from './state-machine-arns.ts';

export interface CallbackApiProps {
  readonly bundles: string;
  readonly key: IKey;
  readonly stateMachine: StateMachineArns;
  readonly locale: string;
}

/** The HTTP API: anybody with a callback URL may respond; only who IAM lets may mint one. */
export class CallbackApi extends Construct {
  readonly http: HttpApi;
  readonly createUrls: LambdaFunction;

  constructor(scope: Construct, id: string, { bundles, key, stateMachine, locale }: CallbackApiProps) {
    super(scope, id);
    this.http = new HttpApi(this, 'Http', {
      apiName: Aws.STACK_NAME,
      description: 'Callback URLs of task tokens, and what Slack calls',
      createDefaultStage: false,
    });
    addStage(this.http);

    const respond = createFunction(this, 'Respond', {
      entry: 'respond',
      bundles,
      description: 'Completes the task behind a callback URL',
      environment: { KEY_ID: key.keyArn, STATE_MACHINE_ARN: stateMachine.arn, LOCALE: locale },
    });
    this.http.addRoutes({
      path: '/respond',
      // Which methods are served is the function's to say, with 405 and Allow.
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('RespondIntegration', respond),
    });

    this.createUrls = createFunction(this, 'CreateUrls', {
      entry: 'create-urls',
      bundles,
      description: 'Mints callback URLs for a task token',
      environment: { KEY_ID: key.keyArn, CALLBACK_BASE_URL: this.http.apiEndpoint },
    });
    this.http.addRoutes({
      path: '/urls',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('CreateUrlsIntegration', this.createUrls),
      authorizer: new HttpIamAuthorizer(),
    });

    grant(
      respond,
      decryptDataKey(key),
      // A callback URL may be of any task, of any workflow of this account.
      completeTasks(...stateMachine.allOfAccount),
      completeCallbacks(allFunctions(this)),
      readHistory(stateMachine.executions),
    );
    grant(this.createUrls, generateDataKey(key));
  }
}

function allFunctions(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function addStage(api: HttpApi): void {
  const accessLog = createLogGroup(api, 'AccessLog', `/aws/vendedlogs/apis/${Stack.of(api).stackName}`);
  new HttpStage(api, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    // People click, and scanners of mail follow. Far more than both need, and far less than costs anything.
    throttle: { rateLimit: 50, burstLimit: 100 },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat() },
  });
}

/** By the route, never by the URL: its query string holds a sealed payload, and who has that can decide. */
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
