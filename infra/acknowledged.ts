import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An IAM resource with a `*`, and the reason for it. */
export interface Wildcard {
  readonly resource: string;
  readonly because: string;
}

/** Tells cdk-nag why a role or a policy has these wildcards. cdk-nag still rejects all other wildcards. */
export function acknowledgeWildcards(at: IConstruct, wildcards: readonly Wildcard[]): void {
  const stack = Stack.of(at);
  Validations.of(at).acknowledge(
    ...wildcards.map(({ resource, because }) => ({
      id: `AwsSolutions-IAM5[Resource::${inWords(stack.resolve(resource))}]`,
      reason: because,
    })),
  );
}

/**
 * Writes a resource as cdk-nag does. It writes references as their names in angle brackets: `arn:<AWS::Partition>:…`.
 */
function inWords(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join, Ref: ref } = resolved as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  return join ? join[1].map(inWords).join(join[0]) : `<${ref}>`;
}
