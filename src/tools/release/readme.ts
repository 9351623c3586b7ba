import { parameterGroups } from './groups.ts';
import type { JsonObject } from './json.ts';

/**
 * The README of a release, for an operator who has only its files.
 *
 * @param template the template of the release
 */
export function readme(version: string, template: JsonObject): string {
  const parameters = template.Parameters as JsonObject;
  const tables = parameterGroups().map(({ label, names }) =>
    [
      `### ${label}`,
      '',
      '| parameter | default | meaning |',
      '| --- | --- | --- |',
      ...names.map((name) => row(name, parameters[name] as JsonObject)),
      '',
    ].join('\n'),
  );
  return [beforeParameters(version), ...tables].join('\n');
}

function beforeParameters(version: string): string {
  return `# Countersign ${version}

Human approvals for AWS Step Functions, in Slack, in Microsoft Teams and by e-mail. These files deploy it with CloudFormation. You need the AWS CLI,
and a bucket in the region of the stack. You need no CDK, and Node only to make the app of Teams.

## Deploy

1. **Check the files**, in their folder. On a Mac, it is \`shasum -a 256 --check SHA256SUMS\`.

   \`\`\`sh
   sha256sum --check SHA256SUMS
   \`\`\`

2. **Create a bucket** for the code of the functions, once:

   \`\`\`sh
   aws s3 mb s3://my-countersign-code
   \`\`\`

3. **Deploy**, with your address or your Slack channel. Each [parameter](#parameters) is \`Name=value\`:

   \`\`\`sh
   bash deploy.sh my-countersign-code Email1=you@example.com SlackChannel=C0123456789
   \`\`\`

4. **Do what the output \`NextStep\` says.** For e-mail, confirm the subscription. For Slack, create the app from \`slack-manifest.yml\`: the first lines
   of that file say how. Then write its credentials into a file \`slack.json\`, as \`{"botToken": "xoxb-…", "signingSecret": "…"}\`, store it, and delete it:

   \`\`\`sh
   aws secretsmanager put-secret-value --secret-id <the secret of NextStep> --secret-string file://slack.json
   \`\`\`

   For Teams, the command in \`NextStep\` makes the package of the app, with Node 20.19 or newer. After \`tar -xzf countersign-${version}.tgz\`, write
   \`node package/bin/countersign.js\` for \`npx countersign\`.
5. **Ask for a first approval**:

   \`\`\`sh
   aws stepfunctions start-execution --state-machine-arn <StateMachine> --input '{"name": "Ben"}'
   \`\`\`

The stack is called \`Countersign\`. \`STACK_NAME=Approvals bash deploy.sh …\` gives it another name, of at most 60 letters, digits and hyphens. The
template creates IAM roles, so it needs \`CAPABILITY_IAM\`, which \`deploy.sh\` gives.

## Change, update, remove

- **Change a parameter**: run \`deploy.sh\` with it. The others keep their values: \`bash deploy.sh my-countersign-code TimeoutSeconds=259200\`.
  \`Email2=\` removes an address.
- **Update**: run the \`deploy.sh\` of the new release with the bucket, and without parameters.
- **Remove**: \`aws cloudformation delete-stack --stack-name Countersign\`. It keeps the key, without which no link that waits can be opened again, and the logs. They cost
  money until you delete them.

## The files

| file | what it is |
| --- | --- |
| \`CHANGES.md\` | what is new in this release |
| \`deploy.sh\` | uploads the code, and deploys the template |
| \`countersign.template.json\` | the CloudFormation template |
| \`*.zip\` | the code of the functions; each name has a hash of the content |
| \`slack-manifest.yml\` | the Slack app |
| \`countersign-${version}.tgz\` | the npm package, for CDK apps, and the command \`countersign\` |
| \`countersign.cdx.json\` | the packages whose code is in these files, as CycloneDX |
| \`SHA256SUMS\` | the checksums of the files |

## Parameters

What a parameter accepts is in *italics*. CloudFormation checks the values before it changes anything.
`;
}

function row(
  name: string,
  { Default = '', Description = '', ConstraintDescription, AllowedValues }: JsonObject,
) {
  const values = Array.isArray(AllowedValues) ? AllowedValues.filter(Boolean).join(' or ') : undefined;
  const form = ConstraintDescription ?? values;
  const meaning = form ? `${Description} *${form}*` : Description;
  return `| \`${name}\` | ${Default && `\`${Default}\``} | ${String(meaning).replaceAll('|', '\\|')} |`;
}
