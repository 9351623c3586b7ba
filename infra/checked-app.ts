import { App, type AppProps, Validations } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Creates an app that cannot be synthesised if cdk-nag has a finding. It has CDK's recommended feature flags for new
 * apps. The tests use it too, so they check the same template that is deployed.
 */
export function createApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...flags, ...props.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
