import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  App,
  type FileAssetSource,
  type IStackSynthesizer,
  type ISynthesisSession,
  StackSynthesizer,
} from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { CountersignStack } from '../../../infra/countersign-stack.ts';
import { settingsIn } from '../../../infra/settings.ts';
import { isObject, type Json, type JsonObject, NO_VALUE, ref } from './json.ts';
import { merge } from './merge.ts';
import { ASSETS_BUCKET, ASSETS_PREFIX, givenConditions, STACK_NAME } from './parameters.ts';
import { withParameters } from './placeholders.ts';
import { Conditions, existing } from './presence.ts';
import { interfaceSection, parameterSection, ruleSection } from './sections.ts';
import { ofAllShapes, type Settings } from './shapes.ts';

/** The names of the zip files of the functions, by the folders of their bundles. */
export type Zips = Readonly<Record<string, string>>;

/**
 * The template of a deployment without CDK. The stack is synthesised in each of its shapes, and the templates are merged into one, so
 * that it is the stack's own for all parameters.
 *
 * @param bundles the folder with the bundles of the functions
 */
export function releaseTemplate(zips: Zips, bundles: string): JsonObject {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-release-'));
  const merged = ofAllShapes(
    (settings): Json => shapeOf(settings, { zips, bundles, folder }),
    merge,
  ) as JsonObject;
  rmSync(folder, { recursive: true });
  const conditions = new Conditions(givenConditions());
  const resources = present(merged.Resources, conditions, withDependencies);
  const outputs = present(merged.Outputs, conditions, (output) => output);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: merged.Description ?? '',
    Metadata: interfaceSection(),
    Parameters: parameterSection(),
    Rules: ruleSection(),
    Conditions: used(conditions.all, [resources, outputs]),
    Resources: resources,
    Outputs: outputs,
  };
}

/** The template of one shape, with parameters. */
function shapeOf(
  settings: Settings,
  { zips, bundles, folder }: { zips: Zips; bundles: string; folder: string },
): JsonObject {
  const app = new App({
    outdir: folder,
    analyticsReporting: false,
    treeMetadata: false,
    // It would take most of the time. The shapes are templates of the stack, which `npm run synth` checks.
    builtinCloudFormationValidation: false,
    context: { ...flags, [STAGING]: true },
  });
  const stack = new CountersignStack(app, 'Countersign', {
    stackName: STACK_NAME,
    settings: settingsIn(settings),
    bundles,
    // CDK declares its interface without `exactOptionalPropertyTypes`.
    synthesizer: new ZipsInBucket(zips) as IStackSynthesizer,
  });
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  const { Description, Resources, Outputs } = template;
  const [apiId = ''] = Object.entries<JsonObject>(Resources).find(([, { Type }]) => Type === API) ?? [];
  return withParameters(
    {
      Description,
      Resources: Object.fromEntries(
        Object.entries<JsonObject>(Resources).map(([id, resource]) => [id, dependingByReference(resource)]),
      ),
      Outputs,
    },
    apiId,
  );
}

const STAGING = 'aws:cdk:disable-asset-staging';
const API = 'AWS::ApiGatewayV2::Api';

/** Finds the code of the functions where deploy.sh puts it, and not in the bucket of `cdk bootstrap`. */
class ZipsInBucket extends StackSynthesizer {
  readonly #zips: Zips;

  constructor(zips: Zips) {
    super();
    this.#zips = zips;
  }

  addFileAsset({ fileName = '' }: FileAssetSource) {
    const zip = this.#zips[path.basename(fileName)];
    if (!zip) throw new TypeError(`There is no zip file of ${fileName}.`);
    const [bucketName, objectKey] = [ASSETS_BUCKET, `${ASSETS_PREFIX}${zip}`];
    const s3ObjectUrl = `s3://${bucketName}/${objectKey}`;
    return { bucketName, objectKey, httpUrl: s3ObjectUrl, s3ObjectUrl };
  }

  addDockerImageAsset(): never {
    throw new TypeError('The stack has no images.');
  }

  synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    this.emitArtifact(session);
  }
}

/**
 * Writes what a resource depends on as references in its metadata: `DependsOn` takes no functions, so it cannot depend on a resource
 * that exists only under a condition. The other metadata are those of CDK.
 */
function dependingByReference({ Metadata: _, DependsOn = [], ...resource }: JsonObject): JsonObject {
  const ids = [DependsOn].flat().map(String);
  if (ids.length === 0) return resource;
  return { ...resource, Metadata: { DependsOn: Object.fromEntries(ids.map((id) => [id, ref(id)])) } };
}

/** The same with `DependsOn` for what always exists with the resource. */
function withDependencies({ Metadata, ...resource }: JsonObject): JsonObject {
  const all = isObject(Metadata) && isObject(Metadata.DependsOn) ? Object.entries(Metadata.DependsOn) : [];
  const always = all.filter(([, value]) => isObject(value) && 'Ref' in value).map(([id]) => id);
  const sometimes = all.filter(([id]) => !always.includes(id));
  return {
    ...resource,
    ...(always.length > 0 && { DependsOn: always }),
    ...(sometimes.length > 0 && { Metadata: { DependsOn: Object.fromEntries(sometimes) } }),
  };
}

/** Gives each resource or output that is not always there its condition. */
function present(
  all: Json | undefined,
  conditions: Conditions,
  finish: (one: JsonObject) => JsonObject,
): JsonObject {
  return Object.fromEntries(
    Object.entries((all ?? {}) as JsonObject).map(([id, value]) => {
      const presence = conditions.presenceOf(value);
      const condition = typeof presence === 'string' && { Condition: presence };
      const body = existing(value);
      return [id, { ...finish((isObject(body) ? body : NO_VALUE) as JsonObject), ...condition }];
    }),
  );
}

/** The conditions that the others, or the rest of the template, name. */
function used(all: Readonly<Record<string, JsonObject>>, rest: Json): JsonObject {
  const text = JSON.stringify([Object.values(all), rest]);
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`"${name}"`)));
}
