import type { Features } from '../callback/resolve-action.ts';
import type { Config } from '../config.ts';

/** What ENABLE_OUTPUT_PARAMETERS and ENABLE_POST_ACTIONS allow; nothing where they are not set. */
export function configuredFeatures(config: Config): Features {
  return {
    outputParameters: config.ENABLE_OUTPUT_PARAMETERS ?? false,
    postActions: config.ENABLE_POST_ACTIONS ?? false,
  };
}
