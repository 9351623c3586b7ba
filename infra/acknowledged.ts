import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An IAM resource with a `*`, and the reason for it. */
export interface Wildcard {
  readonly resource: string;
  readonly because: string;
}

/**
 * Tells cdk-nag why a construct may break a rule. It writes what `Validations.of(at).acknowledge` writes: older versions of CDK lack
 * that function, or refuse these IDs, and need no acknowledgement.
 */
export function acknowledge(at: IConstruct, id: string, reason: string): void {
  at.node.addMetadata('aws:cdk:acknowledged-rules', { [`Annotation::${id}`]: reason });
}

/** Tells cdk-nag why a role or a policy has these wildcards. cdk-nag still rejects all other wildcards. */
export function acknowledgeWildcards(at: IConstruct, wildcards: readonly Wildcard[]): void {
  const stack = Stack.of(at);
  for (const { resource, because } of wildcards) {
    acknowledge(at, `AwsSolutions-IAM5[Resource::${inWords(stack.resolve(resource))}]`, because);
  }
}

/**
 * Writes a resource as cdk-nag does. It writes references as their names in angle brackets: `arn:<AWS::Partition>:…`.
 */
function inWords(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: ref } = resolved as Intrinsic;
  if (join) return join[1].map(inWords).join(join[0]);
  return `<${attribute ? attribute.join('.') : ref}>`;
}

interface Intrinsic {
  readonly 'Fn::Join'?: [string, unknown[]];
  readonly 'Fn::GetAtt'?: [string, string];
  readonly Ref?: string;
}
