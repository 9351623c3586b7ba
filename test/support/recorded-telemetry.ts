import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import type { LogLine } from '../../src/log.ts';
import { createTelemetry } from '../../src/telemetry.ts';

/** A metric value that CloudWatch reads from the log (embedded metric format). */
export interface EmittedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly value: unknown;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

/** The Lambda context of an invocation. */
const CONTEXT = {
  functionName: 'Respond',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:Respond',
  memoryLimitInMB: '1769',
  awsRequestId: '11111111-2222-3333-4444-555555555555',
} as Context;

/** Returns the log and the metrics that a function writes to its output in one invocation with these log lines. */
export function recordTelemetry(serviceName: string, lines: readonly LogLine[]) {
  const written: string[] = [];
  const outputs = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    }),
  );
  try {
    const { log, begin } = createTelemetry({
      SERVICE_NAME: serviceName,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    });
    begin(CONTEXT);
    for (const line of lines) log(line);
  } finally {
    for (const output of outputs) output.mockRestore();
  }
  const objects = written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
  return {
    logged: objects.filter((object) => !('_aws' in object)),
    metrics: objects.filter((object) => '_aws' in object).flatMap(metricsOf),
  };
}

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

function metricsOf({ _aws, ...members }: EmbeddedMetrics): EmittedMetric[] {
  return _aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name: name, Unit: unit }) => ({
        namespace,
        name,
        unit,
        value: members[name],
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, members[dimension]])),
      })),
    ),
  );
}
