import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A resource of IAM that stands for more than one thing, and why it has to. */
export interface Wildcard {
  readonly resource: string;
  readonly because: string;
}

/** Tells cdk-nag why a role, or a policy of its own, may have these, and no other. */
export function acknowledgeWildcards(at: IConstruct, wildcards: readonly Wildcard[]): void {
  const stack = Stack.of(at);
  Validations.of(at).acknowledge(
    ...wildcards.map(({ resource, because }) => ({
      id: `AwsSolutions-IAM5[Resource::${inWords(stack.resolve(resource))}]`,
      reason: because,
    })),
  );
}

/** As cdk-nag writes a resource whose parts CloudFormation fills in: `arn:<AWS::Partition>:…`. */
function inWords(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join, Ref: ref } = resolved as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  return join ? join[1].map(inWords).join(join[0]) : `<${ref}>`;
}
