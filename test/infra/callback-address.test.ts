import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';
import { type Context, EVERYTHING, synthesized } from './synthesized.ts';

const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const DOMAIN = { domainName: 'approvals.example.com', certificateArn: CERTIFICATE };
const MINTING = ['create-urls', 'request-approval', 'slack'] as const;

/** Everything that contains the start of the callback URLs. */
function startsOf(context: Context) {
  const { environmentOf, outputs, resolve } = synthesized({ ...EVERYTHING, ...context });
  return {
    functions: [...new Set(MINTING.map((entry) => environmentOf(entry).CALLBACK_BASE_URL))],
    api: resolve(outputs.Api?.Value),
    slack: resolve(outputs.SlackRequestUrl?.Value),
  };
}

describe('callback URLs', () => {
  it('start with the address of the API by default', () => {
    const api = 'https://callbackapihttp.example.com';
    expect(startsOf({})).toEqual({ functions: [api], api, slack: `${api}/slack/events` });
  });

  it.each([
    ['https://approvals.example.com', 'https://approvals.example.com'],
    ['https://approvals.example.com/', 'https://approvals.example.com'],
    ['https://Example.com/approvals//', 'https://example.com/approvals'],
    ['https://example.com:8443/a', 'https://example.com:8443/a'],
  ])('start with the own address %s', (callbackBaseUrl, start) => {
    expect(startsOf({ callbackBaseUrl })).toEqual({
      functions: [start],
      api: start,
      slack: `${start}/slack/events`,
    });
    expect(synthesized({ callbackBaseUrl }).ofType('AWS::ApiGatewayV2::DomainName')).toEqual([]);
  });

  it('start with the domain that the deployment creates', () => {
    const start = 'https://approvals.example.com';
    expect(startsOf(DOMAIN)).toEqual({ functions: [start], api: start, slack: `${start}/slack/events` });
  });
});

describe('a domain of the deployment', () => {
  const { only, ofType, outputs, resolve } = synthesized({ ...EVERYTHING, ...DOMAIN });

  it('belongs to the API, with the certificate and TLS 1.2', () => {
    expect(only('AWS::ApiGatewayV2::DomainName')).toEqual({
      DomainName: 'approvals.example.com',
      DomainNameConfigurations: [
        { CertificateArn: CERTIFICATE, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    const [mapping] = ofType('AWS::ApiGatewayV2::ApiMapping');
    expect(resolve(mapping?.Properties)).toEqual({
      ApiId: 'CallbackApiHttp',
      DomainName: 'CallbackApiHttpDomain',
      Stage: '$default',
    });
    expect(mapping?.DependsOn?.some((id) => id.startsWith('CallbackApiHttpStage'))).toBe(true);
  });

  it('keeps the address of the API, because earlier callback URLs start with it', () => {
    expect(only('AWS::ApiGatewayV2::Api')).not.toHaveProperty('DisableExecuteApiEndpoint');
  });

  it('has outputs that say where its CNAME record must point', () => {
    expect(outputs.DomainTarget?.Value).toEqual({
      'Fn::GetAtt': [expect.stringContaining('Domain'), 'RegionalDomainName'],
    });
    expect(resolve(outputs.NextStep?.Value)).toMatch(
      /^Create a CNAME record: approvals\.example\.com points to .+\. Create the Slack app/,
    );
  });
});

describe('the settings of the address', () => {
  const CALLBACK = 'callbackBaseUrl';

  it.each<[Context, string]>([
    [{ [CALLBACK]: 'approvals.example.com' }, 'must be a URL, such as https://approvals.example.com.'],
    [{ [CALLBACK]: 'http://example.com' }, 'must start with https://'],
    [{ [CALLBACK]: 'https://example.com/?a=b' }, 'must have no user, query or fragment.'],
    [{ [CALLBACK]: 'https://example.com/?' }, 'must have no user, query or fragment.'],
    [{ [CALLBACK]: 'https://example.com/#a' }, 'must have no user, query or fragment.'],
    [{ [CALLBACK]: 'https://ann:secret@example.com' }, 'must have no user, query or fragment.'],
    [{ [CALLBACK]: 'https://example.com/v1/respond/' }, 'must end before /respond, which is added.'],
    [
      { [CALLBACK]: 'https://example.com', ...DOMAIN },
      'callbackBaseUrl=… cannot be combined with domainName=…',
    ],
    [{ domainName: 'example.com' }, 'domainName=… and certificateArn=… need each other.'],
    [{ certificateArn: CERTIFICATE }, 'domainName=… and certificateArn=… need each other.'],
    ...['https://example.com', 'example', '*.example.com', 'Example.com', 'a..com', '-a.com'].map(
      (domainName): [Context, string] => [
        { ...DOMAIN, domainName },
        `domainName=${domainName} must be a domain name in lower case, such as`,
      ],
    ),
    [
      { ...DOMAIN, certificateArn: 'arn:aws:iam::123456789012:server-certificate/a' },
      'must be the ARN of a certificate, such as arn:aws:acm:',
    ],
  ])('are refused: %j', (context, message) => {
    expect(() => readSettings(context)).toThrow(TypeError);
    expect(() => readSettings(context)).toThrow(message);
  });

  it('accept a certificate of another partition', () => {
    const certificateArn = CERTIFICATE.replace('arn:aws:', 'arn:aws-cn:');
    expect(readSettings({ ...DOMAIN, certificateArn }).domain?.certificateArn).toBe(certificateArn);
  });
});
