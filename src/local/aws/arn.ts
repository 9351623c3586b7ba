/** The region in all ARNs and links. It is the region that most AWS guides use. */
export const REGION = 'us-east-1';

/** The account id that AWS's documentation uses in its examples. */
export const ACCOUNT = '123456789012';

/** An ARN in the embedded account and region, such as `arn:aws:sns:us-east-1:123456789012:Approvals`. */
export function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}
