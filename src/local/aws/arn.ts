/** SNS, KMS and Step Functions put the region into ARNs and links; us-east-1 is the one every SDK and guide assumes. */
export const REGION = 'us-east-1';

/** The account id that AWS uses throughout its own documentation. */
export const ACCOUNT = '123456789012';

/** An ARN in the embedded account and region, such as `arn:aws:sns:us-east-1:123456789012:Approvals`. */
export function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}
