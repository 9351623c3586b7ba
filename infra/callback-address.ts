import { Token } from 'aws-cdk-lib';

/** The address that the callback URLs of a deployment start with, from its settings. */
export interface CallbackAddress {
  /** The URL of the user's own domain, without a slash at its end. Missing: the URL of the API, or of `domain`. */
  readonly callbackBaseUrl: string | undefined;
  /** The domain to create for the API. */
  readonly domain: { readonly name: string; readonly certificateArn: string } | undefined;
}

const CERTIFICATE_ARN = /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/;
const DOMAIN_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * Reads and checks the settings `callbackBaseUrl`, `domainName` and `certificateArn`.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readCallbackAddress(
  text: (name: 'callbackBaseUrl' | 'domainName' | 'certificateArn') => string,
): CallbackAddress {
  const [baseUrl, name, certificateArn] = [
    text('callbackBaseUrl'),
    text('domainName'),
    text('certificateArn'),
  ];
  if (baseUrl && name) {
    throw new TypeError(
      'callbackBaseUrl=… cannot be combined with domainName=…: the callback URLs start with https://<domainName>.',
    );
  }
  if (Boolean(name) !== Boolean(certificateArn)) {
    throw new TypeError('domainName=… and certificateArn=… need each other.');
  }
  return {
    callbackBaseUrl: baseUrl ? readBaseUrl(baseUrl) : undefined,
    domain: name
      ? { name: readDomainName(name), certificateArn: readCertificate(certificateArn) }
      : undefined,
  };
}

/** The routes of the API are added to it, so it must end before them, without a query. */
function readBaseUrl(value: string): string {
  const refuse = (what: string) => new TypeError(`callbackBaseUrl=${value} ${what}`);
  if (!URL.canParse(value)) throw refuse('must be a URL, such as https://approvals.example.com.');
  const { protocol, username, password, search, hash, origin, pathname } = new URL(value);
  if (protocol !== 'https:') throw refuse('must start with https://, because each callback URL can decide.');
  if (username || password || search || hash || /[?#]/.test(value)) {
    throw refuse('must have no user, query or fragment.');
  }
  const path = pathname.replace(/\/+$/, '');
  if (path.endsWith('/respond')) throw refuse('must end before /respond, which is added.');
  return `${origin}${path}`;
}

function readDomainName(value: string): string {
  if (DOMAIN_NAME.test(value)) return value;
  throw new TypeError(
    `domainName=${value} must be a domain name in lower case, such as approvals.example.com.`,
  );
}

function readCertificate(value: string): string {
  // The ARN of a certificate in the same app is known when it is deployed.
  if (Token.isUnresolved(value) || CERTIFICATE_ARN.test(value)) return value;
  throw new TypeError(
    `certificateArn=${value} must be the ARN of a certificate, such as arn:aws:acm:<region>:<account>:certificate/<id>.`,
  );
}
