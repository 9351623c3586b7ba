import { App, type AppProps, Validations } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * An app that cannot be synthesised with a finding of cdk-nag, and that behaves as CDK recommends for new apps. The
 * tests synthesise it too: all that they see is checked, and is what is deployed.
 */
export function createApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...flags, ...props.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
