import type { Construct } from 'constructs';
import type { CountersignProps } from '../../../../infra/countersign-props.ts';
import { Countersign as PackagedCountersign } from '../../../../infra/index.ts';
import { placeholderBundles } from '../../synthesized.ts';

/* The package `countersign`, as the examples import it. vitest.config.ts puts it in the place of the built one. */
export * from '../../../../infra/index.ts';

const bundles = placeholderBundles();

export class Countersign extends PackagedCountersign {
  constructor(scope: Construct, id: string, props: CountersignProps) {
    super(scope, id, { bundles, ...props });
  }
}
