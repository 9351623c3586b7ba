import { describe, expect, it } from 'vitest';
import type { Entry } from '../../infra/entries.ts';
import { BOT, EVERYTHING, synthesized, WEBHOOK_ONLY } from './synthesized.ts';

const ROUTES: readonly (readonly [route: string, auth: string, entry: Entry])[] = [
  ['ANY /respond', 'NONE', 'respond'],
  ['ANY /urls', 'AWS_IAM', 'create-urls'],
  ['POST /slack/events', 'NONE', 'slack'],
  ['POST /teams/messages', 'NONE', 'teams'],
];

describe('the HTTP API', () => {
  const everything = synthesized(EVERYTHING);
  const { template, only, ofType, resolve, functionOf } = everything;

  it('has these routes, and no others', () => {
    expect(routesOf(everything)).toEqual(ROUTES.map(([route, auth]) => `${route} ${auth}`));
  });

  it.each([
    ['Slack', '/slack', { ...EVERYTHING, slackChannel: '' }],
    ['Teams', '/teams', { slackChannel: EVERYTHING.slackChannel }],
    ['Teams', '/teams', WEBHOOK_ONLY],
  ])('has no route for %s (%s) in a deployment with %j', (_, path, context) => {
    expect(routesOf(synthesized(context)).join()).not.toContain(path);
  });

  it('has the route for Teams before a channel is set, because the bot tells its id', () => {
    expect(routesOf(synthesized(BOT))).toContain('POST /teams/messages NONE');
  });

  it.each(ROUTES)('sends %s (%s) to the function %s', (route, _auth, entry) => {
    const [target] = ofType('AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => Properties.RouteKey === route)
      .map(({ Properties }) => Properties.Target['Fn::Join']);
    const [, [, integration]] = target;
    const { Properties } = template.toJSON().Resources[integration.Ref];
    expect(Properties.IntegrationUri).toEqual({ 'Fn::GetAtt': [functionOf(entry)?.id, 'Arn'] });
    expect(Properties.PayloadFormatVersion).toBe('2.0');
  });

  it('may call a function only for the route of this function', () => {
    const sources = ofType('AWS::Lambda::Permission').map(({ Properties }) => resolve(Properties.SourceArn));
    const ofTheApi = sources.filter((source) => String(source).includes(':execute-api:'));
    expect(ofTheApi).toHaveLength(ROUTES.length);
    for (const source of ofTheApi)
      expect(source).toMatch(/:CallbackApiHttp\/\*\/\*\/(respond|urls|slack\/events|teams\/messages)$/);
  });

  it('limits the number of requests to each route by itself', () => {
    expect(stageOf(everything)).toMatchObject({ StageName: '$default', AutoDeploy: true });
    expect(limitsOf(everything)).toEqual({
      default: '50/100',
      'ANY /respond': '50/100',
      'ANY /urls': '50/100',
      'POST /slack/events': '50/100',
      'POST /teams/messages': '50/100',
    });
  });

  it('takes the limits of the settings', () => {
    const busy = { ...EVERYTHING, requestsPerSecond: '7', routeLimits: 'respond:20, slack:100' };
    expect(limitsOf(synthesized(busy))).toEqual({
      default: '7/14',
      'ANY /respond': '20/40',
      'ANY /urls': '7/14',
      'POST /slack/events': '100/200',
      'POST /teams/messages': '7/14',
    });
  });

  it.each([EVERYTHING, BOT, WEBHOOK_ONLY])(
    'has limits only for its routes, which exist first, with %j',
    (context) => {
      const deployed = synthesized(context);
      const [stage] = deployed.ofType('AWS::ApiGatewayV2::Stage');
      const routes = Object.entries(deployed.template.findResources('AWS::ApiGatewayV2::Route'));
      expect(Object.keys(stageOf(deployed).RouteSettings).sort()).toEqual(
        routes.map(([, { Properties }]) => Properties.RouteKey).sort(),
      );
      expect(stage?.DependsOn).toEqual(expect.arrayContaining(routes.map(([id]) => id)));
    },
  );

  it('logs the route and not the URL, because the query string of a link can decide', () => {
    const { Format: format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings;
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/path|query|protocol|header/i);
  });
});

interface Limit {
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

function stageOf({ only }: ReturnType<typeof synthesized>) {
  return only('AWS::ApiGatewayV2::Stage');
}

/** The limits of the routes, as requests per second and burst. */
function limitsOf(deployed: ReturnType<typeof synthesized>): Record<string, string> {
  const { DefaultRouteSettings: all, RouteSettings: routes } = stageOf(deployed);
  return Object.fromEntries(
    Object.entries<Limit>({ default: all, ...routes }).map(([route, limit]) => [
      route,
      `${limit.ThrottlingRateLimit}/${limit.ThrottlingBurstLimit}`,
    ]),
  );
}

function routesOf({ ofType }: ReturnType<typeof synthesized>): string[] {
  return ofType('AWS::ApiGatewayV2::Route').map(
    ({ Properties }) => `${Properties.RouteKey} ${Properties.AuthorizationType}`,
  );
}
