import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  type HttpApi,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { createLogGroup, vendedLogs } from './function.ts';
import type { Hosting } from './hosting.ts';
import type { Limits, RouteName } from './limits.ts';

export interface ApiStage {
  readonly stage: HttpStage;
  readonly accessLog: LogGroup;
}

/** Creates the stage of the API, with its access log. Each route gets a limit with {@link limitRoute}. */
export function createStage(api: HttpApi, { requestsPerSecond }: Limits, hosting: Hosting): ApiStage {
  const accessLog = createLogGroup(api, 'AccessLog', hosting, vendedLogs('apis', hosting.name));
  const stage = new HttpStage(api, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: requestsPerSecond, burstLimit: 2 * requestsPerSecond },
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: accessLogFormat(hosting.name),
    },
  });
  return { stage, accessLog };
}

/**
 * Gives a route a limit of its own, so that a flood of requests to one route does not use up what the others may take. People
 * and mail scanners need far fewer requests. A limit bounds the cost of an attack with constant requests: with the default,
 * about 200 US dollars a month for each route.
 */
export function limitRoute(
  stage: HttpStage,
  route: HttpRoute,
  routeKey: string,
  name: RouteName,
  limits: Limits,
): void {
  const perSecond = limits.routeLimits[name] ?? limits.requestsPerSecond;
  const resource = stage.node.defaultChild as CfnStage;
  resource.routeSettings = {
    ...resource.routeSettings,
    [routeKey]: { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: 2 * perSecond },
  };
  // The stage can have settings only for a route that exists.
  stage.node.addDependency(route);
}

/**
 * Logs the route, never the URL: its query string has the sealed payload, which is enough to decide. `service` is the
 * dimension of our metrics (src/telemetry.ts).
 */
function accessLogFormat(service: string): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      service,
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
