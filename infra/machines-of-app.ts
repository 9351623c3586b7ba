import { DefaultTokenResolver, type IAspect, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';

/**
 * Finds the state machines of an app that call a function: through an ApprovalTask, a task of CDK, or a definition in a file. A
 * state of CDK does not know its state machine, and may be in a Map or a Parallel state, so the finished definitions are read.
 */
export class MachinesThatCall implements IAspect {
  readonly #function: IFunction;
  readonly #found: (machine: CfnStateMachine) => void;

  /** @param found is called once for each state machine */
  constructor(called: IFunction, found: (machine: CfnStateMachine) => void) {
    this.#function = called;
    this.#found = found;
  }

  visit(node: IConstruct): void {
    if (node instanceof CfnStateMachine && refersTo(node, this.#function)) this.#found(node);
  }
}

function refersTo(machine: CfnStateMachine, called: IFunction): boolean {
  const resolver = new RememberingResolver();
  const { definitionString, definition, definitionSubstitutions } = machine;
  // While CDK prepares, it keeps references in the text of a definition as they are.
  Tokenization.resolve(
    { definitionString, definition, definitionSubstitutions },
    { scope: machine, resolver, preparing: true },
  );
  return resolver.targets.some((target) => target.node.scopes.includes(called));
}

/** Remembers what the resolved values refer to. */
class RememberingResolver extends DefaultTokenResolver {
  readonly targets: IConstruct[] = [];

  constructor() {
    super(new StringConcat());
  }

  override resolveToken(...[token, context, processor]: Parameters<DefaultTokenResolver['resolveToken']>) {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, processor);
    // Its text does not matter, and CDK refuses to make it for a resource of another region.
    this.targets.push(token.target);
    return '';
  }
}
