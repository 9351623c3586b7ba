import { describe, expect, it } from 'vitest';
import type { Entry } from '../../infra/bundle.ts';
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

  it('limits the number of requests', () => {
    expect(only('AWS::ApiGatewayV2::Stage')).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });

  it('accepts the configured number of requests per second', () => {
    const busy = synthesized({ ...EVERYTHING, requestsPerSecond: '7' });
    expect(busy.only('AWS::ApiGatewayV2::Stage').DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 14,
    });
  });

  it('logs the route and not the URL, because the query string of a link can decide', () => {
    const { Format: format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings;
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/path|query|protocol|header/i);
  });
});

function routesOf({ ofType }: ReturnType<typeof synthesized>): string[] {
  return ofType('AWS::ApiGatewayV2::Route').map(
    ({ Properties }) => `${Properties.RouteKey} ${Properties.AuthorizationType}`,
  );
}
